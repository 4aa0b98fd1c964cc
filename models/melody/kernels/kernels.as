// AssemblyScript. `npm run build:kernels` compiles it into simdBytes.ts; simdKernels.ts says what the
// functions do. All pointers and strides are in bytes. Every row of a product is summed in the order
// of its columns whatever the number of lanes, so that one lane and many agree to the last bit.

export { gateSlopes } from './slopes'

const BLOCK_BYTES: usize = 64
const VECTOR_BYTES: usize = 16

/** out += matrix × x in every lane; the matrix lies in blocks of 16 rows, column by column. */
export function multiplyAdd(
  matrix: usize,
  blocks: i32,
  columns: i32,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  lanes: i32,
): void {
  const pairs = lanes >> 1
  const blockBytes = <usize>columns * BLOCK_BYTES
  if (pairs > 0) {
    for (let block = 0; block < blocks; block++) {
      const rows = matrix + <usize>block * blockBytes
      const place = out + <usize>block * BLOCK_BYTES
      for (let pair = 0; pair < pairs; pair++) {
        const lane = <usize>(2 * pair)
        blockOfTwoLanes(
          rows,
          columns,
          x + lane * xStride,
          x + (lane + 1) * xStride,
          place + lane * outStride,
          place + (lane + 1) * outStride,
        )
      }
    }
  }
  if (lanes & 1) {
    const last = <usize>(lanes - 1)
    oneLane(matrix, blocks, columns, x + last * xStride, out + last * outStride)
  }
}

/** Sixteen rows against two vectors: eight sums, enough to hide the latency of an addition. */
// @ts-ignore: decorator
@inline
function blockOfTwoLanes(
  matrix: usize,
  columns: i32,
  x: usize,
  y: usize,
  outX: usize,
  outY: usize,
): void {
  let a = v128.load(outX)
  let b = v128.load(outX, 16)
  let c = v128.load(outX, 32)
  let d = v128.load(outX, 48)
  let e = v128.load(outY)
  let f = v128.load(outY, 16)
  let g = v128.load(outY, 32)
  let h = v128.load(outY, 48)
  const end = x + (<usize>columns << 2)
  while (x < end) {
    const one = v128.load32_splat(x)
    const two = v128.load32_splat(y)
    let weights = v128.load(matrix)
    a = f32x4.add(a, f32x4.mul(weights, one))
    e = f32x4.add(e, f32x4.mul(weights, two))
    weights = v128.load(matrix, 16)
    b = f32x4.add(b, f32x4.mul(weights, one))
    f = f32x4.add(f, f32x4.mul(weights, two))
    weights = v128.load(matrix, 32)
    c = f32x4.add(c, f32x4.mul(weights, one))
    g = f32x4.add(g, f32x4.mul(weights, two))
    weights = v128.load(matrix, 48)
    d = f32x4.add(d, f32x4.mul(weights, one))
    h = f32x4.add(h, f32x4.mul(weights, two))
    matrix += BLOCK_BYTES
    x += 4
    y += 4
  }
  v128.store(outX, a)
  v128.store(outX, b, 16)
  v128.store(outX, c, 32)
  v128.store(outX, d, 48)
  v128.store(outY, e)
  v128.store(outY, f, 16)
  v128.store(outY, g, 32)
  v128.store(outY, h, 48)
}

/** One vector against two blocks at a time, for the same eight sums. */
function oneLane(matrix: usize, blocks: i32, columns: i32, vector: usize, out: usize): void {
  const blockBytes = <usize>columns * BLOCK_BYTES
  const end = vector + (<usize>columns << 2)
  let block = 0
  for (; block + 2 <= blocks; block += 2) {
    let a = v128.load(out)
    let b = v128.load(out, 16)
    let c = v128.load(out, 32)
    let d = v128.load(out, 48)
    let e = v128.load(out, 64)
    let f = v128.load(out, 80)
    let g = v128.load(out, 96)
    let h = v128.load(out, 112)
    let next = matrix + blockBytes
    for (let x = vector; x < end; x += 16) {
      let value = v128.load32_splat(x)
      a = f32x4.add(a, f32x4.mul(v128.load(matrix, 0), value))
      b = f32x4.add(b, f32x4.mul(v128.load(matrix, 16), value))
      c = f32x4.add(c, f32x4.mul(v128.load(matrix, 32), value))
      d = f32x4.add(d, f32x4.mul(v128.load(matrix, 48), value))
      e = f32x4.add(e, f32x4.mul(v128.load(next, 0), value))
      f = f32x4.add(f, f32x4.mul(v128.load(next, 16), value))
      g = f32x4.add(g, f32x4.mul(v128.load(next, 32), value))
      h = f32x4.add(h, f32x4.mul(v128.load(next, 48), value))
      value = v128.load32_splat(x, 4)
      a = f32x4.add(a, f32x4.mul(v128.load(matrix, 64), value))
      b = f32x4.add(b, f32x4.mul(v128.load(matrix, 80), value))
      c = f32x4.add(c, f32x4.mul(v128.load(matrix, 96), value))
      d = f32x4.add(d, f32x4.mul(v128.load(matrix, 112), value))
      e = f32x4.add(e, f32x4.mul(v128.load(next, 64), value))
      f = f32x4.add(f, f32x4.mul(v128.load(next, 80), value))
      g = f32x4.add(g, f32x4.mul(v128.load(next, 96), value))
      h = f32x4.add(h, f32x4.mul(v128.load(next, 112), value))
      value = v128.load32_splat(x, 8)
      a = f32x4.add(a, f32x4.mul(v128.load(matrix, 128), value))
      b = f32x4.add(b, f32x4.mul(v128.load(matrix, 144), value))
      c = f32x4.add(c, f32x4.mul(v128.load(matrix, 160), value))
      d = f32x4.add(d, f32x4.mul(v128.load(matrix, 176), value))
      e = f32x4.add(e, f32x4.mul(v128.load(next, 128), value))
      f = f32x4.add(f, f32x4.mul(v128.load(next, 144), value))
      g = f32x4.add(g, f32x4.mul(v128.load(next, 160), value))
      h = f32x4.add(h, f32x4.mul(v128.load(next, 176), value))
      value = v128.load32_splat(x, 12)
      a = f32x4.add(a, f32x4.mul(v128.load(matrix, 192), value))
      b = f32x4.add(b, f32x4.mul(v128.load(matrix, 208), value))
      c = f32x4.add(c, f32x4.mul(v128.load(matrix, 224), value))
      d = f32x4.add(d, f32x4.mul(v128.load(matrix, 240), value))
      e = f32x4.add(e, f32x4.mul(v128.load(next, 192), value))
      f = f32x4.add(f, f32x4.mul(v128.load(next, 208), value))
      g = f32x4.add(g, f32x4.mul(v128.load(next, 224), value))
      h = f32x4.add(h, f32x4.mul(v128.load(next, 240), value))
      matrix += 4 * BLOCK_BYTES
      next += 4 * BLOCK_BYTES
    }
    v128.store(out, a)
    v128.store(out, b, 16)
    v128.store(out, c, 32)
    v128.store(out, d, 48)
    v128.store(out, e, 64)
    v128.store(out, f, 80)
    v128.store(out, g, 96)
    v128.store(out, h, 112)
    matrix = next
    out += 2 * BLOCK_BYTES
  }
  if (block < blocks) {
    let a = v128.load(out)
    let b = v128.load(out, 16)
    let c = v128.load(out, 32)
    let d = v128.load(out, 48)
    for (let x = vector; x < end; x += 4) {
      const value = v128.load32_splat(x)
      a = f32x4.add(a, f32x4.mul(v128.load(matrix), value))
      b = f32x4.add(b, f32x4.mul(v128.load(matrix, 16), value))
      c = f32x4.add(c, f32x4.mul(v128.load(matrix, 32), value))
      d = f32x4.add(d, f32x4.mul(v128.load(matrix, 48), value))
      matrix += BLOCK_BYTES
    }
    v128.store(out, a)
    v128.store(out, b, 16)
    v128.store(out, c, 32)
    v128.store(out, d, 48)
  }
}

/** to += scale × from, `vectors` times four values. */
export function addScaled(from: usize, scale: f32, to: usize, vectors: i32): void {
  const factor = f32x4.splat(scale)
  const end = from + <usize>vectors * VECTOR_BYTES
  while (from < end) {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(from), factor)))
    from += VECTOR_BYTES
    to += VECTOR_BYTES
  }
}

/**
 * The gates from their sums, in place, then c, its tanh and h: four values each of i, j, f, o. Two
 * passes, for c's tanh would wait for the gates, and the next gates for it.
 */
export function gates(
  sums: usize,
  before: usize,
  cell: usize,
  squashed: usize,
  hidden: usize,
  vectors: i32,
): void {
  const end = sums + <usize>vectors * BLOCK_BYTES
  for (let at = sums; at < end; at += BLOCK_BYTES) {
    v128.store(at, sigmoid(v128.load(at)))
    v128.store(at, tanh(v128.load(at, 16)), 16)
    v128.store(at, sigmoid(v128.load(at, 32)), 32)
    v128.store(at, sigmoid(v128.load(at, 48)), 48)
  }
  for (; sums < end; sums += BLOCK_BYTES) {
    const fresh = f32x4.mul(v128.load(sums), v128.load(sums, 16))
    const c = f32x4.add(f32x4.mul(v128.load(before), v128.load(sums, 32)), fresh)
    const level = tanh(c)
    v128.store(cell, c)
    v128.store(squashed, level)
    v128.store(hidden, f32x4.mul(level, v128.load(sums, 48)))
    before += VECTOR_BYTES
    cell += VECTOR_BYTES
    squashed += VECTOR_BYTES
    hidden += VECTOR_BYTES
  }
}

/** scores[row] = Σ v · tanh(features[row] + query), rows of `vectors` times four values. */
export function scoreRows(
  features: usize,
  rows: i32,
  query: usize,
  v: usize,
  scores: usize,
  vectors: i32,
): void {
  const bytes = <usize>vectors * VECTOR_BYTES
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += VECTOR_BYTES) {
      const felt = tanh(f32x4.add(v128.load(features + at), v128.load(query + at)))
      sum = f32x4.add(sum, f32x4.mul(v128.load(v + at), felt))
    }
    f32.store(
      scores + (<usize>row << 2),
      f32x4.extract_lane(sum, 0) +
        f32x4.extract_lane(sum, 1) +
        (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)),
    )
    features += bytes
  }
}

/** σ(x) = ½ + ½ tanh(x / 2) */
// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const half = constant(0)
  return f32x4.add(half, f32x4.mul(half, tanh(f32x4.mul(half, x))))
}

/**
 * tanh, to 4e-7, by the rational function of Eigen's `ptanh` (MathFunctionsImpl.h): one division and
 * no e^x. x is held where floats round tanh to ±1; powers go in pairs, so that little waits.
 */
// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const held = f32x4.pmin(constant(1), f32x4.pmax(constant(2), x))
  const z = f32x4.mul(held, held)
  const z2 = f32x4.mul(z, z)
  const low = f32x4.add(pair(3, z), f32x4.mul(pair(5, z), z2))
  const high = f32x4.add(pair(7, z), f32x4.mul(constant(9), z2))
  const above = f32x4.add(low, f32x4.mul(high, f32x4.mul(z2, z2)))
  const below = f32x4.add(pair(10, z), f32x4.mul(pair(12, z), z2))
  return f32x4.div(f32x4.mul(held, above), below)
}

/** A constant and the next times z. */
// @ts-ignore: decorator
@inline
function pair(index: usize, z: v128): v128 {
  return f32x4.add(constant(index), f32x4.mul(constant(index + 1), z))
}

/** Loaded: V8 would build a constant of the code anew, in three instructions, wherever it is used. */
// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load(CONSTANTS + index * VECTOR_BYTES)
}

const HALF: f32 = 0.5
/** Of x. */
const MOST: f32 = 7.99881172180175781
/** Above, from x upwards, every second power. */
const A1: f32 = 4.89352455891786e-3
const A3: f32 = 6.37261928875436e-4
const A5: f32 = 1.48572235717979e-5
const A7: f32 = 5.12229709037114e-8
const A9: f32 = -8.60467152213735e-11
const A11: f32 = 2.00018790482477e-13
const A13: f32 = -2.76076847742355e-16
/** Below, from 1 upwards, every second power. */
const B0: f32 = 4.89352518554385e-3
const B2: f32 = 2.268434632439e-3
const B4: f32 = 1.18534705686654e-4
const B6: f32 = 1.19825839466702e-6

const CONSTANTS: usize = memory.data<f32>(
  [
    HALF, HALF, HALF, HALF,
    MOST, MOST, MOST, MOST,
    -MOST, -MOST, -MOST, -MOST,
    A1, A1, A1, A1,
    A3, A3, A3, A3,
    A5, A5, A5, A5,
    A7, A7, A7, A7,
    A9, A9, A9, A9,
    A11, A11, A11, A11,
    A13, A13, A13, A13,
    B0, B0, B0, B0,
    B2, B2, B2, B2,
    B4, B4, B4, B4,
    B6, B6, B6, B6,
  ],
  16,
)
