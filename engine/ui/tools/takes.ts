import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { saveKeptTake, type KeptTake } from '../../edges/keptTakes.ts'
import { stateMark } from '../marks.ts'
import { theme } from '../theme.ts'
import type { ToolView } from '../tool.ts'

const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

const sizeWords = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

/** When its last lines were written, and how long it is. */
const takeWords = ({ file }: KeptTake): string =>
  `Until ${TIME.format(file.lastModified)}, ${sizeWords(file.size)}`

/** The takes that earlier pages have left, to save. */
@customElement('anthesis-takes')
export class AnthesisTakes extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        gap: 8px;
        height: 100%;
      }
      p {
        margin: 0;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        align-content: start;
        gap: 6px 24px;
        overflow: auto;
        margin: 0;
        padding: 3px;
        list-style: none;
      }
      li {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 12px;
      }
    `,
  ]

  @property({ attribute: false }) takes: readonly KeptTake[] = []
  @state() private trouble = ''

  override render(): TemplateResult {
    return html`<p>${this.words()}</p>
      <ul>
        ${this.takes.map(
          (take) =>
            html`<li>
              <span>${takeWords(take)}</span>
              <button
                title="Saves the take: ${takeWords(take)}"
                @click=${() => void this.save(take)}
              >
                Save
              </button>
            </li>`,
        )}
      </ul>`
  }

  private words(): TemplateResult | string {
    if (this.trouble !== '') return html`${stateMark('failed')} ${this.trouble}`
    if (this.takes.length === 0) return 'No earlier take is kept on this machine.'
    return 'The newest first; npm run replay reads them. On the signal path, Save log saves the one that is being played.'
  }

  private async save(take: KeptTake): Promise<void> {
    this.trouble = ''
    try {
      await saveKeptTake(take)
    } catch (error) {
      const why = error instanceof Error ? error.message : 'no reason given'
      this.trouble = `The take was not saved: ${why}`
    }
  }
}

export const takesTool =
  (takes: readonly KeptTake[]): ToolView =>
  () =>
    html`<anthesis-takes .takes=${takes}></anthesis-takes>`

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-takes': AnthesisTakes
  }
}
