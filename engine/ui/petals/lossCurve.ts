import { customElement, property } from 'lit/decorators.js'
import { DrawnElement } from './drawnElement.ts'

const CONTEXT = '#b794f6'
const WORDS = '#b1ada4'
const QUIET = '#4a4845'
/** The error that a trained flower should have, mesh units. */
const GOAL = 0.02
/** Where it lies, of the height from above, and how much of the height a decade takes: the end of a
 * curve leaves room for its number above it. */
const GOAL_LINE = 0.8
const DECADE = 0.7

/** How far the networks are off as they learn, on a logarithmic scale; time runs to the right. */
@customElement('anthesis-loss-curve')
export class AnthesisLossCurve extends DrawnElement {
  /** Mesh units, oldest first. */
  @property({ attribute: false }) losses: readonly number[] = []
  /** How far the training is, 0..1. */
  @property({ type: Number }) done = 1

  protected override words(): string {
    const last = this.losses.at(-1)
    return last === undefined ? 'Loss curve, empty' : `Loss curve, now ${last.toFixed(3)}`
  }

  protected override draw(pen: CanvasRenderingContext2D): void {
    const { width, height } = this.size
    const y = (loss: number): number => height * (GOAL_LINE - DECADE * Math.log10(loss / GOAL))
    pen.strokeStyle = QUIET
    pen.setLineDash([2, 4])
    pen.beginPath()
    pen.moveTo(0, y(GOAL))
    pen.lineTo(width, y(GOAL))
    pen.stroke()
    pen.setLineDash([])
    const last = this.losses.at(-1)
    pen.fillStyle = WORDS
    pen.textAlign = 'right'
    pen.fillText(last === undefined ? 'Loss' : `Loss ${last.toFixed(3)}`, width - 8, 16)
    pen.strokeStyle = CONTEXT
    pen.lineWidth = 2
    pen.beginPath()
    const reach = width * this.done
    this.losses.forEach((loss, i) => {
      pen.lineTo((reach * (i + 1)) / this.losses.length, Math.min(height - 2, Math.max(2, y(loss))))
    })
    pen.stroke()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-loss-curve': AnthesisLossCurve
  }
}
