import { bestKernels } from '../kernels/bestKernels.ts'
import { simdKernels } from '../kernels/simdKernels.ts'
import type { BeginLearning } from './learning.ts'
import { learningOnKernels } from './onKernels/kernelLearning.ts'

const ENOUGH_TO_TRY = 4

/** @returns null on a host without SIMD, where TensorFlow.js is faster */
export function kernelLearningHere(): BeginLearning | null {
  return simdKernels(ENOUGH_TO_TRY) === null ? null : learningOnKernels(bestKernels)
}
