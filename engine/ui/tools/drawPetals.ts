import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { freeName } from '../../edges/petalStudio.ts'
import type { Flower, PetalStudio, StudioState } from '../../edges/petalStudioContract.ts'
import { PETAL_COLUMNS, PETAL_TIMES } from '../../visuals/petalSource.ts'
import '../choice.ts'
import { chosen } from '../choice.ts'
import { mirrored, smoothed } from '../petals/editing.ts'
import { drawnShape, VIEWS, type Reach } from '../petals/petalEditor.ts'
import { drawPetalsStyles } from '../petals/toolStyles.ts'
import { theme } from '../theme.ts'
import type { ToolView } from '../tool.ts'

const REACHES = [0, 0.2, 0.4, 0.8] as const
const REACH_WORDS = ['One point', 'Near', 'Wide', 'All']
const TIME_REACHES = [0, 0.3, 0.6, 1.2] as const
const TIME_WORDS = ['This time', 'Near', 'Wide', 'All times']
/** What the editor imports. */
const ACCEPTED = '.json,.glb,.gltf,.obj'

/** The petal editor: flowers drawn here are what a network learns. */
@customElement('anthesis-draw-petals')
export class AnthesisDrawPetals extends LitElement {
  static override styles = [theme, drawPetalsStyles]

  @property({ attribute: false }) studio: PetalStudio | null = null
  @property({ attribute: false }) shown: StudioState | null = null
  @state() private index = 0
  @state() private time = 5
  @state() private reachIndex = 1
  @state() private timeReachIndex = 0
  @state() private symmetric = true
  @state() private plays = false
  private reach: Reach = { mesh: REACHES[1], time: 0, symmetric: true }

  override willUpdate(): void {
    const count = this.shown?.flowers.length ?? 0
    this.index = Math.max(0, Math.min(this.index, count - 1))
    const mesh = REACHES[this.reachIndex] ?? 0
    const time = TIME_REACHES[this.timeReachIndex] ?? 0
    const { reach, symmetric } = this
    if (reach.mesh !== mesh || reach.time !== time || reach.symmetric !== symmetric) {
      this.reach = { mesh, time, symmetric }
    }
  }

  override render(): TemplateResult | null {
    const { shown, studio } = this
    if (!shown || !studio) return null
    const flower = shown.flowers[this.index]
    return html`
      <div class="column" @dragover=${hold} @drop=${this.dropped}>
        <anthesis-choice
          label="Flower"
          .options=${shown.flowers.map(({ name }) => name)}
          .index=${this.index}
          @choose=${(event: CustomEvent<number>) => (this.index = chosen(event))}
        ></anthesis-choice>
        <input
          type="text"
          aria-label="Name of the flower"
          maxlength="40"
          .value=${flower?.name ?? ''}
          ?disabled=${!flower}
          @change=${this.rename}
        />
        <div class="halves">
          <button ?disabled=${!flower} @click=${this.copy}>Copy</button>
          <button ?disabled=${!flower} @click=${this.removeFlower}>Remove</button>
          <button
            ?disabled=${!flower || this.index === 0}
            title="The contexts lead from the first flower to the second and third"
            @click=${this.putFirst}
          >
            Put first
          </button>
          <button
            title="Templates, a morph animation in a GLB, or seven OBJ files"
            @click=${() => this.files?.click()}
          >
            Import
          </button>
        </div>
        <button ?disabled=${!flower} @click=${() => studio.saveFlowers()}>
          Save all as a file
        </button>
        <input type="file" hidden multiple accept=${ACCEPTED} @change=${this.importChosen} />
        <p class="quiet">
          ${flower ? 'Drag a point to pull it, drag beside it to turn the petal.' : 'No flower is left. Undo, or import one.'}
        </p>
      </div>
      <div class="middle">
        <anthesis-petal-editor
          .shape=${flower?.shape ?? null}
          .time=${this.time}
          .reach=${this.reach}
          ?plays=${this.plays}
          @draw=${(event: CustomEvent<Float32Array>) => this.change(drawnShape(event))}
        ></anthesis-petal-editor>
        <div class="times" role="group" aria-label="Time of the opening">
          <button aria-pressed=${this.plays} @click=${() => (this.plays = !this.plays)}>
            ${this.plays ? 'Stop' : 'Open'}
          </button>
          ${PETAL_TIMES.map((moment, time) => html`<button aria-pressed=${!this.plays && time === this.time} aria-label="Time ${moment}" @click=${() => this.goTo(time)}>${moment}</button>`)}
        </div>
      </div>
      <div class="column">
        <anthesis-choice
          label="Reach"
          .options=${REACH_WORDS}
          .index=${this.reachIndex}
          @choose=${(event: CustomEvent<number>) => (this.reachIndex = chosen(event))}
        ></anthesis-choice>
        <anthesis-choice
          label="In time"
          name="Reach in time"
          .options=${TIME_WORDS}
          .index=${this.timeReachIndex}
          @choose=${(event: CustomEvent<number>) => (this.timeReachIndex = chosen(event))}
        ></anthesis-choice>
        <div class="halves">
          <button
            aria-pressed=${this.symmetric}
            title="Both halves are pulled alike"
            @click=${() => (this.symmetric = !this.symmetric)}
          >
            Symmetric
          </button>
          <button
            ?disabled=${!flower}
            title="The chosen point’s half is copied over the other"
            @click=${this.mirror}
          >
            Mirror
          </button>
          <button ?disabled=${!shown.canUndo} @click=${() => studio.undo()}>Undo</button>
          <button ?disabled=${!shown.canRedo} @click=${() => studio.redo()}>Redo</button>
        </div>
        <button ?disabled=${!flower} title="Evens out this time" @click=${this.smooth}>
          Smooth
        </button>
        <div class="thirds" role="group" aria-label="View">
          ${(['side', 'front', 'top'] as const).map((view) => html`<button @click=${() => this.editor?.look(VIEWS[view])}>${view.charAt(0).toUpperCase() + view.slice(1)}</button>`)}
        </div>
      </div>
    `
  }

  private get editor() {
    return this.renderRoot.querySelector('anthesis-petal-editor')
  }

  private get files(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input[type=file]')
  }

  private goTo(time: number): void {
    this.time = time
    this.plays = false
  }

  private get flowers(): readonly Flower[] {
    return this.shown?.flowers ?? []
  }

  private changeFlower(change: (flower: Flower) => Flower): void {
    this.studio?.draw(this.flowers.map((flower, i) => (i === this.index ? change(flower) : flower)))
  }

  private change(shape: Float32Array): void {
    this.changeFlower((flower) => ({ ...flower, shape }))
  }

  private readonly mirror = (): void => {
    const column = (this.editor?.chosen ?? 0) % PETAL_COLUMNS
    this.changeFlower((flower) => ({ ...flower, shape: mirrored(flower.shape, column) }))
  }

  private readonly smooth = (): void => {
    this.changeFlower((flower) => ({ ...flower, shape: smoothed(flower.shape, this.time) }))
  }

  private readonly rename = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return
    const others = this.flowers.filter((_, i) => i !== this.index)
    const name = freeName(event.target.value.trim() || 'flower', new Set(others.map((o) => o.name)))
    event.target.value = name
    this.changeFlower((flower) => ({ ...flower, name }))
  }

  private readonly copy = (): void => {
    const flower = this.flowers[this.index]
    if (!flower) return
    const name = freeName(flower.name, new Set(this.flowers.map((other) => other.name)))
    this.studio?.draw([...this.flowers, { ...flower, name }])
    this.index = this.flowers.length
  }

  private readonly removeFlower = (): void => {
    this.studio?.draw(this.flowers.filter((_, i) => i !== this.index))
  }

  private readonly putFirst = (): void => {
    const others = this.flowers.filter((_, i) => i !== this.index)
    this.studio?.draw([...this.flowers.slice(this.index, this.index + 1), ...others])
    this.index = 0
  }

  private readonly importChosen = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return
    this.take([...(event.target.files ?? [])])
    // The same file may be chosen again once it is mended.
    event.target.value = ''
  }

  private readonly dropped = (event: DragEvent): void => {
    event.preventDefault()
    this.take([...(event.dataTransfer?.files ?? [])])
  }

  private take(files: readonly File[]): void {
    if (files.length > 0) void this.studio?.importFiles(files)
  }
}

/** Without it the browser would open what is dropped. */
const hold = (event: DragEvent): void => event.preventDefault()

export const drawPetalsTool =
  (studio: PetalStudio): ToolView =>
  () =>
    html`<anthesis-draw-petals .studio=${studio} .shown=${studio.state}></anthesis-draw-petals>`

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-draw-petals': AnthesisDrawPetals
  }
}
