import { BAR_STEPS, BEAT_STEPS, type Meter } from '../clock/meter.ts'
import { log } from '../core/maths.ts'
import { OCTAVE } from './consonance.ts'
import type { Course } from './course.ts'
import { NO_LEAN, type Lean } from './lean.ts'
import { FIRST_NOTE_ON } from './melodyModel.ts'

/** What an answer takes over from the phrase that it answers, in the model's pitches. */
export interface Guide {
  readonly meter: Meter
  /** Sixteenths that the answer lasts; 0: until it yields. */
  readonly lengthSteps: number
  /** Of the first two beats: bit n where an onset falls on sixteenth n; 0 where there is no telling. */
  readonly opening: number
  /** Sixteenths of those beats. */
  readonly openingSteps: number
  /** MIDI numbers of the register, both included. */
  readonly lowest: number
  readonly highest: number
  /** Onsets a sixteenth that it makes for, 0..1. */
  readonly density: number
  /** Pitch classes on which a phrase comes to rest: bit n for the class n semitones above C. */
  readonly stable: number
}

/** Of the tunes that the model learnt from: onsets a sixteenth. */
export const USUAL_DENSITY = 0.37
/** C, E and G. */
export const MAJOR_TRIAD = 0b000010010001

/**
 * A guide that goes nowhere in particular.
 * @param lowest MIDI number, as the model hears it
 */
export const freeGuide = (lowest: number, highest: number, meter: Meter): Guide => ({
  meter,
  lengthSteps: 0,
  opening: 0,
  openingSteps: 0,
  lowest,
  highest,
  density: USUAL_DENSITY,
  stable: MAJOR_TRIAD,
})

/** The last half bar, in which the answer comes to its end. */
const endingStepsOf = (meter: Meter): number => BAR_STEPS[meter] / 2
/** The first onset falls on one of these sixteenths. */
const ENTRY_STEPS = 2

/** Nats for an onset where the phrase had one in its first beats, and against one where it had none. */
const OPENING = 4
/** Nats towards a stable degree on the way to the end, and for the last note. */
const APPROACH = 1
const ARRIVAL = 6
/** Nats by which the last note is held. */
const LAST_HOLD = 8
/** Nats for each onset that is missing, or too many, so far; and at most. */
const DENSITY_GAIN = 1
const DENSITY_LIMIT = 3
/** Nats from each semitone outside the register, which may be left by so many. */
const REGISTER = 0.3
const REGISTER_MARGIN = 2
/** From so many sixteenths without an onset on, another is called for: nats for each more. */
const SLEEPY_STEPS = 10
const WAKING = 0.5
const ASLEEP_STEPS = 20

const pitchClassBit = (token: number, minPitch: number): number =>
  1 << ((minPitch + token - FIRST_NOTE_ON) % 12)

/** The last note is struck on a stable degree, unless one sounds already, and held to the end. */
function ending(guide: Guide, course: Course, left: number, minPitch: number, base: Lean): Lean {
  const { ringing } = course
  const isAtRest = ringing !== null && (pitchClassBit(ringing, minPitch) & guide.stable) !== 0
  const { stable: favoured } = guide
  // The last beat is one note; of 6/8 that is the whole half bar.
  const lastNoteSteps = BEAT_STEPS[guide.meter]
  if (left > lastNoteSteps) {
    return { ...base, onset: base.onset - APPROACH / 2, favoured, favour: APPROACH }
  }
  if (left === lastNoteSteps ? isAtRest : ringing !== null) {
    return { ...base, hold: LAST_HOLD, off: -LAST_HOLD, onset: -LAST_HOLD }
  }
  return { ...base, hold: -Infinity, off: -Infinity, favoured, favour: ARRIVAL }
}

/** The rhythm of the phrase's first beats; its first onset is never late. */
function opening(guide: Guide, { steps, onsets }: Course, base: Lean): Lean {
  const isWanted = ((guide.opening >> steps) & 1) === 1
  const isEntry = steps < ENTRY_STEPS && onsets === 0
  const early = guide.opening & ((1 << ENTRY_STEPS) - 1)
  if (isEntry && (isWanted || early === 0)) return { ...base, hold: -Infinity, off: -Infinity }
  if (guide.opening === 0) return base
  return { ...base, onset: isWanted ? OPENING : -OPENING }
}

/** Whether it has said nothing for too long. */
function waking(sinceOnset: number, base: Lean): Lean {
  if (sinceOnset >= ASLEEP_STEPS) return { ...base, hold: -Infinity, off: -Infinity }
  return { ...base, onset: Math.max(base.onset, WAKING * (sinceOnset - SLEEPY_STEPS)) }
}

/**
 * What a guide adds to the logits of the next sixteenth.
 * @param guide null where nothing guides but the floor
 * @param minPitch MIDI number of the model's lowest note
 * @param isFloored whether a long silence is ended
 */
export function leanOf(
  guide: Guide | null,
  course: Course,
  minPitch: number,
  isFloored: boolean,
): Lean {
  const { steps, onsets, sinceOnset } = course
  const isAsleep = isFloored && sinceOnset > SLEEPY_STEPS
  if (guide === null) return isAsleep ? waking(sinceOnset, NO_LEAN) : NO_LEAN
  const { meter, lengthSteps, density } = guide
  const endingSteps = endingStepsOf(meter)
  const left = lengthSteps === 0 ? Infinity : lengthSteps - steps
  // The model's own rate is the usual one; without this only a note too many would slow it down.
  const missing = log(density / USUAL_DENSITY) + DENSITY_GAIN * (density * steps - onsets)
  const base: Lean = {
    ...NO_LEAN,
    onset: Math.min(DENSITY_LIMIT, Math.max(-DENSITY_LIMIT, missing)),
    lowest: guide.lowest - REGISTER_MARGIN,
    highest: guide.highest + REGISTER_MARGIN,
    distance: REGISTER,
    // No answer strays farther from the register than an octave.
    reach: OCTAVE - REGISTER_MARGIN,
  }
  if (steps < ENTRY_STEPS || (steps < guide.openingSteps && left > endingSteps)) {
    return opening(guide, course, base)
  }
  if (left <= endingSteps) return ending(guide, course, left, minPitch, base)
  return isAsleep ? waking(sinceOnset, base) : base
}
