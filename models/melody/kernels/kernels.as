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

/** The gates from their sums, in place, then c, its tanh and h: four values each of i, j, f, o. */
export function gates(
  sums: usize,
  before: usize,
  cell: usize,
  squashed: usize,
  hidden: usize,
  vectors: i32,
): void {
  for (let vector = 0; vector < vectors; vector++) {
    const i = sigmoid(v128.load(sums))
    const j = tanh(v128.load(sums, 16))
    const f = sigmoid(v128.load(sums, 32))
    const o = sigmoid(v128.load(sums, 48))
    v128.store(sums, i)
    v128.store(sums, j, 16)
    v128.store(sums, f, 32)
    v128.store(sums, o, 48)
    const c = f32x4.add(f32x4.mul(v128.load(before), f), f32x4.mul(i, j))
    const level = tanh(c)
    v128.store(cell, c)
    v128.store(squashed, level)
    v128.store(hidden, f32x4.mul(level, o))
    sums += BLOCK_BYTES
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

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))))
}

/** 1 − 2 / (e^2x + 1); near 0, where that cancels, the odd polynomial of Cephes' tanhf. */
// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const one = f32x4.splat(1)
  const far = f32x4.sub(
    one,
    f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(x, x)), one)),
  )
  const z = f32x4.mul(x, x)
  let p = f32x4.splat(-5.70498872745e-3)
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1))
  const near = f32x4.add(x, f32x4.mul(x, f32x4.mul(z, p)))
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.625)))
}

/** e^x to a unit in the last place or two: Cephes' expf, x held within ±87. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const held = f32x4.pmin(f32x4.splat(87), f32x4.pmax(f32x4.splat(-87), x))
  const n = f32x4.nearest(f32x4.mul(held, f32x4.splat(1.44269504088896341)))
  const r = f32x4.sub(
    f32x4.sub(held, f32x4.mul(n, f32x4.splat(0.693359375))),
    f32x4.mul(n, f32x4.splat(-2.12194440e-4)),
  )
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, exponent)
}
