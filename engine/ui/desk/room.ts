import { html, type TemplateResult } from 'lit'
import type { PanelContext } from '../context.ts'
import { frameFact } from '../facts.ts'
import { fullLight, panicButton, pressButton } from '../parts.ts'

/** How everything is, what is kept of it, and silence. */
export function roomPanel(c: PanelContext): TemplateResult {
  const { state, actions } = c
  // MIDI's light stands with the hands.
  const lights = state.lights.filter(({ id }) => id !== 'midi')
  return html`<section aria-label="Room">
    <h2>Room</h2>
    ${lights.map((light) => fullLight(light, actions))}
    <p class="frame">${frameFact(c)}</p>
    <div class="end">
      <div class="halves">
        ${pressButton(c, 'saveLog', 'Saves the whole performance as a file', 'Save log')}
        ${pressButton(c, 'replay', 'The last minute plays again (R)', 'Replay', state.isReplaying)}
      </div>
      ${panicButton(c)}
    </div>
  </section>`
}
