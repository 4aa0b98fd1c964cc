import { css, html, LitElement, svg, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { guard } from 'lit/directives/guard.js'
import { candidateNotes, rankedOf, type Basket } from '../../continuation/basket/basket.ts'
import { MEASURES, type Measure, type Measures } from '../../continuation/basket/measures.ts'
import type { BasketDesk } from '../../edges/basketDesk.ts'
import { chosen } from '../choice.ts'
import '../choice.ts'
import type { PanelContext } from '../context.ts'
import { stateMark } from '../marks.ts'
import { fader } from '../parts.ts'
import { theme } from '../theme.ts'
import type { ToolView } from '../tool.ts'

const COUNTS = [8, 16, 32, 64]
const LENGTHS = [16, 32, 64, 128]
/** Futures on one sheet. */
const SHEET = 16

const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  balance: 'Balance',
  complexity: 'Complexity',
  noveltyToPrimer: 'New to the phrase',
  noveltyToCorpus: 'New to the corpus',
  surprise: 'Surprise',
}

const ROLL = { width: 140, height: 46 }

type Ranked = ReturnType<typeof rankedOf>[number]

/** A future as a small piano roll: outlined, as all that is the model's. */
function smallRoll(candidate: Ranked, basket: Basket): TemplateResult {
  const notes = candidateNotes(candidate, basket.origin)
  const pitches = notes.map(({ pitch }) => pitch)
  const lowest = Math.min(...pitches, 60)
  const highest = Math.max(...pitches, 72)
  const step = ROLL.width / candidate.tokens.length
  const row = ROLL.height / (highest - lowest + 1)
  const bars = Array.from({ length: Math.ceil(candidate.tokens.length / 16) }, (_, bar) => bar)
  return html`<svg
    class="roll"
    width=${ROLL.width}
    height=${ROLL.height}
    role="img"
    aria-label="${notes.length} notes"
  >
    ${bars.map(
      (bar) =>
        svg`<line class="bar" x1=${bar * 16 * step} x2=${bar * 16 * step} y2=${ROLL.height} />`,
    )}
    ${notes.map(
      ({ pitch, onsetStep, heldSteps }) =>
        svg`<rect x=${onsetStep * step + 0.75} y=${(highest - pitch) * row + 0.75}
          width=${Math.max(2, heldSteps * step - 2)} height=${Math.max(2, row - 1.5)} />`,
    )}
  </svg>`
}

const bars = (measures: Measures): TemplateResult =>
  html`<ul class="measures">
    ${MEASURES.map(
      (name) =>
        html`<li title="${MEASURE_WORDS[name]} ${measures[name].toFixed(2)}">
          <i style="height: ${Math.round(measures[name] * 100)}%"></i>
        </li>`,
    )}
  </ul>`

/** Futures of the present moment, measured and ranked, to try out and to take. */
@customElement('anthesis-basket')
export class AnthesisBasket extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        grid-template-columns: 230px 1fr;
        gap: 24px;
        height: 100%;
      }
      .side {
        display: flex;
        flex-direction: column;
        gap: 6px;
        min-width: 0;
      }
      .halves {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 8px;
      }
      .halves > * {
        min-width: 0;
      }
      .sheet {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        grid-template-rows: repeat(4, 74px);
        gap: 4px 14px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .sheet > li {
        display: grid;
        grid-template-columns: ${ROLL.width}px minmax(44px, 1fr) minmax(44px, 1fr);
        grid-template-rows: ${ROLL.height}px 1fr;
        column-gap: 4px;
        border-top: 1px solid var(--quiet);
      }
      .roll {
        grid-area: 1 / 1;
        background: var(--panel);
      }
      rect {
        fill: none;
        stroke: var(--model);
        stroke-width: 1.5;
      }
      .bar {
        stroke: var(--line);
      }
      .measures {
        display: grid;
        grid-template-columns: repeat(5, 1fr);
        grid-area: 2 / 1;
        gap: 6px;
        margin: 0;
        padding: 3px 0;
        list-style: none;
      }
      .measures li {
        display: flex;
        align-items: flex-end;
        border-bottom: 1px solid var(--quiet);
      }
      i {
        width: 100%;
        background: var(--quiet-words);
      }
      .sheet button {
        grid-row: 1 / 3;
        margin-top: 3px;
        padding: 0;
      }
      p {
        margin: 0;
      }
      .empty {
        align-self: center;
      }
      .foot {
        display: flex;
        align-items: center;
        gap: 12px;
        margin-top: 4px;
      }
      .foot > anthesis-choice {
        width: 150px;
      }
      .foot > p {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ]

  @property({ attribute: false }) context: PanelContext | null = null
  @property({ attribute: false }) desk: BasketDesk | null = null
  @state() private countIndex = COUNTS.indexOf(16)
  @state() private lengthIndex = LENGTHS.indexOf(32)
  @state() private page = 0

  override render(): TemplateResult | null {
    const { context: c, desk } = this
    if (!c || !desk) return null
    return html`<div class="side">
        ${this.wish(desk)} ${MEASURES.map((name) => fader(c, `basket.${name}`))}
      </div>
      <div>${desk.basket ? this.sheet(c, desk, desk.basket) : this.nothing(desk)}</div>`
  }

  private wish(desk: BasketDesk): TemplateResult {
    const isDrawing = desk.status.state === 'drawing'
    return html`<div class="halves">
        <anthesis-choice
          label="Futures"
          .options=${COUNTS.map(String)}
          .index=${this.countIndex}
          @choose=${(event: CustomEvent<number>) => (this.countIndex = chosen(event))}
        ></anthesis-choice>
        <anthesis-choice
          label="Sixteenths"
          .options=${LENGTHS.map(String)}
          .index=${this.lengthIndex}
          @choose=${(event: CustomEvent<number>) => (this.lengthIndex = chosen(event))}
        ></anthesis-choice>
      </div>
      <button
        ?disabled=${isDrawing}
        title="Draws ways to go on from this very moment; the music plays on"
        @click=${() => {
          this.page = 0
          void desk.draw(COUNTS[this.countIndex] ?? 16, LENGTHS[this.lengthIndex] ?? 32)
        }}
      >
        ${isDrawing ? 'Drawing …' : 'Draw futures'}
      </button>`
  }

  private nothing(desk: BasketDesk): TemplateResult {
    return html`<p class="quiet empty">
      ${trouble(desk) ?? 'Play a phrase, then draw futures: each is a way in which it could go on.'}
    </p>`
  }

  private sheet(c: PanelContext, desk: BasketDesk, basket: Basket): TemplateResult {
    const weighting = Object.fromEntries(
      MEASURES.map((name) => [name, c.control(`basket.${name}`)?.value ?? 0]),
    ) as Record<Measure, number>
    const ranked = guarded(basket, weighting)
    const pages = Math.ceil(ranked.length / SHEET)
    const page = Math.min(this.page, pages - 1)
    const { heard } = desk
    return html`<ol class="sheet">
        ${ranked
          .slice(page * SHEET, (page + 1) * SHEET)
          .map((candidate) => this.card(candidate, desk, basket, heard === candidate.number))}
      </ol>
      <div class="foot">
        <anthesis-choice
          label="Best first"
          .options=${Array.from({ length: pages }, (_, n) => `Sheet ${n + 1} of ${pages}`)}
          .index=${page}
          @choose=${(event: CustomEvent<number>) => (this.page = chosen(event))}
        ></anthesis-choice>
        <anthesis-choice
          label="Kept"
          .options=${Array.from({ length: desk.count }, (_, n) => `Basket ${n + 1}`)}
          .index=${desk.shown}
          @choose=${(event: CustomEvent<number>) => desk.show(chosen(event))}
        ></anthesis-choice>
        <p title=${troubleOf(desk) ?? ''}>
          ${
            trouble(desk) ??
            `Diversity ${basket.diversity.toFixed(2)}, temperature ${basket.origin.dice.pitchTemperature.toFixed(2)}, ${basket.origin.modelName}`
          }
        </p>
        <button title="All futures with their draws and measures" @click=${() => desk.save('json')}>
          Save JSON
        </button>
        <button title="A track for each future" @click=${() => desk.save('midi')}>Save MIDI</button>
      </div>`
  }

  private card(
    candidate: Ranked,
    desk: BasketDesk,
    basket: Basket,
    isHeard: boolean,
  ): TemplateResult {
    const { number, score } = candidate
    const name = `future ${number + 1}`
    return html`<li>
      ${guard([basket, number], () => smallRoll(candidate, basket))}
      <button
        aria-label="Hear ${name}"
        aria-pressed=${isHeard}
        title="Quietly, for your ear; score ${score.toFixed(2)}"
        @click=${() => desk.hear(number)}
      >
        Hear
      </button>
      <button
        aria-label="Take ${name}"
        title="The partner plays it from the next bar"
        @click=${() => desk.take(number)}
      >
        Take
      </button>
      ${guard([basket, number], () => bars(candidate.measures))}
    </li>`
  }
}

const troubleOf = ({ status }: BasketDesk): string | null =>
  status.state === 'failed' ? status.why : null

function trouble(desk: BasketDesk): TemplateResult | null {
  const why = troubleOf(desk)
  return why === null ? null : html`${stateMark('failed')} ${why}`
}

/** Ranking is redone when the basket or a weight has changed, not at each frame. */
let last: { readonly basket: Basket; readonly key: string; readonly ranked: Ranked[] } | null = null

function guarded(basket: Basket, weighting: Readonly<Record<Measure, number>>): Ranked[] {
  const key = MEASURES.map((name) => weighting[name]).join()
  if (last?.basket !== basket || last.key !== key) {
    last = { basket, key, ranked: rankedOf(basket, weighting) }
  }
  return last.ranked
}

export const basketTool =
  (desk: BasketDesk): ToolView =>
  (context) =>
    html`<anthesis-basket .context=${context} .desk=${desk}></anthesis-basket>`

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-basket': AnthesisBasket
  }
}
