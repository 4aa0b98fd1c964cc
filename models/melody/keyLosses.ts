import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import { FIRST_NOTE_ON } from '../../engine/continuation/melodyModel.ts'
import type { MelodyCheckpoint } from './checkpoint.ts'
import { bestKernels } from './kernels/bestKernels.ts'
import type { CreateKernels } from './kernels/kernels.ts'
import { lossOf } from './lossOf.ts'
import { Network } from './network/network.ts'
import { runAll, runInPieces } from './network/stage.ts'

const KEYS = 12
const OCTAVE = 12
/** Sixteenths that can be stepped back: a primer. */
const KEPT = 128
/** Of what was lost before, this much counts at each sixteenth: half after about 140. */
const KEPT_SHARE = 0.995

/** The twelve lanes after some sixteenths. */
interface Past {
  /** Shape [12, state length]. */
  readonly states: Float32Array
  /** Length 12, nats. */
  readonly losses: Float64Array
}

/**
 * Scores what is played under all twelve transpositions: twelve melodies that go on side by side, a
 * sixteenth of all in one batch. Lane k hears the playing k semitones higher, in the octave that
 * brings the middle of its register nearest to the middle of the model's range; single notes beyond
 * the range are folded in.
 */
export class KeyLosses {
  readonly #network: Network
  readonly #minPitch: number
  readonly #maxPitch: number
  /** What the lanes were after p sixteenths, at p modulo {@link KEPT}; slots are written over. */
  readonly #ring: Past[] = []
  readonly #losses = new Float64Array(KEYS)
  #stream: number | undefined
  #length = 0
  #oldest = 0

  constructor({ facts }: MelodyCheckpoint, network: Network) {
    this.#network = network
    this.#minPitch = facts.minPitch
    this.#maxPitch = facts.maxPitch
  }

  /** @param create the kernels to compute with; without any, the fastest that this host runs */
  static create(checkpoint: MelodyCheckpoint, create: CreateKernels = bestKernels): KeyLosses {
    return new KeyLosses(checkpoint, new Network(checkpoint, create, KEYS))
  }

  /**
   * Steps back, takes in what is new, and says how the whole stream fits.
   * @throws RangeError for an ask that is malformed, before anything is taken in
   */
  answer(ask: KeyAsk): KeyReply {
    for (const piece of this.inPieces(ask)) if (piece !== undefined) return piece
    return { ask: ask.ask, outcome: 'lost' }
  }

  /** The same, handing back every now and then (undefined), so that playing need not wait for it. */
  *inPieces(ask: KeyAsk): Generator<KeyReply | undefined, void> {
    check(ask)
    if (!this.#stepBack(ask)) {
      yield { ask: ask.ask, outcome: 'lost' }
      return
    }
    for (let index = 0; index < ask.playing.length; index++) {
      yield* this.#hear(ask.playing[index] ?? 0, ask.counters[index] ?? 0, ask.middle)
    }
    yield {
      ask: ask.ask,
      outcome: 'losses',
      losses: Array.from(this.#losses),
      heard: this.#length,
    }
  }

  *#hear(playing: number, counter: number, middle: number): Generator<undefined, void> {
    const network = this.#network
    for (let key = 0; key < KEYS; key++) {
      const token = this.#tokenOf(playing, key, middle)
      if (this.#length > 0) {
        const loss = lossOf(network.logits(key), token)
        this.#losses[key] = (this.#losses[key] ?? 0) * KEPT_SHARE + loss
      }
      network.write(key, { token, counter, chord: null })
      yield
    }
    yield* runInPieces(network.stages, 0, KEYS)
    yield* runInPieces(network.logitStages, 0, KEYS)
    this.#length += 1
    this.#keep()
  }

  #tokenOf(playing: number, key: number, middle: number): number {
    if (playing < FIRST_NOTE_ON) return playing
    const towards = (this.#minPitch + this.#maxPitch) / 2 - middle - key
    let pitch = playing - FIRST_NOTE_ON + key + OCTAVE * Math.round(towards / OCTAVE)
    while (pitch < this.#minPitch) pitch += OCTAVE
    while (pitch > this.#maxPitch) pitch -= OCTAVE
    return FIRST_NOTE_ON + Math.max(0, pitch - this.#minPitch)
  }

  /** @returns false when the sixteenth is not to be had; everything stays as it was then */
  #stepBack({ stream, keep }: KeyAsk): boolean {
    if (keep === 0) {
      for (let key = 0; key < KEYS; key++) this.#network.set(key, null)
      this.#losses.fill(0)
      this.#stream = stream
      this.#length = 0
      this.#oldest = 1
      return true
    }
    if (stream !== this.#stream || keep > this.#length || keep < this.#oldest) return false
    if (keep === this.#length) return true
    const past = this.#ring[keep % KEPT]
    if (past === undefined) return false
    const size = this.#network.stateLength
    for (let key = 0; key < KEYS; key++) {
      this.#network.set(key, past.states.subarray(key * size, (key + 1) * size))
    }
    this.#losses.set(past.losses)
    runAll(this.#network.logitStages, 0, KEYS)
    this.#length = keep
    return true
  }

  #keep(): void {
    const slot = this.#length % KEPT
    const size = this.#network.stateLength
    const past = this.#ring[slot] ?? {
      states: new Float32Array(KEYS * size),
      losses: new Float64Array(KEYS),
    }
    for (let key = 0; key < KEYS; key++) {
      this.#network.read(key, past.states.subarray(key * size, (key + 1) * size))
    }
    past.losses.set(this.#losses)
    this.#ring[slot] = past
    this.#oldest = Math.max(this.#oldest, this.#length - KEPT + 1)
  }
}

function check({ keep, playing, counters }: KeyAsk): void {
  if (playing.length !== counters.length) {
    throw new RangeError(`${playing.length} sixteenths came with ${counters.length} counters`)
  }
  if (!Number.isSafeInteger(keep) || keep < 0)
    throw new RangeError(`cannot keep ${keep} sixteenths`)
  if (!counters.every(Number.isSafeInteger)) throw new RangeError('a counter is not an integer')
  for (const one of playing) {
    if (!Number.isInteger(one) || one < 0 || one > FIRST_NOTE_ON + 127) {
      throw new RangeError(`${one} is neither a rest nor a MIDI note`)
    }
  }
}
