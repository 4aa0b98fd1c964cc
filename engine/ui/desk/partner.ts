import { html, svg, type TemplateResult } from 'lit'
import type { PanelContext } from '../context.ts'
import { stateMark, voiceMark } from '../marks.ts'
import { choiceOf, fader, modeButtons, pressButton, type Steps } from '../parts.ts'
import { stageSweepButton, sweepButton, sweepChoices } from '../sweep.ts'
import { foldedWords, keyWords, partnerWords, restWords } from '../words.ts'

/** Sixteenths to go on for. */
const LENGTHS: Steps = {
  values: [8, 16, 32, 64, 128],
  words: ['8 steps', '16 steps', '32 steps', '64 steps', '128 steps'],
}

const RADIUS = 16
const TURN = 2 * Math.PI * RADIUS

/** Closes as the performer rests; the answer begins when it is whole. */
const ring = (rest: number): TemplateResult =>
  html`<svg
    width="44"
    height="44"
    viewBox="0 0 44 44"
    fill="none"
    role="progressbar"
    aria-label="Rest until the answer"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(rest * 100)}
  >
    <circle cx="22" cy="22" r=${RADIUS} stroke="#4a4845" stroke-width="2" />
    ${svg`<circle cx="22" cy="22" r=${RADIUS} stroke="var(--model)" stroke-width="5"
    stroke-dasharray="${rest * TURN} ${TURN}" transform="rotate(-90 22 22)" />`}
  </svg>`

/** What answers, how warmly and when. */
export function partnerPanel(c: PanelContext): TemplateResult {
  const { view } = c.state
  const isNetwork = view.standIn === null && view.model.status === 'ready'
  const folded = foldedWords(view)
  return html`<section aria-label="Partner">
    <h2>Partner</h2>
    <p class="model" title=${partnerWords(view)}>
      ${isNetwork ? voiceMark('model', 20) : stateMark('failed')}
      <span class="clipped-2">${partnerWords(view)}</span>
    </p>
    ${modeButtons(c)} ${fader(c, 'temperature')}
    <div class="thirds">${sweepChoices(c)}</div>
    <div class="halves">${sweepButton(c)} ${stageSweepButton(c)}</div>
    <p class="rest">
      ${ring(view.rest)}
      <span class="clipped-2">${folded === '' ? restWords(view.rest, view) : folded}</span>
    </p>
    <p class="key" title=${keyWords(view)}><span class="clipped-2">${keyWords(view)}</span></p>
    <div class="halves">
      ${choiceOf(c, 'partner.steps', 'Sixteenths', LENGTHS)}
      ${pressButton(c, 'partner.continue', 'The partner goes on from the next beat')}
    </div>
  </section>`
}
