import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import simdBinary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import plainBinary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import { env, ready, setBackend } from '@tensorflow/tfjs-core'
import { kernelLearningHere } from '../../models/melody/training/kernelLearningHere.ts'
import type { BeginLearning } from '../../models/melody/training/learning.ts'
import { learningOnTensorflow } from '../../models/melody/training/onTensorflow/tensorflowLearning.ts'
import type { TrainsOn } from './trainingMessages.ts'

/** What a training is computed with. */
export interface ChosenLearning {
  readonly learning: BeginLearning
  /** Where it is another than was asked for, what and why, in a line; else ''. */
  readonly remark: string
}

const NO_WEBGPU = 'There is no WebGPU here'
const NO_SIMD = 'This browser has no WebAssembly SIMD'

/** TensorFlow.js on WebGPU. Its code is fetched when it is first wanted. */
async function isOnWebGpu(): Promise<boolean> {
  // Its types say that every browser has it.
  const gpu = navigator.gpu as GPU | undefined
  try {
    if (!(await gpu?.requestAdapter())) return false
    await import('./tensorflowOnWebGpu.ts')
    return await setBackend('webgpu')
  } catch {
    return false
  }
}

/** TensorFlow.js on wasm. Threads are left out: their script does not survive bundling. */
async function useWasm(): Promise<void> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainBinary,
    'tfjs-backend-wasm-simd.wasm': simdBinary,
    // Asked for by name, never loaded.
    'tfjs-backend-wasm-threaded-simd.wasm': simdBinary,
  })
  if (!(await setBackend('wasm'))) throw new Error('this browser has no WebAssembly to train with')
  await ready()
}

/**
 * The processor trains with the model's own SIMD kernels. Without SIMD, or where it is asked for, the
 * GPU does; where there is none, TensorFlow.js's wasm.
 * @param kernels null on a host without SIMD
 * @throws Error where there is nothing to train with
 */
export async function chooseLearning(
  wanted: TrainsOn,
  kernels: BeginLearning | null = kernelLearningHere(),
): Promise<ChosenLearning> {
  if (wanted === 'processor' && kernels) return { learning: kernels, remark: '' }
  if (await isOnWebGpu()) {
    const remark = wanted === 'gpu' ? '' : `${NO_SIMD}: the GPU trains.`
    return { learning: learningOnTensorflow, remark }
  }
  if (kernels) {
    return { learning: kernels, remark: `${NO_WEBGPU}: the processor trains, on WebAssembly.` }
  }
  await useWasm()
  const remark = `${NO_SIMD}, and no WebGPU: it trains on plain WebAssembly, slowly.`
  return { learning: learningOnTensorflow, remark }
}
