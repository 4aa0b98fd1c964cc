import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { PanelContext } from '../context.ts'
import type { Parameter } from '../../modulation/parameters.ts'
import { fader, partStyles, toggle, trigger } from '../parts.ts'
import { theme } from '../theme.ts'
import type { ToolView } from '../tool.ts'

/** The part of a parameter's id before its first dot; those without one are the performance's own. */
const groupOf = (id: string): string => (id.includes('.') ? id.slice(0, id.indexOf('.')) : 'show')

const labelOf = (group: string): string => group.charAt(0).toUpperCase() + group.slice(1)

/** How each kind of parameter is handled. */
const PARTS: Readonly<Record<Parameter['kind'], typeof fader>> = {
  continuous: fader,
  whole: fader,
  choice: fader,
  toggle: (c, id) => toggle(c, id),
  trigger,
}

/** Every declared parameter, group by group: what the signal path has no room for as well. */
@customElement('anthesis-controls')
export class AnthesisControls extends LitElement {
  static override styles = [
    theme,
    partStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 158px 1fr;
        gap: 24px;
        height: 100%;
      }
      .groups {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
        align-content: start;
      }
      .groups button {
        overflow: hidden;
        padding: 0 4px;
      }
      .faders {
        display: grid;
        grid-auto-flow: column;
        grid-template-rows: repeat(7, 48px);
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 6px 24px;
      }
    `,
  ]

  @property({ attribute: false }) context: PanelContext | null = null
  @state() private group = 'show'

  override render(): TemplateResult | null {
    const c = this.context
    if (!c) return null
    const parameters = c.state.view.controls.map(({ parameter }) => parameter)
    const groups = [...new Set(parameters.map(({ id }) => groupOf(id)))]
    return html`
      <div class="groups" role="group" aria-label="Groups of controls">
        ${groups.map(
          (group) =>
            html`<button aria-pressed=${group === this.group} @click=${() => (this.group = group)}>
              ${labelOf(group)}
            </button>`,
        )}
      </div>
      <div class="faders">
        ${parameters
          .filter(({ id }) => groupOf(id) === this.group)
          .map(({ id, kind }) => PARTS[kind](c, id))}
      </div>
    `
  }
}

export const controlsTool: ToolView = (c) =>
  html`<anthesis-controls .context=${c}></anthesis-controls>`

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-controls': AnthesisControls
  }
}
