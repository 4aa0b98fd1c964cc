import { html, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Contexts } from '../../visuals/contextGlide.ts'
import { PETAL_STEPS, PETAL_TIMES } from '../../visuals/petalSource.ts'
import { DrawnElement } from './drawnElement.ts'
import { contextsFor, rangeOf, softReachOf, type Walk } from './walk.ts'

const CONTEXT = '#b794f6'
const QUIET = '#8b877f'
const WORDS = '#b1ada4'
const LINE = '#2c2b2b'
/** Room above for the names of the flowers and for the times, and between panels, pixels. */
const HEAD = 52
const GAP = 8
const STEPS = PETAL_STEPS.length
const LAST_STEP = 1.1
/** Dotted, each flower in its own way. */
const DASHES = [
  [1.5, 4],
  [6, 4],
  [10, 4, 1.5, 4],
  [2, 8],
  [14, 5],
] as const

interface Panel {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly time: number
  readonly context: number
  readonly range: readonly [low: number, high: number]
}

const xIn = ({ left, width }: Panel, step: number): number =>
  left + 6 + ((PETAL_STEPS[step] ?? 0) / LAST_STEP) * (width - 12)

const yIn = ({ top, height, range: [low, high] }: Panel, value: number): number =>
  top + 6 + ((high - value) / (high - low || 1)) * (height - 12)

/**
 * The contexts along the petal, a panel for each time: the drawn flowers' curves dotted, the walk on
 * top, and the edge beyond which it is slowed. The walk is dragged anywhere; sends `walk` with the
 * coordinates. Faders beside it do the same by key.
 */
@customElement('anthesis-context-plots')
export class AnthesisContextPlots extends DrawnElement {
  @property({ attribute: false }) walk: Walk | null = null
  @property({ attribute: false }) flowers: readonly string[] = []
  private dragged: { readonly panel: Panel; readonly step: number } | null = null

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
    return `Contexts along the petal at seven times, of ${this.flowers.join(', ')} and of the walk`
  }

  private get panels(): readonly Panel[] {
    const { walk, size } = this
    if (!walk) return []
    const { contexts } = walk.network
    const width = (size.width - GAP) / PETAL_TIMES.length - GAP
    const height = (size.height - HEAD - GAP) / contexts - GAP
    return Array.from({ length: contexts }, (_, context) => context).flatMap((context) => {
      const range = rangeOf(walk.network, context)
      return PETAL_TIMES.map((_, time): Panel => {
        const left = GAP + time * (width + GAP)
        return { left, top: HEAD + context * (height + GAP), width, height, time, context, range }
      })
    })
  }

  protected override draw(pen: CanvasRenderingContext2D): void {
    const { walk } = this
    if (!walk) return
    this.drawLegend(pen)
    pen.textAlign = 'center'
    for (const panel of this.panels) {
      pen.fillStyle = WORDS
      const middle = panel.left + panel.width / 2
      if (panel.context === 0) pen.fillText(String(PETAL_TIMES[panel.time]), middle, HEAD - 8)
      drawPanel(pen, panel, walk)
    }
    pen.textAlign = 'left'
  }

  private drawLegend(pen: CanvasRenderingContext2D): void {
    let x = GAP
    const entry = (name: string, colour: string, dash: readonly number[], width: number): void => {
      stroke(pen, colour, width, dash, [
        [x, 14],
        [x + 30, 14],
      ])
      pen.fillStyle = WORDS
      pen.fillText(name, x + 36, 19)
      x += 52 + pen.measureText(name).width
    }
    this.flowers.forEach((name, k) => entry(name, QUIET, DASHES[k % DASHES.length] ?? [], 2))
    entry('walk', CONTEXT, [], 3)
    entry('soft limit', CONTEXT, [], 1)
  }

  private readonly grip = (event: PointerEvent): void => {
    const { offsetX: x, offsetY: y } = event
    const panel = this.panels.find(
      ({ left, top, width, height }) =>
        x >= left - GAP / 2 && x <= left + width + GAP / 2 && y >= top && y <= top + height,
    )
    if (!panel || event.button !== 0) return
    const away = PETAL_STEPS.map((_, step) => Math.abs(xIn(panel, step) - x))
    this.dragged = { panel, step: away.indexOf(Math.min(...away)) }
    this.canvas?.setPointerCapture(event.pointerId)
    this.pull(event)
  }

  private readonly pull = (event: PointerEvent): void => {
    const { dragged, walk } = this
    if (!dragged || !walk) return
    const { panel, step } = dragged
    const [low, high] = panel.range
    const value = high - ((event.offsetY - panel.top - 6) / (panel.height - 12)) * (high - low)
    const detail = contextsFor(walk, panel.time * STEPS + step, panel.context, value)
    this.dispatchEvent(new CustomEvent<Contexts>('walk', { detail }))
  }

  private readonly let = (): void => {
    this.dragged = null
  }
}

type Line = readonly (readonly [number, number])[]

function stroke(
  pen: CanvasRenderingContext2D,
  colour: string,
  width: number,
  dash: readonly number[],
  line: Line,
): void {
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.setLineDash([...dash])
  pen.beginPath()
  for (const [x, y] of line) pen.lineTo(x, y)
  pen.stroke()
  pen.setLineDash([])
}

function drawPanel(pen: CanvasRenderingContext2D, panel: Panel, { network, curve }: Walk): void {
  const rowOf = (step: number): number => panel.time * STEPS + step
  const lineOf = (valueAt: (row: number) => number): Line =>
    PETAL_STEPS.map((_, step) => [xIn(panel, step), yIn(panel, valueAt(rowOf(step)))] as const)
  const { left, top, width, height, context } = panel
  pen.save()
  pen.beginPath()
  pen.rect(left, top, width, height)
  pen.clip()
  const low = lineOf((row) => softReachOf(network, row, context)[0])
  const high = lineOf((row) => softReachOf(network, row, context)[1])
  pen.fillStyle = 'rgb(183 148 246 / 8%)'
  pen.beginPath()
  for (const [x, y] of [...low, ...high.toReversed()]) pen.lineTo(x, y)
  pen.fill()
  for (const edge of [low, high]) stroke(pen, 'rgb(183 148 246 / 60%)', 1, [], edge)
  const value = (values: Float32Array, row: number): number =>
    values[row * network.contexts + context] ?? 0
  network.curves.forEach((flower, k) => {
    const dash = DASHES[k % DASHES.length] ?? []
    stroke(
      pen,
      QUIET,
      2,
      dash,
      lineOf((row) => value(flower, row)),
    )
  })
  const walk = lineOf((row) => value(curve, row))
  stroke(pen, CONTEXT, 3, [], walk)
  pen.fillStyle = CONTEXT
  for (const [x, y] of walk) {
    pen.beginPath()
    pen.arc(x, y, 3.5, 0, 2 * Math.PI)
    pen.fill()
  }
  pen.restore()
  pen.strokeStyle = LINE
  pen.lineWidth = 1
  pen.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1)
}

/** The coordinates that a `walk` event carries. */
export const walked = (event: CustomEvent<Contexts>): Contexts => event.detail

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-context-plots': AnthesisContextPlots
  }
}
