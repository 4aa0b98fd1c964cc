import { customElement, property } from 'lit/decorators.js'
import { growPetal, MESH_LENGTH, petalShares, REACHED_FLOWERS } from '../../visuals/growPetal.ts'
import { DrawnElement } from './drawnElement.ts'
import { drawFlower, GROWN } from './petalDrawing.ts'
import type { Walk } from './walk.ts'

const PETALS = 8
const OPEN = 1
/** Mesh units across. */
const FIELD = 2.5

/** The open flower where the walk stands. */
@customElement('anthesis-walk-flower')
export class AnthesisWalkFlower extends DrawnElement {
  @property({ attribute: false }) walk: Walk | null = null
  private readonly mesh = new Float32Array(MESH_LENGTH)
  private readonly shares = new Float64Array(REACHED_FLOWERS)

  protected override words(): string {
    return 'The flower where you stand'
  }

  protected override draw(pen: CanvasRenderingContext2D): void {
    const { walk } = this
    if (!walk) return
    petalShares(...walk.contexts, 0, walk.network.curves.length, this.shares)
    growPetal(walk.network, this.shares, OPEN, this.mesh)
    const { width, height } = this.size
    const camera = {
      azimuth: -0.6,
      elevation: 0.75,
      scale: Math.min(width, height) / FIELD,
      centre: [0, 0, 0.4] as const,
      width,
      height,
    }
    drawFlower(pen, camera, this.mesh, PETALS, 2, GROWN)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-walk-flower': AnthesisWalkFlower
  }
}
