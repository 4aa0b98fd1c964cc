/** Rows of a block of a packed matrix: four vectors of four floats. */
export const BLOCK_ROWS = 16

/**
 * The arithmetic of a recurrent network on one stretch of memory. Places, lengths and strides count
 * 32-bit floats; vectors are multiples of four long, filled up with zeros. A lane is one of several
 * networks of the same weights that go on side by side. Each row of a product is summed in the order
 * of its columns, so that a lane's values do not depend on how many go with it.
 */
export interface Kernels {
  readonly name: 'simd' | 'plain'
  readonly memory: Float32Array
  /**
   * out += matrix × x in each lane.
   * @param matrix blocks of {@link BLOCK_ROWS} rows, in each the values of a column side by side
   * @param blocks how many of them; `out` has as many rows
   * @param columns length of x
   */
  multiplyAdd(
    matrix: number,
    blocks: number,
    columns: number,
    x: number,
    xStride: number,
    out: number,
    outStride: number,
    lanes: number,
  ): void
  /** to += scale × from. */
  addScaled(from: number, scale: number, to: number, length: number): void
  /**
   * Steps LSTM cells (TensorFlow's BasicLSTMCell, Zaremba et al. 2014,
   * https://arxiv.org/abs/1409.2329, the forget bias being in the sums already):
   *
   *     c ← before·σ(f) + σ(i)·tanh(j)
   *     h ← tanh(c)·σ(o)
   *
   * @param sums for every four units a block: four values of i, of j, of f, of o; σ or tanh of each
   *   takes its place
   * @param before c before the step; may be `cell`
   * @param cell where c goes
   * @param squashed where tanh(c) goes; may be `hidden` if nobody wants it
   * @param hidden where h goes
   * @param units a multiple of four; lanes that lie one behind the other count as one
   */
  gates(
    sums: number,
    before: number,
    cell: number,
    squashed: number,
    hidden: number,
    units: number,
  ): void
  /**
   * The way back through {@link gates}.
   * @param gates as they were left; the slopes by their sums take their place
   * @param ofHidden slopes by h
   * @param ofCell slopes by c from the steps after; those by c before this step take their place
   */
  gateSlopes(
    gates: number,
    before: number,
    squashed: number,
    ofHidden: number,
    ofCell: number,
    units: number,
  ): void
  /** scores[row] = Σ v·tanh(features[row] + query), rows one after another, each `length` long. */
  scoreRows(
    features: number,
    rows: number,
    query: number,
    v: number,
    scores: number,
    length: number,
  ): void
}

/** @param floats how much memory they are to have; all zeros */
export type CreateKernels = (floats: number) => Kernels
