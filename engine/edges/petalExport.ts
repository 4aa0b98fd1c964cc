import { exportFlower, exportOpening } from '../../models/petal/exportGlb.ts'
import type { Contexts } from '../visuals/contextGlide.ts'
import { movedNetwork, type CurveMove } from '../visuals/curveMove.ts'
import { growPetal, MESH_LENGTH, petalShares, REACHED_FLOWERS } from '../visuals/growPetal.ts'
import { PETAL_TIMES, SHAPE_LENGTH, type PetalNetwork } from '../visuals/petalSource.ts'

/** A flower of the show as GLB; fetched only when one is saved. */

const PETALS = 13
const OPENING_SECONDS = 4
const OPEN = 1

/** Where the performer stands. */
export interface Place {
  readonly contexts: Contexts
  readonly move: CurveMove
}

/** The open flower, or its whole opening with morph targets. */
export type Extent = 'flower' | 'opening'

export function glbOf(network: PetalNetwork, place: Place, extent: Extent): Uint8Array {
  const moved = movedNetwork(network, place.move)
  const shares = new Float64Array(REACHED_FLOWERS)
  petalShares(...place.contexts, 0, network.curves.length, shares)
  const name = `flower at ${place.contexts.map((context) => context.toFixed(2)).join(', ')}`
  if (extent === 'flower') {
    const mesh = new Float32Array(MESH_LENGTH)
    growPetal(moved, shares, OPEN, mesh)
    return exportFlower(name, mesh, PETALS)
  }
  const shape = new Float32Array(SHAPE_LENGTH)
  PETAL_TIMES.forEach((time, t) => {
    growPetal(moved, shares, time, shape.subarray(t * MESH_LENGTH, (t + 1) * MESH_LENGTH))
  })
  return exportOpening(name, shape, PETALS, OPENING_SECONDS)
}
