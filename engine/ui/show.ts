import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import type { PanelContext } from './context.ts'
import { barFact, factsOf, factStyles, frameFact, keyFact, tempoFact, whoFact } from './facts.ts'
import { figureStyles } from './figures.ts'
import { fader, modeButtons, panicButton, partStyles, smallLight } from './parts.ts'
import './piano.ts'
import { lightsOf } from './pianoKeys.ts'
import { quietStrip, quietStripStyles } from './quietStrip.ts'
import { showStyles } from './showStyles.ts'
import './strip.ts'
import { stageSweepButton, sweepButton } from './sweep.ts'
import { theme } from './theme.ts'

/** The drawn keys go when no letter key has sounded for this long. */
const KEYS_MILLISECONDS = 8000

/** The picture from edge to edge, a strip that fades, and a slim rail. */
@customElement('anthesis-show')
export class AnthesisShow extends LitElement {
  static override styles = [
    theme,
    figureStyles,
    factStyles,
    partStyles,
    quietStripStyles,
    showStyles,
    css`
      :host {
        display: block;
      }
    `,
  ]

  @property({ attribute: false }) context: PanelContext | null = null
  @state() private areKeysWanted = false
  private resting: ReturnType<typeof setTimeout> | undefined

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.resting)
    this.areKeysWanted = false
  }

  override willUpdate(): void {
    if ((this.context?.state.keysDown.size ?? 0) === 0) return
    this.areKeysWanted = true
    clearTimeout(this.resting)
    this.resting = setTimeout(() => (this.areKeysWanted = false), KEYS_MILLISECONDS)
  }

  override render(): TemplateResult | null {
    const c = this.context
    if (!c) return null
    const { state: shown, actions } = c
    const isFirst = !shown.hasPlayed
    const octave = c.control('hands.octave')?.value ?? 0
    return html`
      <anthesis-strip .facts=${factsOf(c)}></anthesis-strip>
      <div
        class=${classMap({ invitation: true, first: isFirst, away: !isFirst && !this.areKeysWanted })}
        ?inert=${!isFirst && !this.areKeysWanted}
      >
        ${isFirst ? html`<p class="play">play</p>` : nothing}
        <anthesis-piano
          .lights=${lightsOf(shown, octave)}
          .octave=${octave}
          .send=${actions.send}
        ></anthesis-piano>
      </div>
      <section class="rail" aria-label="Show">
        <div class="controls">
          ${fader(c, 'temperature')} ${sweepButton(c)} ${stageSweepButton(c)} ${modeButtons(c)}
          ${panicButton(c)}
          <button title="The signal path beside the picture (F2)" @click=${() => c.goTo('desk')}>
            Desk
          </button>
        </div>
        <div class="facts">
          ${whoFact(c, 20)} ${barFact(c)} ${tempoFact(c)} ${keyFact(c)}
          <span class="lights" role="group" aria-label="Device lights"
            >${shown.lights.map((light) => smallLight(light, actions))}</span
          >
          ${frameFact(c)}
        </div>
        ${quietStrip(c)}
      </section>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-show': AnthesisShow
  }
}
