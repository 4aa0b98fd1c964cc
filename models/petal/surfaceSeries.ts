/** A surface of triangles that changes its shape but not its points, at each of the seven times. */
export interface SurfaceSeries {
  /** Three points a triangle. */
  readonly triangles: ArrayLike<number>
  /** For each time x, y, z of each point; z up, x outwards. */
  readonly frames: readonly Float64Array[]
  /** Two texture coordinates a point, which say what lies along and across; null without. */
  readonly texture: Float64Array | null
}
