import type { Voice } from '../core/events.ts'
import type { Seconds } from '../core/units.ts'

/**
 * Which flower a note belongs to: a phrase is a flower, its notes are petals. A performer who starts
 * again after a rest starts a new flower; the model's answer completes the one that is there, in a
 * whorl of its own. A rest within a phrase leaves places empty.
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
/** A rest leaves a place empty for each of these, seconds, up to {@link MOST_EMPTY}. */
const EMPTY_PLACE_SECONDS = 0.25
const MOST_EMPTY = 3

interface Whorl {
  /** The next place in it, from 0. */
  next: number
  /** Notes sounding. */
  held: number
  /** When the last of its notes ended, show seconds; −∞ before the first of this flower. */
  lastEnd: number
}

/** Plain data, so that it can be posted to another thread. */
export interface Bouquet {
  /** Number of the newest flower, from 0; −1 before the first note. */
  flower: number
  /** Petals in the newest flower so far. */
  petals: number
  lastPerformer: number
  lastAnyone: number
  /** The performer's whorl, then the model's. */
  readonly whorls: readonly [Whorl, Whorl]
  /** When the last few flowers began, show seconds; flower n at n mod {@link REMEMBERED}. */
  readonly starts: Float64Array
}

const emptyWhorl = (): Whorl => ({ next: 0, held: 0, lastEnd: -Infinity })

export const whorlOf = ({ whorls }: Bouquet, voice: Voice): Whorl =>
  voice === 'performer' ? whorls[0] : whorls[1]

export const createBouquet = (): Bouquet => ({
  flower: -1,
  petals: 0,
  lastPerformer: -Infinity,
  lastAnyone: -Infinity,
  whorls: [emptyWhorl(), emptyWhorl()],
  starts: new Float64Array(REMEMBERED),
})

export function copyBouquet(from: Bouquet, to: Bouquet): void {
  to.flower = from.flower
  to.petals = from.petals
  to.lastPerformer = from.lastPerformer
  to.lastAnyone = from.lastAnyone
  Object.assign(to.whorls[0], from.whorls[0])
  Object.assign(to.whorls[1], from.whorls[1])
  to.starts.set(from.starts)
}

/**
 * Takes the next note in.
 * @returns its place in its whorl of `flower`, from 0
 */
export function addPetal(bouquet: Bouquet, voice: Voice, at: Seconds): number {
  const rested =
    voice === 'performer'
      ? at - bouquet.lastPerformer >= PHRASE_GAP
      : at - bouquet.lastAnyone >= SILENCE_GAP
  if (bouquet.flower < 0 || rested || bouquet.petals >= PETALS_A_FLOWER) {
    bouquet.flower++
    bouquet.petals = 0
    bouquet.starts[bouquet.flower % REMEMBERED] = at
    for (const whorl of bouquet.whorls) {
      whorl.next = 0
      whorl.lastEnd = -Infinity
    }
  }
  bouquet.petals++
  bouquet.lastAnyone = at
  if (voice === 'performer') bouquet.lastPerformer = at
  const whorl = whorlOf(bouquet, voice)
  if (whorl.held === 0 && whorl.lastEnd > -Infinity) {
    const rests = Math.floor((at - whorl.lastEnd) / EMPTY_PLACE_SECONDS)
    whorl.next += Math.min(MOST_EMPTY, Math.max(0, rests))
  }
  whorl.held++
  return whorl.next++
}

/** Takes the end of a note in. */
export function endPetal(bouquet: Bouquet, voice: Voice, at: Seconds): void {
  const whorl = whorlOf(bouquet, voice)
  whorl.held = Math.max(0, whorl.held - 1)
  if (at > whorl.lastEnd) whorl.lastEnd = at
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
