import { css, html, type TemplateResult } from 'lit'
import { shareOfControl } from '../performance/view.ts'
import type { PanelContext } from './context.ts'
import { figures } from './figures.ts'
import { heatMark, voiceMark } from './marks.ts'
import type { Facts } from './strip.ts'
import {
  barWords,
  meterWords,
  shortKeyWords,
  temperatureWords,
  timeWords,
  troubleOf,
  whoWords,
} from './words.ts'

/** What is always in sight: who plays, bar, tempo, temperature, the worst recent frame. */

export function heatOf(c: PanelContext): number {
  const control = c.control('temperature')
  return control ? shareOfControl(control) : 0
}

export function factsOf(c: PanelContext): Facts {
  const { playing, bar, beat, temperature } = c.state.view
  const [key, sure] = shortKeyWords(c.state.view)
  const meter = meterWords(c.state.view)
  const trouble = troubleOf(c.state)
  return { playing, bar, beat, meter, key, sure, temperature, heat: heatOf(c), trouble }
}

const fact = (label: string, words: TemplateResult | string): TemplateResult =>
  html`<span class="fact"
    ><span class="quiet">${label}</span> <span class="value">${words}</span></span
  >`

export const whoFact = ({ state: { view } }: PanelContext, size: number): TemplateResult =>
  html`<span class="fact who">${voiceMark(view.playing, size)} ${whoWords(view.playing)}</span>`

export const barFact = ({ state: { view } }: PanelContext): TemplateResult =>
  fact('Bar', html`${figures(barWords(view))} ${meterWords(view)}`)

export const keyFact = ({ state: { view } }: PanelContext): TemplateResult => {
  const [key, sure] = shortKeyWords(view)
  return fact('Key', html`${key} ${figures(sure)}`)
}

export const tempoFact = ({ state: { view } }: PanelContext): TemplateResult =>
  fact(
    'Tempo',
    html`<span title=${timeWords(view)}>${figures(`${Math.round(view.tempo)} bpm`)}</span>`,
  )

export const temperatureFact = (c: PanelContext): TemplateResult =>
  fact(
    'Temperature',
    html`${heatMark(heatOf(c), 20)} ${figures(temperatureWords(c.state.view.temperature))}`,
  )

/** Worst of the last two seconds; 0 before the first picture. */
export const frameFact = ({ state: { worstFrame } }: PanelContext): TemplateResult =>
  fact('Worst frame', worstFrame > 0 ? figures(`${Math.round(worstFrame)} ms`) : '–')

export const factStyles = css`
  .fact {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    white-space: nowrap;
  }
  .fact .value {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
`
