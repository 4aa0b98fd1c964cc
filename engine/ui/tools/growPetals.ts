import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { styleMap } from 'lit/directives/style-map.js'
import type { Grown, PetalStudio, Scheme, StudioState } from '../../edges/petalStudioContract.ts'
import type { Contexts } from '../../visuals/contextGlide.ts'
import { isSameMove, type CurveMove } from '../../visuals/curveMove.ts'
import { chosen } from '../choice.ts'
import '../choice.ts'
import type { PanelContext } from '../context.ts'
import { fader } from '../parts.ts'
import { walked } from '../petals/contextPlots.ts'
import '../petals/contextPlots.ts'
import '../petals/lossCurve.ts'
import { growPetalsStyles } from '../petals/toolStyles.ts'
import { walkAt, type Walk } from '../petals/walk.ts'
import '../petals/walkFlower.ts'
import '../petals/walkMap.ts'
import { theme } from '../theme.ts'
import type { ToolView } from '../tool.ts'

const FADERS = ['context.1', 'context.2', 'curves.shift', 'curves.scale', 'curves.normal'] as const

/** The one found by trying first, then the one as the article has it. */
const SCHEMES: readonly Scheme[] = ['emergent', 'article']

/** Training on what was drawn, and the walk through what was learnt. */
@customElement('anthesis-grow-petals')
export class AnthesisGrowPetals extends LitElement {
  static override styles = [theme, growPetalsStyles]

  @property({ attribute: false }) context: PanelContext | null = null
  @property({ attribute: false }) studio: PetalStudio | null = null
  @property({ attribute: false }) shown: StudioState | null = null
  @state() private scheme: Scheme = 'emergent'
  private grown: Grown | null = null
  private walk: Walk | null = null
  private move: CurveMove | null = null

  override willUpdate(): void {
    const { context, shown } = this
    if (!context || !shown) return
    const grown = shown.next ?? shown.live
    const place = placeOf(context)
    const { contexts } = place
    const isSame =
      grown === this.grown &&
      this.move !== null &&
      isSameMove(this.move, place.move) &&
      this.walk?.contexts[0] === contexts[0] &&
      this.walk.contexts[1] === contexts[1]
    if (isSame) return
    this.grown = grown
    this.move = place.move
    this.walk = grown && walkAt(grown.network, contexts, place.move)
  }

  override render(): TemplateResult | null {
    const { context: c, shown, studio, walk } = this
    if (!c || !shown || !studio) return null
    const flowers = this.grown?.flowers ?? []
    return html`
      <div class="column">
        ${trainPart(studio, shown, this.scheme)}
        <anthesis-loss-curve
          class="loss"
          .losses=${shown.losses}
          .done=${shown.training.state === 'running' ? shown.training.done : 1}
        ></anthesis-loss-curve>
        <anthesis-choice
          label="Scheme"
          .options=${SCHEMES}
          index=${SCHEMES.indexOf(this.scheme)}
          @choose=${this.chooseScheme}
        ></anthesis-choice>
        <input type="file" hidden multiple webkitdirectory @change=${this.opened} />
        <button ?disabled=${!shown.next} @click=${() => studio.plant()}>Use in the show</button>
        <div class="halves">
          <button title="A folder that npm run train:petals wrote" @click=${this.openFolder}>
            Open folder
          </button>
          <button
            title="The petals that came with the page"
            @click=${() => void studio.plantShipped()}
          >
            As shipped
          </button>
          <button
            ?disabled=${!shown.live}
            title="The open flower where you stand, as GLB"
            @click=${() => void studio.saveGlb(placeOf(c), 'flower')}
          >
            Save flower
          </button>
          <button
            ?disabled=${!shown.live}
            title="The whole opening with its morph targets, as GLB"
            @click=${() => void studio.saveGlb(placeOf(c), 'opening')}
          >
            Save opening
          </button>
        </div>
      </div>
      <div class="middle">
        <anthesis-context-plots
          .walk=${walk}
          .flowers=${flowers}
          @walk=${this.go}
        ></anthesis-context-plots>
        <p class="quiet">
          ${shown.next ? 'Learnt, and not in the show yet.' : 'In the show.'} Drag a curve to walk.
        </p>
      </div>
      <div class="column">
        <div class="pictures">
          <anthesis-walk-map .walk=${walk} .flowers=${flowers} @walk=${this.go}></anthesis-walk-map>
          <anthesis-walk-flower .walk=${walk}></anthesis-walk-flower>
        </div>
        <div class="moves">${FADERS.map((id) => fader(c, id))}</div>
      </div>
    `
  }

  private readonly chooseScheme = (event: CustomEvent<number>): void => {
    this.scheme = SCHEMES[chosen(event)] ?? this.scheme
  }

  private readonly openFolder = (): void =>
    this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click()

  private readonly opened = (event: Event): void => {
    const input = event.currentTarget
    if (!(input instanceof HTMLInputElement) || !input.files) return
    void this.studio?.openTrained([...input.files])
    // The same folder may be chosen again once it is mended.
    input.value = ''
  }

  private readonly go = (event: CustomEvent<Contexts>): void => {
    const before = this.walk?.contexts
    walked(event).forEach((value, i) => {
      if (value === before?.[i]) return
      this.context?.actions.send({ type: 'setParameter', parameter: `context.${i + 1}`, value })
    })
  }
}

function placeOf(c: PanelContext): { readonly contexts: Contexts; readonly move: CurveMove } {
  const value = (id: string): number => c.control(id)?.value ?? 0
  return {
    contexts: [value('context.1'), value('context.2')],
    move: {
      shift: value('curves.shift'),
      scale: value('curves.scale'),
      normal: value('curves.normal'),
    },
  }
}

function trainPart(
  studio: PetalStudio,
  { training, flowers }: StudioState,
  scheme: Scheme,
): TemplateResult {
  if (training.state === 'idle') {
    const names = flowers.map(({ name }) => name).join(', ')
    return html`<button @click=${() => studio.train(scheme)}>Train</button>
      <div class="progress quiet">
        <span class="names" title=${names}>${names}</span>
      </div>`
  }
  const { done, stage, secondsLeft } = training
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s to go`
  return html`<button @click=${() => studio.cancel()}>Cancel</button>
    <div
      class="progress"
      role="progressbar"
      aria-label="Training"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(done * 100)}
    >
      <span>${stage === 'templates' ? 'Each flower' : 'What lies between'}${left}</span>
      <div class="bar"><div style=${styleMap({ '--done': String(done) })}></div></div>
    </div>`
}

export const growPetalsTool =
  (studio: PetalStudio): ToolView =>
  (context) =>
    html`<anthesis-grow-petals
      .context=${context}
      .studio=${studio}
      .shown=${studio.state}
    ></anthesis-grow-petals>`

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-grow-petals': AnthesisGrowPetals
  }
}
