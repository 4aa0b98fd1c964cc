import { html, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { PETAL_COLUMNS, PETAL_STEPS, PETAL_TIMES } from '../../visuals/petalSource.ts'
import { axesOf, draggedBy, pick, projector, turned, type Camera } from './camera.ts'
import { DrawnElement } from './drawnElement.ts'
import {
  MESH_POINTS,
  meshAt,
  openingTime,
  pointOf,
  pulled,
  type MeshPoint,
  type Vector,
} from './editing.ts'
import { drawGround, drawMesh } from './editorDrawing.ts'
import { DRAWN, drawFlower } from './petalDrawing.ts'

/** How far a pull reaches, in the flower and in time; see `Pull`. */
export interface Reach {
  readonly mesh: number
  readonly time: number
  readonly symmetric: boolean
}

type Direction = Pick<Camera, 'azimuth' | 'elevation'>

/** Where to look at a petal from. */
export const VIEWS: Readonly<Record<'side' | 'front' | 'top', Direction>> = {
  side: { azimuth: -Math.PI / 2, elevation: 0 },
  front: { azimuth: 0, elevation: 0 },
  top: { azimuth: -Math.PI / 2, elevation: Math.PI / 2 },
}
const ASKEW: Direction = { azimuth: -0.75, elevation: 0.8 }

const PICK_PIXELS = 18
/** Mesh units that fit into the canvas at a zoom of 1. */
const FIELD = 1.15
const CENTRE: Vector = [0.5, 0, 0.3]
/** A pull by a key, mesh units. */
const KEY_PULL = 0.02
const WHOLE_FLOWER = 8

interface Drag {
  readonly pointer: number
  readonly from: readonly [number, number]
  /** Null turns the camera. */
  readonly point: number | null
  readonly camera: Camera
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/**
 * A petal's mesh at one of its times, in 3D: a drag on a point pulls it in the plane of the picture, a
 * drag beside it turns the petal, the wheel comes nearer. Arrows choose a point, with Shift they pull
 * it; Page Up and Page Down pull it nearer and farther. Sends `draw` with the shape once a hand lets go.
 */
@customElement('anthesis-petal-editor')
export class AnthesisPetalEditor extends DrawnElement {
  @property({ attribute: false }) shape: Float32Array | null = null
  /** Which of the seven times. */
  @property({ type: Number }) time = 5
  @property({ attribute: false }) reach: Reach = { mesh: 0, time: 0, symmetric: true }
  /** The whole flower, opening. */
  @property({ type: Boolean }) plays = false
  @property({ type: Number }) chosen = 24
  @state() private direction: Direction = ASKEW
  @state() private zoom = 1
  /** What a hand that has not let go makes of the shape. */
  @state() private draft: Float32Array | null = null
  private drag: Drag | null = null
  private begunAt = 0

  /** Looks from another side. */
  look(direction: Direction): void {
    this.direction = direction
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('plays') && this.plays) {
      this.begunAt = performance.now()
      requestAnimationFrame(this.play)
    }
  }

  override render(): TemplateResult {
    return html`<canvas
        width=${this.pixels.width}
        height=${this.pixels.height}
        tabindex="0"
        role="application"
        aria-roledescription="petal mesh"
        aria-label=${this.words()}
        aria-describedby="keys"
        @pointerdown=${this.grip}
        @pointermove=${this.pull}
        @pointerup=${this.let}
        @pointercancel=${this.let}
        @keydown=${this.press}
        @keyup=${this.release}
        @wheel=${{ handleEvent: this.roll, passive: false }}
      ></canvas>
      <span id="keys" class="unseen"
        >Arrows choose a point. With Shift they pull it. Page Up and Page Down pull it nearer and
        farther.</span
      ><span class="unseen" role="status">${this.pointWords()}</span>`
  }

  protected override words(): string {
    return `Petal at time ${PETAL_TIMES[this.time] ?? 1}`
  }

  private pointWords(): string {
    const shown = this.draft ?? this.shape
    if (!shown) return ''
    const { step, column } = this.chosenPoint
    const place = pointOf(shown, this.time, { step, column }).map((part) => part.toFixed(2))
    return `Step ${step + 1} of 7, column ${column + 1} of 7: ${place.join(', ')}`
  }

  private get chosenPoint(): MeshPoint {
    return MESH_POINTS[this.chosen] ?? { step: 3, column: 3 }
  }

  private get camera(): Camera {
    const { width, height } = this.size
    const scale = (Math.min(width * 0.7, height) / FIELD) * this.zoom
    return { ...this.direction, scale, centre: this.plays ? [0, 0, 0.4] : CENTRE, width, height }
  }

  protected override draw(pen: CanvasRenderingContext2D): void {
    const shape = this.draft ?? this.shape
    if (!shape) return
    if (this.plays) {
      const camera = { ...this.camera, scale: this.camera.scale * 0.46 }
      const time = openingTime(performance.now() - this.begunAt)
      drawFlower(pen, camera, meshAt(shape, time), WHOLE_FLOWER, 2, DRAWN)
      return
    }
    const project = projector(this.camera)
    const ring = Array.from({ length: 48 }, (_, i): Vector => {
      const angle = (i / 48) * 2 * Math.PI
      return [0.5 * Math.cos(angle), 0.5 * Math.sin(angle), 0]
    })
    drawGround(pen, project([0, 0, 0]), project([0, 0, 1.1]), ring.map(project))
    drawFlower(pen, this.camera, meshAt(shape, PETAL_TIMES[this.time] ?? 1), 1, 4, DRAWN)
    drawMesh(pen, this.seen(shape), this.chosen)
  }

  private readonly play = (): void => {
    if (!this.plays || !this.isConnected) return
    this.redraw()
    requestAnimationFrame(this.play)
  }

  private seen(shape: Float32Array) {
    const project = projector(this.camera)
    return MESH_POINTS.map((point) => project(pointOf(shape, this.time, point)))
  }

  private readonly grip = (event: PointerEvent): void => {
    if (!this.shape || this.drag || event.button !== 0) return
    const at = [event.offsetX, event.offsetY] as const
    const point = this.plays ? -1 : pick(this.seen(this.shape), ...at, PICK_PIXELS)
    if (point >= 0) this.chosen = point
    this.drag = {
      pointer: event.pointerId,
      from: at,
      point: point < 0 ? null : point,
      camera: this.camera,
    }
    this.canvas?.setPointerCapture(event.pointerId)
  }

  private readonly pull = (event: PointerEvent): void => {
    const { drag } = this
    if (drag?.pointer !== event.pointerId) return
    const [dx, dy] = [event.offsetX - drag.from[0], event.offsetY - drag.from[1]]
    if (drag.point === null) this.direction = turned(drag.camera, dx, dy)
    else this.draft = this.pulledBy(draggedBy(drag.camera, dx, dy))
  }

  private readonly let = (event: PointerEvent): void => {
    if (this.drag?.pointer !== event.pointerId) return
    this.drag = null
    if (this.draft) this.finish(this.draft)
  }

  private pulledBy(by: Vector): Float32Array | null {
    const { shape, time, chosenPoint: point, reach } = this
    if (!shape) return null
    const { mesh, symmetric } = reach
    return pulled(shape, { time, point, by, reach: mesh, timeReach: reach.time, symmetric })
  }

  private finish(shape: Float32Array | null): void {
    this.draft = null
    if (shape) this.dispatchEvent(new CustomEvent<Float32Array>('draw', { detail: shape }))
  }

  private readonly press = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key]
    if (arrow && !event.shiftKey) this.step(arrow)
    else if (arrow) this.pullByKey([arrow[0], arrow[1], 0])
    else if (event.key === 'PageUp') this.pullByKey([0, 0, 1])
    else if (event.key === 'PageDown') this.pullByKey([0, 0, -1])
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** The arrows are the editor's while it has the focus: the temperature keys must not hear them. */
  private readonly release = (event: KeyboardEvent): void => {
    if (event.key.startsWith('Arrow')) event.stopPropagation()
  }

  private step([across, down]: readonly [number, number]): void {
    const { step, column } = this.chosenPoint
    const inside = (value: number, last: number): number => Math.min(last, Math.max(0, value))
    const next = inside(step - down, PETAL_STEPS.length - 1)
    this.chosen = next * PETAL_COLUMNS + inside(column + across, PETAL_COLUMNS - 1)
  }

  /** @param way right, down and towards the eye */
  private pullByKey([right, down, near]: Vector): void {
    const { towards } = axesOf(this.direction)
    const { scale } = this.camera
    const across = draggedBy(this.camera, right * KEY_PULL * scale, down * KEY_PULL * scale)
    const by = across.map((part, axis) => part + near * KEY_PULL * (towards[axis] ?? 0))
    const [x = 0, y = 0, z = 0] = by
    this.finish(this.pulledBy([x, y, z]))
  }

  private readonly roll = (event: WheelEvent): void => {
    event.preventDefault()
    this.zoom = Math.min(6, Math.max(0.5, this.zoom * Math.exp(-event.deltaY * 0.0015)))
  }
}

/** The shape that a `draw` event carries. */
export const drawnShape = (event: CustomEvent<Float32Array>): Float32Array => event.detail

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-petal-editor': AnthesisPetalEditor
  }
}
