import type { Voice } from '../core/events.ts'
import type { Seconds } from '../core/units.ts'

/**
 * Which flower a note belongs to: a phrase is a flower, its notes are petals. A performer who starts
 * again after a rest starts a new flower; the model's answer completes the one that is there.
 */

/** A performer's rest at least this long ends the flower, seconds. */
const PHRASE_GAP = 2
/** A silence of everybody at least this long ends it as well, seconds. */
const SILENCE_GAP = 8
/** A Fibonacci number, so that a full flower's spirals close. */
const PETALS_A_FLOWER = 55
/** How long a new flower takes to push the others back, seconds. */
const STEP_SECONDS = 2.5
const REMEMBERED = 8

/** Plain data, so that it can be posted to another thread. */
export interface Bouquet {
  /** Number of the newest flower, from 0; −1 before the first note. */
  flower: number
  /** Petals in the newest flower so far. */
  petals: number
  lastPerformer: number
  lastAnyone: number
  /** When the last few flowers began, show seconds; flower n at n mod {@link REMEMBERED}. */
  readonly starts: Float64Array
}

export const createBouquet = (): Bouquet => ({
  flower: -1,
  petals: 0,
  lastPerformer: -Infinity,
  lastAnyone: -Infinity,
  starts: new Float64Array(REMEMBERED),
})

export function copyBouquet(from: Bouquet, to: Bouquet): void {
  to.flower = from.flower
  to.petals = from.petals
  to.lastPerformer = from.lastPerformer
  to.lastAnyone = from.lastAnyone
  to.starts.set(from.starts)
}

/** Takes the next note in; afterwards `flower` and `petals − 1` are its place. */
export function addPetal(bouquet: Bouquet, voice: Voice, at: Seconds): void {
  const rested =
    voice === 'performer'
      ? at - bouquet.lastPerformer >= PHRASE_GAP
      : at - bouquet.lastAnyone >= SILENCE_GAP
  if (bouquet.flower < 0 || rested || bouquet.petals >= PETALS_A_FLOWER) {
    bouquet.flower++
    bouquet.petals = 0
    bouquet.starts[bouquet.flower % REMEMBERED] = at
  }
  bouquet.petals++
  bouquet.lastAnyone = at
  if (voice === 'performer') bouquet.lastPerformer = at
}

/** 0 before, 1 after, with no jolt at either end (3t² − 2t³). */
const ease = (t: number): number => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t))

/**
 * The number of the flower that stands in front, gliding to the next as it begins; flower n is
 * `frontFlower − n` steps back. Depends on show time alone.
 */
export function frontFlower(bouquet: Bouquet, now: Seconds): number {
  const first = Math.max(0, bouquet.flower - REMEMBERED + 1)
  let front = first - 1
  for (let n = first; n <= bouquet.flower; n++) {
    front += ease((now - (bouquet.starts[n % REMEMBERED] ?? 0)) / STEP_SECONDS)
  }
  return front
}
