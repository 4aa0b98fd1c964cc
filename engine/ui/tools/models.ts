import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ModelDesk, ModelEntry } from '../../edges/modelDesk.ts'
import type { TrainingDesk } from '../../edges/trainingDesk.ts'
import type { PanelContext } from '../context.ts'
import { stateMark } from '../marks.ts'
import { theme } from '../theme.ts'
import './training.ts'
import type { ToolView } from '../tool.ts'

const OWN = 'own:'

/** The melody models there are, to choose from. */
@customElement('anthesis-models')
export class AnthesisModels extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 24px;
        height: 100%;
      }
      .shelf {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: 8px;
        min-height: 0;
      }
      ul {
        display: grid;
        align-content: start;
        gap: 6px;
        overflow: auto;
        margin: 0;
        padding: 3px;
        list-style: none;
      }
      li {
        display: flex;
        gap: 6px;
      }
      .entry {
        display: grid;
        flex: 1;
        justify-content: start;
        justify-items: start;
        text-align: left;
        gap: 0;
        min-width: 0;
        line-height: 19px;
      }
      .entry span {
        overflow: hidden;
        max-width: 100%;
        text-overflow: ellipsis;
      }
      .about {
        color: var(--quiet-words);
        font-weight: 400;
      }
      .entry[aria-pressed='true'] .about {
        color: inherit;
      }
      .foot {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      p {
        flex: 1;
        margin: 0;
      }
      label {
        display: inline-flex;
        align-items: center;
        min-height: 44px;
        padding: 0 12px;
        border: 1px solid var(--quiet);
        border-radius: 4px;
        cursor: pointer;
      }
    `,
  ]

  @property({ attribute: false }) context: PanelContext | null = null
  @property({ attribute: false }) desk: ModelDesk | null = null
  @property({ attribute: false }) training: TrainingDesk | null = null

  override render(): TemplateResult | null {
    const { desk } = this
    if (!desk) return null
    return html`<div class="shelf">
        <ul>
          ${desk.entries.map((entry) => this.entry(entry, desk))}
        </ul>
        <div class="foot">
          <p>${statusWords(desk)}</p>
          <button title="Looks again at what is there" @click=${() => void desk.refresh()}>
            Look again
          </button>
          <label>
            Bring a MusicRNN folder
            <input
              class="unseen"
              type="file"
              multiple
              webkitdirectory
              @change=${(event: Event) => this.bring(event, desk)}
            />
          </label>
        </div>
      </div>
      <anthesis-training .desk=${this.training} .context=${this.context}></anthesis-training>`
  }

  private entry({ id, name, about }: ModelEntry, desk: ModelDesk): TemplateResult {
    const isOwn = id.startsWith(OWN)
    return html`<li>
      <button
        class="entry"
        aria-pressed=${desk.chosen === id}
        title="Play with ${name}"
        @click=${() => void desk.choose(id)}
      >
        <span>${name}</span><span class="about">${about}</span>
      </button>
      ${
        isOwn
          ? html`<button title="The files of ${name}" @click=${() => void desk.save(name)}>
                Save
              </button>
              <button title="Forget ${name}" @click=${() => void desk.forget(name)}>Forget</button>`
          : null
      }
    </li>`
  }

  private bring({ target }: Event, desk: ModelDesk): void {
    if (!(target instanceof HTMLInputElement)) return
    const files = [...(target.files ?? [])]
    target.value = ''
    if (files.length > 0) void desk.bring(files)
  }
}

function statusWords({ status }: ModelDesk): TemplateResult | string {
  if (status.state === 'loading') return `${status.name} is being loaded; the music plays on.`
  if (status.state === 'failed') return html`${stateMark('failed')} ${status.why}`
  return 'More come by npm run models; they work without a network.'
}

export const modelsTool =
  (desk: ModelDesk, training: TrainingDesk): ToolView =>
  (context) =>
    html`<anthesis-models
      .context=${context}
      .desk=${desk}
      .training=${training}
    ></anthesis-models>`

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-models': AnthesisModels
  }
}
