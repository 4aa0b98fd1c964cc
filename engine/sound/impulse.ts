import { exp } from '../core/maths.ts'

/** The room: a seeded impulse response, the same in every performance. */

const LN_1000 = 6.907755278982137
/** A room's first sound comes after the direct one. */
const PRE_DELAY_SECONDS = 0.018
const ONSET_SECONDS = 0.012
/** How far the damping of the highs has come at the end; the share of the last sample kept. */
const FINAL_DAMPING = 0.9

/**
 * One channel of decaying noise whose highs decay first.
 * @param seed whole, not 0; another one for each channel
 * @param seconds until 60 dB down
 * @param sampleRate Hz
 * @returns samples whose energy is 1, so that noise comes out as loud as it went in
 */
export function roomImpulse(
  seed: number,
  seconds: number,
  sampleRate: number,
): Float32Array<ArrayBuffer> {
  const length = Math.round(seconds * sampleRate)
  const samples = new Float32Array(length)
  const start = Math.round(PRE_DELAY_SECONDS * sampleRate)
  const rise = Math.round(ONSET_SECONDS * sampleRate)
  const decay = exp(-LN_1000 / (seconds * sampleRate))
  let level = 1
  let damped = 0
  let energy = 0
  let state = seed >>> 0
  for (let i = start; i < length; i++) {
    // xorshift32 (Marsaglia 2003): one room needs no stream of its own for each sample.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const noise = state / 2147483648
    const kept = (FINAL_DAMPING * i) / length
    damped = damped * kept + noise * (1 - kept)
    const shape = i - start < rise ? (i - start) / rise : 1
    const value = damped * level * shape
    samples[i] = value
    energy += value * value
    level *= decay
  }
  const scale = energy > 0 ? 1 / Math.sqrt(energy) : 0
  for (let i = start; i < length; i++) samples[i] = (samples[i] ?? 0) * scale
  return samples
}
