import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import type { Event as ShowEvent } from '../core/events.ts'
import type { Control } from '../performance/view.ts'
import { looksSame } from './faderMaths.ts'
import { theme } from './theme.ts'

/** A parameter that is on or off. Its label learns a knob, the box beside it switches. */
@customElement('anthesis-switch')
export class AnthesisSwitch extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      div {
        display: flex;
        align-items: center;
        border-radius: 4px;
      }
      .learning {
        outline: 2px dashed var(--ink);
        outline-offset: 2px;
      }
      button {
        height: 48px;
        border: 0;
      }
      button.label {
        flex: 1;
        justify-content: flex-start;
        overflow: hidden;
        padding: 0 2px 0 0;
        background: none;
        color: inherit;
        font-weight: 400;
      }
      button.label:hover {
        text-decoration: underline 2px;
        text-underline-offset: 4px;
      }
      button.box {
        padding: 0;
      }
      .box span {
        position: relative;
        width: 40px;
        height: 22px;
        border: 2px solid var(--quiet);
        border-radius: 11px;
      }
      .box span::after {
        content: '';
        position: absolute;
        top: 2px;
        left: 2px;
        width: 14px;
        height: 14px;
        border: 2px solid var(--ink);
        border-radius: 7px;
      }
      .box[aria-checked='true'] span {
        border-color: var(--ink);
      }
      .box[aria-checked='true'] span::after {
        left: 20px;
        background: var(--ink);
      }
    `,
  ]

  @property({
    attribute: false,
    hasChanged: (a: Control | null, b: Control | null) => !looksSame(a, b),
  })
  control: Control | null = null
  @property({ attribute: false }) send: (event: ShowEvent) => void = () => undefined
  /** In place of the parameter's own label, where the panel already says whose it is. */
  @property() label = ''

  override render(): TemplateResult | null {
    const { control } = this
    if (!control) return null
    const { parameter, value, isLearning } = control
    const { id, label } = parameter
    return html`<div class=${classMap({ learning: isLearning })}>
      <button
        class="label"
        aria-pressed=${isLearning}
        aria-label="${label}: learn a knob"
        title="Click, then move a knob, to learn it."
        @click=${() => this.send({ type: 'learn', parameter: isLearning ? null : id })}
      >
        ${isLearning ? 'Move a knob' : this.label || label}
      </button>
      <button
        class="box"
        role="switch"
        aria-checked=${value >= 0.5}
        aria-label=${label}
        @click=${() => this.send({ type: 'setParameter', parameter: id, value: value >= 0.5 ? 0 : 1 })}
      >
        <span></span>
      </button>
    </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-switch': AnthesisSwitch
  }
}
