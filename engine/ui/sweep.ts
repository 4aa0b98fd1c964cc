import { html, type TemplateResult } from 'lit'
import { styleMap } from 'lit/directives/style-map.js'
import { barTicksOf, type Meter } from '../clock/meter.ts'
import type { Event as ShowEvent } from '../core/events.ts'
import { ticks } from '../core/units.ts'
import type { Control } from '../performance/view.ts'
import { chosen } from './choice.ts'
import './choice.ts'
import type { PanelContext } from './context.ts'
import { figures } from './figures.ts'
import { moverMark } from './marks.ts'

/** Temperature from A to B over N bars. */
export interface Sweep {
  readonly from: number
  readonly to: number
  readonly bars: number
}

export const GENTLE: Sweep = { from: 0.875, to: 1.15, bars: 4 }
export const STAGE: Sweep = { from: 0.6, to: 1.6, bars: 4 }

const GRAIN = 0.025
const TEMPERATURES = Array.from({ length: 81 }, (_, index) => index * GRAIN)
const BARS = [1, 2, 4, 8, 16, 32]

/** At most three decimals, at least one. */
const short = (value: number): string => value.toFixed(3).replace(/0{1,2}$/, '')
const TEMPERATURE_WORDS = TEMPERATURES.map(short)
const barsWords = (bars: number): string => (bars === 1 ? '1 bar' : `${bars} bars`)
const BARS_WORDS = BARS.map(String)

/** @param meter in which its bars are counted */
export const sweepEvent = ({ from, to, bars }: Sweep, meter: Meter): ShowEvent => ({
  type: 'sweep',
  parameter: 'temperature',
  from,
  to,
  durationTicks: ticks(bars * barTicksOf(meter)),
})

/** How far a sweep has come, 0..1; null when the temperature does not follow it. */
export function progressOf(sweep: Sweep | null, control: Control | undefined): number | null {
  if (!sweep || control?.movedBy !== 'curve' || sweep.from === sweep.to) return null
  const share = (control.value - sweep.from) / (sweep.to - sweep.from)
  return share >= 0 && share <= 1 ? share : null
}

const isSame = (a: Sweep | null, b: Sweep): boolean =>
  a !== null && a.from === b.from && a.to === b.to && a.bars === b.bars

/** Begins a sweep; while it runs, a bar and the time to go. */
export function sweepButton(c: PanelContext, label: string, sweep: Sweep): TemplateResult {
  const temperature = c.control('temperature')
  const progress = isSame(c.sweeping, sweep) ? progressOf(c.sweeping, temperature) : null
  const words = `from ${short(sweep.from)} to ${short(sweep.to)} over ${barsWords(sweep.bars)}`
  const toGo = progress === null ? '' : ((1 - progress) * sweep.bars).toFixed(1)
  return html`<button
    class="sweep"
    aria-label="${label}: temperature ${words}"
    @click=${() => c.startSweep(sweep)}
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

/** From, to and over how many bars. */
export function sweepChoices(c: PanelContext): TemplateResult {
  const { sweep } = c
  const temperatureIndex = (value: number): number => Math.round(value / GRAIN)
  const choice = (label: string, end: 'from' | 'to'): TemplateResult =>
    html`<anthesis-choice
      label=${label}
      .name=${`Sweep ${label.toLowerCase()}`}
      .options=${TEMPERATURE_WORDS}
      .index=${temperatureIndex(sweep[end])}
      @choose=${(event: CustomEvent<number>) =>
        c.setSweep({ ...sweep, [end]: Number(short(TEMPERATURES[chosen(event)] ?? sweep[end])) })}
    ></anthesis-choice>`
  return html`${choice('From', 'from')} ${choice('To', 'to')}
    <anthesis-choice
      label="Bars"
      .name=${'Sweep over bars'}
      .options=${BARS_WORDS}
      .index=${BARS.indexOf(sweep.bars)}
      @choose=${(event: CustomEvent<number>) =>
        c.setSweep({ ...sweep, bars: BARS[chosen(event)] ?? sweep.bars })}
    ></anthesis-choice>`
}
