import type { Grid } from '../clock/grid.ts'
import { BAR_STEPS } from '../clock/meter.ts'
import type { Continuation } from '../continuation/continuation.ts'
import { chordOf, type Harmony } from '../continuation/harmony.ts'
import { classesOf, withChord } from '../continuation/heldChords.ts'
import { progressionsInBars } from '../continuation/progression.ts'
import { parameterAt, type Modulation } from '../modulation/modulation.ts'

/**
 * The partner with what is held below the split from a sixteenth on, and with a progression in bars
 * as they are then.
 * @param sounding MIDI numbers of the performer's notes that sound, by key or pedal
 */
export function chordHeard(
  before: Continuation,
  modulation: Modulation,
  { meter }: Grid,
  sounding: () => readonly number[],
  step: number,
  at: number,
): Continuation {
  const split = parameterAt(modulation, 'hands.split', at)
  const progressions = progressionsInBars(before.progressions, meter, step)
  const continuation = progressions === before.progressions ? before : { ...before, progressions }
  if (split === 0 && continuation.chords.length === 0) return continuation
  const held = split === 0 ? [] : sounding().filter((pitch) => pitch < split)
  const chords = withChord(continuation.chords, step, classesOf(held))
  return chords === continuation.chords ? continuation : { ...continuation, chords }
}

/** Nats that full weight adds to a chord tone: a note that fits no chord is then drawn seldom. */
const FULL_NATS = 5

/**
 * The chord that is held below the split, by key or pedal; null where none is, or it is to weigh
 * nothing.
 * @param sounding MIDI numbers of the performer's notes that sound
 * @param step the sixteenth that is drawn next, counted from bar one
 */
export function heldHarmony(
  sounding: readonly number[],
  modulation: Modulation,
  { meter }: Grid,
  { shift, course }: Continuation,
  step: number,
  at: number,
): Harmony | null {
  if (sounding.length === 0) return null
  const split = parameterAt(modulation, 'hands.split', at)
  const nats = FULL_NATS * parameterAt(modulation, 'dice.harmony', at)
  if (split === 0 || nats === 0) return null
  const pitchClasses = chordOf(
    sounding.filter((pitch) => pitch < split),
    shift,
  )
  if (pitchClasses === 0) return null
  const barSteps = BAR_STEPS[meter]
  const barStep = (((step - course.steps) % barSteps) + barSteps) % barSteps
  return { pitchClasses, nats, barStep, meter }
}
