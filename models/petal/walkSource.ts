import { moveCurves, NO_MOVE, type CurveMove } from '../../engine/visuals/curveMove.ts'
import type { PetalNetwork, PetalSource } from '../../engine/visuals/petalSource.ts'
import { lineShares, softShares } from './coordinates.ts'
import { contextLimits, limitCurves, mixCurves } from './explore.ts'
import { growMesh, growShape } from './generate.ts'
import { requireShape, ROW_COUNT } from './mesh.ts'
import { networkOf } from './network.ts'
import type { PetalModel } from './petalModel.ts'

/**
 * Petals out of a trained model, on the CPU. Coordinate 0 is the first template, 1 the second;
 * beyond lies what nobody drew. A coordinate or share that is no number leaves the last good flower.
 */
export class WalkSource implements PetalSource {
  #version = 1
  #model: PetalModel
  #limits
  #move: CurveMove = NO_MOVE
  #curve: Float32Array
  #coordinate = 0
  #shares: ArrayLike<number>

  constructor(model: PetalModel) {
    this.#model = model
    this.#limits = contextLimits(model)
    this.#curve = new Float32Array(ROW_COUNT * model.contexts)
    this.#shares = lineShares(0, model.curves.length)
  }

  get version(): number {
    return this.#version
  }

  get model(): PetalModel {
    return this.#model
  }

  /** The model as a scene evaluates it on the GPU; moves of the curves are left out. */
  get network(): PetalNetwork {
    return networkOf(this.#model)
  }

  /** Puts a newly trained model in the place of the one before. */
  replace(model: PetalModel): void {
    this.#model = model
    this.#limits = contextLimits(model)
    this.#curve = new Float32Array(ROW_COUNT * model.contexts)
    this.#shares = lineShares(this.#coordinate, model.curves.length)
    this.#version++
  }

  /** Moves the context curves, in context units; see {@link CurveMove}. */
  move(move: CurveMove): void {
    this.#move = move
    this.#version++
  }

  /**
   * The contexts at a coordinate, with moves and limits.
   * @returns [7 times][7 steps][contexts]; overwritten by the next call
   */
  curve(coordinate: number): Float32Array {
    if (coordinate === coordinate) this.#coordinate = coordinate
    return this.curveOf(lineShares(this.#coordinate, this.#model.curves.length))
  }

  /**
   * The contexts at shares of the templates, such as `polygonShares` gives.
   * @returns as {@link curve}
   */
  curveOf(shares: ArrayLike<number>): Float32Array {
    const soft = softShares(shares)
    if (soft.every((share) => share === share)) this.#shares = soft
    mixCurves(this.#model, this.#shares, this.#curve)
    moveCurves(this.#curve, this.#move)
    limitCurves(this.#curve, this.#limits)
    return this.#curve
  }

  /** As {@link PetalSource}: 1029 finite numbers at any coordinate. */
  shape(coordinate: number, into: Float32Array): void {
    requireShape(into)
    growShape(this.#model.generative, this.curve(coordinate), into)
  }

  /** The mesh at any moment of the opening, 0..1.1: 147 numbers. */
  mesh(coordinate: number, time: number, into: Float32Array): void {
    growMesh(this.#model.generative, this.curve(coordinate), time, into)
  }
}
