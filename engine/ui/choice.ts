import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { keepArrows } from './fader.ts'
import { figures, figureStyles } from './figures.ts'
import { theme } from './theme.ts'

/**
 * One of a few values, without a list that pops up: the left half steps back, the right half on;
 * so do the wheel and the arrows. Sends `choose` with the index.
 */
@customElement('anthesis-choice')
export class AnthesisChoice extends LitElement {
  static override styles = [
    theme,
    figureStyles,
    css`
      :host {
        display: block;
        min-width: 88px;
      }
      div {
        position: relative;
        display: flex;
        flex-direction: column;
        justify-content: center;
        height: 48px;
        padding: 0 2px;
        border: 1px solid var(--quiet);
        border-radius: 4px;
        text-align: center;
        cursor: pointer;
        user-select: none;
        touch-action: manipulation;
      }
      div::before,
      div::after {
        content: '';
        position: absolute;
        bottom: 10px;
        width: 8px;
        height: 8px;
        border: solid var(--quiet-words);
        border-width: 0 0 2px 2px;
        rotate: 45deg;
      }
      div::before {
        left: 6px;
      }
      div::after {
        right: 6px;
        rotate: 225deg;
      }
      .first::before,
      .last::after {
        opacity: 0.35;
      }
      .label {
        font-size: 16px;
        line-height: 18px;
      }
      .value {
        margin: 0 14px;
        line-height: 22px;
      }
      .value,
      .label {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ]

  @property() label = ''
  /** In place of the label for who cannot see whose it is. */
  @property({ attribute: false }) name = ''
  @property({ attribute: false }) options: readonly string[] = []
  /** -1 for none of them. */
  @property({ type: Number }) index = -1

  override render(): TemplateResult {
    const { options, index } = this
    const value = options[index] ?? 'None'
    const ends = `${index <= 0 ? 'first' : ''} ${index >= options.length - 1 ? 'last' : ''}`
    return html`<div
      class=${ends}
      role="spinbutton"
      tabindex="0"
      aria-label=${this.name || this.label}
      aria-valuemin="1"
      aria-valuemax=${options.length}
      aria-valuenow=${index + 1}
      aria-valuetext=${value}
      title=${value}
      @click=${this.stepAside}
      @keydown=${this.press}
      @keyup=${keepArrows}
      @wheel=${{ handleEvent: this.roll, passive: false }}
    >
      <span class="label quiet" aria-hidden="true">${this.label}</span>
      <span class="value" aria-hidden="true">${figures(value)}</span>
    </div>`
  }

  private choose(index: number): void {
    const inside = Math.min(this.options.length - 1, Math.max(0, index))
    if (inside !== this.index && inside >= 0) {
      this.dispatchEvent(new CustomEvent('choose', { detail: inside }))
    }
  }

  private readonly stepAside = (event: MouseEvent): void => {
    const { left, width } = this.getBoundingClientRect()
    this.choose(this.index + (event.clientX < left + width / 2 ? -1 : 1))
  }

  private readonly press = (event: KeyboardEvent): void => {
    const to = this.keyTarget(event.key)
    if (to === null) return
    event.preventDefault()
    event.stopPropagation()
    this.choose(to)
  }

  private keyTarget(key: string): number | null {
    if (key === 'ArrowRight' || key === 'ArrowUp') return this.index + 1
    if (key === 'ArrowLeft' || key === 'ArrowDown') return this.index - 1
    if (key === 'Home') return 0
    return key === 'End' ? this.options.length - 1 : null
  }

  private readonly roll = (event: WheelEvent): void => {
    event.preventDefault()
    if (event.deltaY !== 0) this.choose(this.index - Math.sign(event.deltaY))
  }
}

/** The index that a `choose` event carries. */
export const chosen = (event: CustomEvent<number>): number => event.detail

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-choice': AnthesisChoice
  }
}
