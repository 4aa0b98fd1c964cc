import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import type { Voice } from '../core/events.ts'
import { figures, figureStyles } from './figures.ts'
import { heatMark, stateMark, voiceMark } from './marks.ts'
import { theme } from './theme.ts'
import { barWords, temperatureWords, whoWords } from './words.ts'

/** What is read from the keyboard, two metres away. */
export interface Facts {
  readonly playing: Voice | 'nobody'
  readonly bar: number
  readonly beat: number
  /** '' in 4/4. */
  readonly meter: string
  /** In a word, and how sure it is. */
  readonly key: string
  readonly sure: string
  readonly temperature: number
  /** 0..1 of its range. */
  readonly heat: number
  readonly trouble: string | null
}

/** Without news for this long, the strip fades. */
export const NEWS_MILLISECONDS = 3000
/** Less is not seen at two decimals. */
const SEEN_TEMPERATURE = 0.01

/** Somebody else plays, temperature, key or meter are others, trouble has come or gone. Bars only pass. */
function isNews(before: Facts, now: Facts, lastVoice: Voice | null): boolean {
  return (
    (now.playing !== 'nobody' && now.playing !== lastVoice) ||
    Math.abs(now.temperature - before.temperature) >= SEEN_TEMPERATURE ||
    now.key !== before.key ||
    now.meter !== before.meter ||
    now.trouble !== before.trouble
  )
}

const looksSame = (a: Facts | null, b: Facts | null): boolean =>
  a === b ||
  (a?.playing === b?.playing &&
    a?.bar === b?.bar &&
    a?.beat === b?.beat &&
    a?.meter === b?.meter &&
    a?.key === b?.key &&
    a?.sure === b?.sure &&
    a?.temperature === b?.temperature &&
    a?.trouble === b?.trouble)

/** Five facts, large: who plays, bar, key, temperature, trouble. Any news brings it back. */
@customElement('anthesis-strip')
export class AnthesisStrip extends LitElement {
  static override styles = [
    theme,
    figureStyles,
    css`
      :host {
        display: block;
        pointer-events: none;
      }
      div {
        display: grid;
        grid-template-columns: auto auto auto auto minmax(0, 1fr);
        align-items: center;
        gap: 40px;
        height: 96px;
        padding: 12px 24px 20px;
        background: linear-gradient(var(--veil) 78%, transparent);
        font-size: 56px;
        line-height: 64px;
        opacity: 0;
        transition: opacity 600ms;
        contain: strict;
      }
      .news {
        opacity: 1;
        transition-duration: 80ms;
      }
      span.fact {
        display: flex;
        align-items: center;
        gap: 16px;
        white-space: nowrap;
      }
      .who {
        min-width: 270px;
      }
      .bar {
        min-width: 2.6em;
      }
      .key {
        min-width: 1.6em;
      }
      .small {
        font-size: 28px;
      }
      span.trouble {
        overflow: hidden;
        font-size: 28px;
        line-height: 32px;
        white-space: normal;
      }
      .trouble span {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      @media (max-width: 1120px) {
        div {
          gap: 20px;
          font-size: 36px;
        }
        .who {
          min-width: 190px;
        }
        .bar {
          min-width: 2em;
        }
        .small,
        span.trouble {
          font-size: 22px;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        div {
          transition: none;
        }
      }
    `,
  ]

  @property({
    attribute: false,
    hasChanged: (a: Facts | null, b: Facts | null) => !looksSame(a, b),
  })
  facts: Facts | null = null
  @state() private hasNews = false
  private known: Facts | null = null
  private lastVoice: Voice | null = null
  private fading: ReturnType<typeof setTimeout> | undefined

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.fading)
    this.hasNews = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { facts } = this
    if (!changed.has('facts') || !facts) return
    const isNew = this.known
      ? isNews(this.known, facts, this.lastVoice)
      : facts.trouble !== null || facts.playing !== 'nobody'
    if (!this.known || isNew) this.known = facts
    if (facts.playing !== 'nobody') this.lastVoice = facts.playing
    if (isNew) this.wake()
  }

  private wake(): void {
    this.hasNews = true
    clearTimeout(this.fading)
    this.fading = setTimeout(() => (this.hasNews = false), NEWS_MILLISECONDS)
  }

  override render(): TemplateResult | null {
    const { facts } = this
    if (!facts) return null
    const { playing, meter, key, sure, temperature, heat, trouble } = facts
    // The rail says the same to who listens; twice would be once too often.
    return html`<div class=${classMap({ news: this.hasNews })} aria-hidden="true">
      <span class="fact who">${voiceMark(playing, 44)}${whoWords(playing)}</span>
      <span class="fact bar"
        >${figures(barWords(facts))}${meter && html`<span class="small">${meter}</span>`}</span
      >
      <span class="fact key"
        >${sure === '' ? html`<span class="small">${key}</span>` : key}<span class="small"
          >${figures(sure)}</span
        ></span
      >
      <span class="fact">${heatMark(heat, 48)}${figures(temperatureWords(temperature))}</span>
      <span class="fact trouble"
        >${
          trouble === null
            ? html`${stateMark('running', 24)}All is well`
            : html`${stateMark('failed', 48)}<span>${trouble}</span>`
        }</span
      >
    </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-strip': AnthesisStrip
  }
}
