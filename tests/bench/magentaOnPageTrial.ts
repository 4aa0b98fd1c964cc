import protobuf from '@magenta/music/es6/protobuf.js'
import { MusicRNN } from '@magenta/music/es6/music_rnn.js'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import simdBinary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedBinary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import plainBinary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import '@tensorflow/tfjs-backend-webgpu'

/** Runs in the page: how long magenta-js takes to go on from a primer, on a backend of the page. */

export interface MagentaTrial {
  readonly backend: string
  /** Address of a checkpoint folder. */
  readonly checkpoint: string
  /** MIDI pitches, a sixteenth each. */
  readonly primer: readonly number[]
  readonly steps: number
  readonly runs: number
}

const WARM_UPS = 2

/**
 * @returns milliseconds of each run, until the notes are there
 * @throws where the backend is not to be had
 */
export async function timeMagenta(trial: MagentaTrial): Promise<number[]> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainBinary,
    'tfjs-backend-wasm-simd.wasm': simdBinary,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedBinary,
  })
  if (!(await tf.setBackend(trial.backend))) throw new Error(`There is no ${trial.backend} here.`)
  await tf.ready()
  const rnn = new MusicRNN(trial.checkpoint)
  await rnn.initialize()
  const primer = protobuf.NoteSequence.create({
    notes: trial.primer.map((pitch, step) => ({
      pitch,
      quantizedStartStep: step,
      quantizedEndStep: step + 1,
    })),
    quantizationInfo: { stepsPerQuarter: 4 },
    tempos: [{ time: 0, qpm: 120 }],
    totalQuantizedSteps: trial.primer.length,
  })
  const times: number[] = []
  for (let run = -WARM_UPS; run < trial.runs; run++) {
    const start = performance.now()
    await rnn.continueSequence(primer, trial.steps, 1)
    if (run >= 0) times.push(performance.now() - start)
  }
  rnn.dispose()
  return times
}
