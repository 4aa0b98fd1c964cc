import type { Kernels } from '../../../models/melody/kernels/kernels.ts'
import { simdKernels } from '../../../models/melody/kernels/simdKernels.ts'

/** The SIMD kernels, which every Node that Anthesis runs on has. */
export function requireSimd(floats: number): Kernels {
  const kernels = simdKernels(floats)
  if (kernels === null) throw new Error('no SIMD here')
  return kernels
}
