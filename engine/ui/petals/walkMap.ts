import { html, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Contexts } from '../../visuals/contextGlide.ts'
import { ringOf } from '../../visuals/flowerPolygon.ts'
import { HARD_EDGE, petalShares, REACHED_FLOWERS, SOFT_EDGE } from '../../visuals/growPetal.ts'
import { DrawnElement } from './drawnElement.ts'
import { contextsOfPlace, edgeShares, placeOf, type Walk } from './walk.ts'

const CONTEXT = '#b794f6'
const INK = '#ece8e1'
const WORDS = '#b1ada4'
const QUIET = '#8b877f'

type Place = readonly [x: number, y: number]

/**
 * The drawn flowers as corners and the performer between and beyond them; barycentric. Outlined: how
 * far the walk is left alone; dashed: where it stands still. Sends `walk` with the coordinates.
 */
@customElement('anthesis-walk-map')
export class AnthesisWalkMap extends DrawnElement {
  @property({ attribute: false }) walk: Walk | null = null
  @property({ attribute: false }) flowers: readonly string[] = []
  private pointer: number | null = null

  override render(): TemplateResult {
    return html`<canvas
      width=${this.pixels.width}
      height=${this.pixels.height}
      role="img"
      aria-label=${this.words()}
      @pointerdown=${this.grip}
      @pointermove=${this.pull}
      @pointerup=${this.let}
      @pointercancel=${this.let}
    ></canvas>`
  }

  protected override words(): string {
    const [one = 0, two = 0] = this.walk?.contexts ?? []
    return `Map of ${this.flowers.join(', ')}; you are at ${one.toFixed(2)}, ${two.toFixed(2)}`
  }

  private get count(): number {
    return Math.min(REACHED_FLOWERS, this.walk?.network.curves.length ?? 2)
  }

  /** Pixels a unit of the map, and where its middle lies. */
  private get frame(): { readonly scale: number; readonly middle: Place } {
    const { width, height } = this.size
    const isLine = this.count < 3
    const across = this.count > 3 ? 6.4 : 4.4
    const scale = Math.min(width / (isLine ? 4.2 : across), isLine ? Infinity : height / across)
    return { scale, middle: [width / 2, height / 2 + (isLine ? -0.289 * scale : 0)] }
  }

  private toPixels([x, y]: Place): Place {
    const { scale, middle } = this.frame
    return [middle[0] + x * scale, middle[1] - y * scale]
  }

  protected override draw(pen: CanvasRenderingContext2D): void {
    const { walk, count } = this
    if (!walk) return
    const outline = (outside: number): readonly Place[] =>
      edgeShares(outside, count).map((shares) => this.toPixels(placeOf(shares, count)))
    const polygon = (places: readonly Place[]): void => {
      pen.beginPath()
      for (const [x, y] of places) pen.lineTo(x, y)
      pen.closePath()
      pen.stroke()
    }
    pen.lineWidth = 1
    pen.strokeStyle = 'rgb(183 148 246 / 60%)'
    pen.fillStyle = 'rgb(183 148 246 / 8%)'
    pen.setLineDash([3, 4])
    polygon(outline(HARD_EDGE))
    pen.setLineDash([])
    polygon(outline(SOFT_EDGE))
    pen.fill()
    const corners = Array.from({ length: count }, (_, k) =>
      this.toPixels(
        placeOf(
          Array.from({ length: REACHED_FLOWERS }, (_, i) => (i === k ? 1 : 0)),
          count,
        ),
      ),
    )
    pen.strokeStyle = QUIET
    polygon(ringOf(count).map((k) => corners[k] ?? this.frame.middle))
    corners.forEach(([x, y], k) => {
      pen.fillStyle = INK
      pen.fillRect(x - 3, y - 3, 6, 6)
      pen.fillStyle = WORDS
      // Away from each other, since the first two stand close.
      const [align, aside, below] = nameAt(k, count)
      pen.textAlign = align
      pen.fillText(this.flowers[k] ?? '', x + aside, y + below)
    })
    pen.textAlign = 'left'
    const shares = new Float64Array(REACHED_FLOWERS)
    petalShares(...walk.contexts, 0, walk.network.curves.length, shares)
    const [x, y] = this.toPixels(placeOf(shares, count))
    pen.fillStyle = CONTEXT
    pen.beginPath()
    pen.arc(x, y, 8, 0, 2 * Math.PI)
    pen.fill()
    pen.strokeStyle = INK
    pen.lineWidth = 2
    pen.stroke()
  }

  private readonly grip = (event: PointerEvent): void => {
    if (event.button !== 0) return
    this.pointer = event.pointerId
    this.canvas?.setPointerCapture(event.pointerId)
    this.pull(event)
  }

  private readonly pull = (event: PointerEvent): void => {
    const { walk } = this
    if (!walk || this.pointer !== event.pointerId) return
    const { scale, middle } = this.frame
    const place = [
      (event.offsetX - middle[0]) / scale,
      (middle[1] - event.offsetY) / scale,
    ] as const
    const detail = contextsOfPlace(place, this.count, walk.contexts)
    this.dispatchEvent(new CustomEvent<Contexts>('walk', { detail }))
  }

  private readonly let = (): void => {
    this.pointer = null
  }
}

/** How a flower's name stands by its corner: aligned, and how far aside and below, pixels. */
function nameAt(flower: number, count: number): readonly [CanvasTextAlign, number, number] {
  if (flower < 2) return flower === 0 ? ['right', 10, 26] : ['left', -10, 26]
  if (count < 4 || flower === 4) return ['center', 0, -12]
  return flower === 2 ? ['right', -10, -6] : ['left', 10, -6]
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-walk-map': AnthesisWalkMap
  }
}
