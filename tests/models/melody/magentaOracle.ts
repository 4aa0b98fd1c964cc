import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { NoteSequence } from '@magenta/music/node/protobuf.js'
import protobuf from '@magenta/music/node/protobuf.js'
import musicRnn from '@magenta/music/node/music_rnn.js'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { Folder } from './randomCheckpoint.ts'

const LOWEST_PITCH = 48

/** Puts TensorFlow.js, and so magenta-js, on its wasm backend. */
export async function useWasm(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(join(dirname(main), '/'))
  await tf.setBackend('wasm')
  await tf.ready()
}

/** What magenta-js plays after a primer. */
export interface OracleContinuation {
  /** The tokens it drew. */
  readonly tokens: readonly number[]
  /** Before each draw, the probabilities it drew from. */
  readonly probabilities: readonly Float32Array[]
  /** The notes it returned. */
  readonly notes: readonly OracleNote[]
}

export interface OracleNote {
  readonly pitch: number
  readonly start: number
  readonly end: number
}

export interface Oracle {
  /** @param temperature 0 for the most likely token each time */
  continue(
    primer: readonly number[],
    steps: number,
    temperature: number,
    chords?: readonly string[],
  ): Promise<OracleContinuation>
  /** What a performer calls, with no probabilities read back. */
  play(primer: readonly number[], steps: number, temperature: number): Promise<unknown>
  dispose(): void
}

interface Encoder {
  encode(chord: string): tf.Tensor
}

interface SamplesConverter {
  toNoteSequence(samples: tf.Tensor2D, ...rest: readonly unknown[]): Promise<unknown>
}

/** Magenta-js's MusicRNN on a checkpoint that a server on this machine hands to it. */
export async function loadOracle(
  folder: Folder,
  toNoteSequence: (tokens: readonly number[]) => NoteSequence = toMelody,
): Promise<Oracle> {
  const server = createServer((request, response) => {
    const file = folder.get((request.url ?? '').slice(1))
    if (file === undefined) response.writeHead(404).end()
    else response.end(file)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const rnn = new musicRnn.MusicRNN(`http://127.0.0.1:${port}`)
  await rnn.initialize()
  server.close()

  // It encodes triads and no chord as integers, and TensorFlow.js since version 3 makes integers of
  // the state that they are joined to.
  const encoder = Reflect.get(rnn, 'chordEncoder') as Encoder | undefined
  if (encoder) {
    const encode = encoder.encode.bind(encoder)
    encoder.encode = (chord) => encode(chord).toFloat()
  }

  let drawn: tf.Tensor1D | undefined
  const converter = Reflect.get(rnn, 'dataConverter') as SamplesConverter
  const decode = converter.toNoteSequence.bind(converter)
  converter.toNoteSequence = (samples, ...rest) => {
    drawn?.dispose()
    drawn = samples.argMax<tf.Tensor1D>(1)
    return decode(samples, ...rest)
  }

  return {
    async continue(primer, steps, temperature, chords) {
      const result = await rnn.continueSequenceAndReturnProbabilities(
        toNoteSequence(primer),
        steps,
        temperature,
        chords && [...chords],
      )
      const sequence = await result.sequence
      return {
        tokens: Array.from((await drawn?.data()) ?? []),
        probabilities: result.probs,
        notes: (sequence.notes ?? []).map((note) => ({
          pitch: Number(note.pitch),
          start: Number(note.quantizedStartStep),
          end: Number(note.quantizedEndStep),
        })),
      }
    },
    play: (primer, steps, temperature) =>
      rnn.continueSequence(toNoteSequence(primer), steps, temperature),
    dispose() {
      drawn?.dispose()
      rnn.dispose()
    },
  }
}

/** The notes that tokens spell, as MelodyConverter decodes them. */
export function toNotes(tokens: readonly number[]): OracleNote[] {
  const notes: OracleNote[] = []
  let sounding: { pitch: number; start: number } | undefined
  const end = (step: number) => {
    if (sounding) notes.push({ ...sounding, end: step })
    sounding = undefined
  }
  tokens.forEach((token, step) => {
    if (token > 0) end(step)
    if (token > 1) sounding = { pitch: token - 2 + LOWEST_PITCH, start: step }
  })
  end(tokens.length)
  return notes
}

function toMelody(tokens: readonly number[]): NoteSequence {
  return toSequence(toNotes(tokens), tokens.length)
}

/** Quantised notes as a NoteSequence. */
export function toSequence(notes: readonly OracleNote[], steps: number): NoteSequence {
  return protobuf.NoteSequence.create({
    notes: notes.map(({ pitch, start, end }) => ({
      pitch,
      quantizedStartStep: start,
      quantizedEndStep: end,
    })),
    quantizationInfo: { stepsPerQuarter: 4 },
    tempos: [{ time: 0, qpm: 120 }],
    totalQuantizedSteps: steps,
  })
}
