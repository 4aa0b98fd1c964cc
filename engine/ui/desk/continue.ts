import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Event as ShowEvent } from '../../core/events.ts'
import { chosen } from '../choice.ts'
import '../choice.ts'
import { theme } from '../theme.ts'

const LENGTHS = [8, 16, 32, 64, 128]
const WORDS = LENGTHS.map((steps) => `${steps} steps`)

/** Asks the partner to go on for an exact number of sixteenths. */
@customElement('anthesis-continue')
export class AnthesisContinue extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
      }
      button {
        min-height: 48px;
      }
    `,
  ]

  @property({ attribute: false }) send: (event: ShowEvent) => void = () => undefined
  @state() private index = LENGTHS.indexOf(32)

  override render(): TemplateResult {
    const steps = LENGTHS[this.index] ?? 32
    return html`<anthesis-choice
        label="Sixteenths"
        .name=${'Sixteenths to continue'}
        .options=${WORDS}
        .index=${this.index}
        @choose=${(event: CustomEvent<number>) => (this.index = chosen(event))}
      ></anthesis-choice>
      <button
        title="The partner goes on from the next beat"
        @click=${() => this.send({ type: 'continue', steps })}
      >
        Continue
      </button>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-continue': AnthesisContinue
  }
}
