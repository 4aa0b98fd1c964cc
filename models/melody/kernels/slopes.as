// AssemblyScript, compiled with kernels.as; simdKernels.ts says what the functions do. All pointers
// are in bytes.

const BLOCK_BYTES: usize = 64
const VECTOR_BYTES: usize = 16

/** From the slopes by c and h after a step to those by its sums and by c before. */
export function gateSlopes(
  gates: usize,
  before: usize,
  squashed: usize,
  ofHidden: usize,
  ofCell: usize,
  vectors: i32,
): void {
  const one = f32x4.splat(1)
  for (let vector = 0; vector < vectors; vector++) {
    const i = v128.load(gates)
    const j = v128.load(gates, 16)
    const f = v128.load(gates, 32)
    const o = v128.load(gates, 48)
    const tanhOfCell = v128.load(squashed)
    const hidden = v128.load(ofHidden)
    const bent = f32x4.sub(one, f32x4.mul(tanhOfCell, tanhOfCell))
    const cell = f32x4.add(v128.load(ofCell), f32x4.mul(f32x4.mul(hidden, o), bent))
    v128.store(ofCell, f32x4.mul(cell, f))
    v128.store(gates, f32x4.mul(f32x4.mul(cell, j), f32x4.mul(i, f32x4.sub(one, i))))
    v128.store(gates, f32x4.mul(f32x4.mul(cell, i), f32x4.sub(one, f32x4.mul(j, j))), 16)
    v128.store(
      gates,
      f32x4.mul(f32x4.mul(cell, v128.load(before)), f32x4.mul(f, f32x4.sub(one, f))),
      32,
    )
    v128.store(
      gates,
      f32x4.mul(f32x4.mul(hidden, tanhOfCell), f32x4.mul(o, f32x4.sub(one, o))),
      48,
    )
    gates += BLOCK_BYTES
    before += VECTOR_BYTES
    squashed += VECTOR_BYTES
    ofHidden += VECTOR_BYTES
    ofCell += VECTOR_BYTES
  }
}
