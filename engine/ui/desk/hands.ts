import { html, nothing, type TemplateResult } from 'lit'
import { LETTER_KEYS, noteOfKey } from '../../input/letterKeys.ts'
import type { Control } from '../../performance/view.ts'
import type { PanelContext } from '../context.ts'
import { choiceOf, fullLight, type Steps } from '../parts.ts'

const NAMES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B']
const OCTAVES = [-3, -2, -1, 0, 1, 2, 3]

/** Scientific pitch: 60 is C4. */
const noteName = (pitch: number): string =>
  `${NAMES[pitch % 12] ?? ''}${Math.floor(pitch / 12) - 1}`

const rangeWords = (octave: number): string => {
  const ends = [LETTER_KEYS.at(0), LETTER_KEYS.at(-1)].map((key) =>
    key ? (noteOfKey(key.code, octave) ?? 0) : 0,
  )
  return ends.map(noteName).join(' – ')
}

const RANGES: Steps = { values: OCTAVES, words: OCTAVES.map(rangeWords) }
/** As many as the panel holds. */
const SHOWN_KNOBS = 4

/** 'midi:Keystep 37 CC 21' as 'CC 21, Keystep 37'. */
const knobWords = (learnt: string): string =>
  learnt.replace(
    /^(?:midi:)?(.*) ((?:CC|note) \d+)$/,
    (_whole, device: string, cc: string) => `${cc}, ${device}`,
  )

const knob = ({ actions }: PanelContext, { parameter, learnt }: Control): TemplateResult =>
  html`<li>
    <span class="lines">
      <span>${parameter.label}</span>
      <span class="quiet clipped" title=${learnt.map(knobWords).join('; ')}
        >${learnt.map(knobWords).join('; ')}</span
      >
    </span>
    <button
      aria-label="Forget the knob of ${parameter.label}"
      title="Forget this knob"
      @click=${() => actions.send({ type: 'forget', parameter: parameter.id })}
    >
      ×
    </button>
  </li>`

/** Where the playing comes from: MIDI, letter keys, learnt knobs. */
export function handsPanel(c: PanelContext): TemplateResult {
  const { state, actions } = c
  const midi = state.lights.find(({ id }) => id === 'midi')
  const learnt = state.view.controls.filter((control) => control.learnt.length > 0)
  const learning = state.view.controls.find(({ isLearning }) => isLearning)
  const hidden = learnt.length - SHOWN_KNOBS
  return html`<section aria-label="Hands">
    <h2>Hands</h2>
    ${midi ? fullLight(midi, actions) : nothing}
    ${choiceOf(c, 'hands.octave', 'Letter keys', RANGES)}
    <h3>Learnt knobs</h3>
    ${
      learnt.length === 0
        ? html`<p class="quiet">
            ${
              learning
                ? `Move a knob, or press a pad, for ${learning.parameter.label}.`
                : 'None yet. Click a fader’s name, or right-click a button, then move a knob.'
            }
          </p>`
        : html`<ul>
            ${learnt.slice(0, SHOWN_KNOBS).map((control) => knob(c, control))}
          </ul>`
    }
    ${hidden > 0 ? html`<p class="quiet">and ${hidden} more</p>` : nothing}
  </section>`
}
