import { html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import { barTicksOf } from '../clock/meter.ts'
import { STAGE_SWEEP } from '../modulation/triggers.ts'
import type { View } from '../performance/view.ts'
import type { PanelContext } from './context.ts'
import { figures } from './figures.ts'
import { moverMark } from './marks.ts'
import { choiceOf, pressing, type Steps } from './parts.ts'

/** Temperature from A to B over N bars. */
interface Sweep {
  readonly from: number
  readonly to: number
  readonly bars: number
}

/** At most three decimals, at least one. */
const short = (value: number): string => value.toFixed(3).replace(/0{1,2}$/, '')

const TEMPERATURE_WORDS = Array.from({ length: 81 }, (_, index) => short(index * 0.025))
const TEMPERATURES: Steps = { values: TEMPERATURE_WORDS.map(Number), words: TEMPERATURE_WORDS }
const BARS: Steps = { values: [1, 2, 4, 8, 16, 32], words: ['1', '2', '4', '8', '16', '32'] }

const barsWords = (bars: number): string => (bars === 1 ? '1 bar' : `${bars} bars`)

const valueOf = (c: PanelContext, id: string): number => c.control(id)?.value ?? 0

/** The sweep that the button begins, as its parameters stand. */
const sweepOf = (c: PanelContext): Sweep => ({
  from: valueOf(c, 'sweep.from'),
  to: valueOf(c, 'sweep.to'),
  bars: valueOf(c, 'sweep.bars'),
})

/** How far a sweep has come, 0..1; null when the temperature does not follow it. */
function progressOf({ from, to, bars }: Sweep, { sweeping, meter }: View): number | null {
  const isThis =
    sweeping?.from === from &&
    sweeping.to === to &&
    sweeping.durationTicks === bars * barTicksOf(meter)
  return isThis ? sweeping.progress : null
}

function button(c: PanelContext, id: string, label: string, sweep: Sweep): TemplateResult {
  const progress = progressOf(sweep, c.state.view)
  const words = `from ${short(sweep.from)} to ${short(sweep.to)} over ${barsWords(sweep.bars)}`
  const toGo = progress === null ? '' : ((1 - progress) * sweep.bars).toFixed(1)
  return html`<button
    class="sweep"
    data-parameter=${id}
    ?data-learning=${c.control(id)?.isLearning}
    aria-label="${label}: temperature ${words}"
    title="Right-click to learn a pad"
    @click=${() => c.actions.send(pressing(id))}
  >
    ${
      progress === null
        ? null
        : html`<span
            class="progress"
            role="progressbar"
            aria-label="Sweep"
            aria-valuenow=${Math.round(progress * 100)}
            style=${styleMap({ width: `${progress * 100}%` })}
          ></span>`
    }
    ${moverMark('curve')}
    <span class="pair">
      <span>${label}</span>
      <span class="value"
        >${
          progress === null
            ? figures(`${short(sweep.from)} – ${short(sweep.to)}`)
            : figures(`${toGo} bars to go`)
        }</span
      >
    </span>
  </button>`
}

/** Begins the sweep; while it runs, a bar and the time to go. */
export const sweepButton = (c: PanelContext): TemplateResult =>
  button(c, 'sweep.start', 'Sweep', sweepOf(c))

/** The same from the stage's cold to its heat. */
export const stageSweepButton = (c: PanelContext): TemplateResult =>
  button(c, 'sweep.stage', 'Stage sweep', { ...STAGE_SWEEP, bars: valueOf(c, 'sweep.bars') })

/** From, to and over how many bars. */
export const sweepChoices = (c: PanelContext): TemplateResult => html`
  ${choiceOf(c, 'sweep.from', 'From', TEMPERATURES)} ${choiceOf(c, 'sweep.to', 'To', TEMPERATURES)}
  ${choiceOf(c, 'sweep.bars', 'Bars', BARS)}
`
