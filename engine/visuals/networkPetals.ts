import { isSameMove, moveNetwork, NO_MOVE, type CurveMove } from './curveMove.ts'
import {
  growPetal,
  MESH_LENGTH,
  petalShares,
  REACHED_FLOWERS,
  requireNetwork,
} from './growPetal.ts'
import { PETAL_TIMES, type PetalNetwork, type PetalSource } from './petalSource.ts'

const withOwnCurves = (network: PetalNetwork): PetalNetwork => ({
  ...network,
  curves: network.curves.map((curve) => Float32Array.from(curve)),
})

/** Petals grown by a trained network, which another may replace while the show runs. */
export class NetworkPetals implements PetalSource {
  #still: PetalNetwork
  #network: PetalNetwork
  #move: CurveMove = NO_MOVE
  #version = 1

  /** @throws RangeError, in one line, for a network that cannot be drawn */
  constructor(network: PetalNetwork) {
    requireNetwork(network)
    this.#still = network
    this.#network = withOwnCurves(network)
  }

  get version(): number {
    return this.#version
  }

  /** As it is moved; its curves are written over by each move. */
  get network(): PetalNetwork {
    return this.#network
  }

  /**
   * Puts a newly trained network in the place of the one before.
   * @throws RangeError, in one line, for one that cannot be drawn; the one before stays
   */
  replace(network: PetalNetwork): void {
    requireNetwork(network)
    this.#still = network
    this.#network = withOwnCurves(network)
    moveNetwork(network, this.#move, this.#network.curves)
    this.#version++
  }

  /** Moves the flowers' context curves, without allocating; see `movedNetwork`. */
  move(move: CurveMove): void {
    if (isSameMove(move, this.#move)) return
    this.#move = move
    moveNetwork(this.#still, move, this.#network.curves)
    this.#version++
  }

  shape(context: number, into: Float32Array): void {
    const shares = new Float64Array(REACHED_FLOWERS)
    petalShares(context === context ? context : 0, 0, 0, this.#network.curves.length, shares)
    PETAL_TIMES.forEach((time, t) => {
      const mesh = into.subarray(t * MESH_LENGTH, (t + 1) * MESH_LENGTH)
      growPetal(this.#network, shares, time, mesh)
    })
  }
}
