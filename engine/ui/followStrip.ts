import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { stateMark } from './marks.ts'
import './page.css'
import { theme } from './theme.ts'

/** What a follower says of itself, in one line under the picture. */
export interface FollowWords {
  readonly isTrouble: boolean
  readonly text: string
}

/** Asks for sound here, or for silence. */
export const SOUND_EVENT = 'anthesis-sound'

/** A follower's page: what it follows, whether both have the same digest, and whether it sounds. */
@customElement('anthesis-follow')
export class FollowStrip extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: fixed;
        inset: auto 0 0 0;
        display: flex;
        align-items: center;
        gap: var(--gap);
        padding: 0 var(--edge);
        background: var(--veil);
      }
      span {
        flex: 1;
      }
      button {
        min-height: 44px;
      }
    `,
  ]

  @property({ attribute: false }) words: FollowWords = { isTrouble: false, text: '' }
  @property({ attribute: false }) isSounding = false

  override render(): TemplateResult {
    const { isTrouble, text } = this.words
    return html`<span role="status">${isTrouble ? stateMark('failed') : null} ${text}</span>
      <button
        aria-pressed=${this.isSounding}
        @click=${() => this.dispatchEvent(new Event(SOUND_EVENT))}
      >
        Sound here
      </button>`
  }
}
