import { html, type TemplateResult } from 'lit'
import type { PanelContext } from '../context.ts'
import { fader } from '../parts.ts'

/** As many as the panel holds. */
const SHOWN_CONTROLS = 7

/** Where the petals lie between the drawn flowers, and the live scene's own controls. */
export function gardenPanel(c: PanelContext): TemplateResult {
  const ids = c.state.view.controls
    .map(({ parameter }) => parameter.id)
    .filter((id) => id.startsWith('scene.'))
  const contexts = c.state.view.controls
    .map(({ parameter }) => parameter.id)
    .filter((id) => id.startsWith('context.'))
  return html`<section aria-label="Garden">
    <h2>Garden</h2>
    ${
      ids.length === 0
        ? html`<p class="quiet">No scene is on yet. Its controls appear here.</p>`
        : [...contexts, ...ids].slice(0, SHOWN_CONTROLS).map((id) => fader(c, id))
    }
  </section>`
}
