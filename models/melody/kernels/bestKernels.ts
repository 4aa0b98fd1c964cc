import type { Kernels } from './kernels.ts'
import { plainKernels } from './plainKernels.ts'
import { simdKernels } from './simdKernels.ts'

/** The fastest kernels that this host runs: SIMD where there is any, plain JavaScript elsewhere. */
export function bestKernels(floats: number): Kernels {
  return simdKernels(floats) ?? plainKernels(floats)
}
