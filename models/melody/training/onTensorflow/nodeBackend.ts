import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { ready, setBackend } from '@tensorflow/tfjs-core'

/** Puts TensorFlow.js on its wasm backend, from the files of its package. Node alone. */
export async function useWasmBackend(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(join(dirname(main), '/'))
  await setBackend('wasm')
  await ready()
}
