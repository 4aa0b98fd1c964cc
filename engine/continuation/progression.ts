import { BAR_STEPS, type Meter } from '../clock/meter.ts'

/** Chords that go with the music by themselves, one a bar, over and over. */
export interface Progression {
  /** Where the first of them begins: a bar line, in sixteenths from bar one. */
  readonly step: number
  readonly meter: Meter
  /** The performer's pitch classes of each, the bass first; empty for a bar without chord. */
  readonly chords: readonly (readonly number[])[]
}

const NONE: readonly number[] = []

const barLineBefore = (step: number, meter: Meter): number =>
  Math.floor(step / BAR_STEPS[meter]) * BAR_STEPS[meter]

/**
 * From the bar in which a step stands.
 * @returns null for no chords
 */
export const progressionFrom = (
  chords: Progression['chords'],
  step: number,
  meter: Meter,
): Progression | null =>
  chords.length === 0 ? null : { step: barLineBefore(step, meter), meter, chords }

/** How many of its bars have passed before a step's; below 0 before it began. */
const barsBefore = ({ step, meter }: Progression, at: number): number =>
  Math.floor((at - step) / BAR_STEPS[meter])

/** The chord of the bar in which a step stands; empty for none. */
export function chordOfBar(progression: Progression | null, step: number): readonly number[] {
  if (progression === null || step < progression.step) return NONE
  const { chords } = progression
  return chords[barsBefore(progression, step) % chords.length] ?? NONE
}

/** Where bars have moved. */
export const progressionRebased = (
  progression: Progression | null,
  stepsLater: number,
): Progression | null => progression && { ...progression, step: progression.step - stepsLater }

/** In bars that have moved or become longer: the chord that goes with a step goes with its whole bar. */
export function progressionInBars(
  progression: Progression | null,
  meter: Meter,
  step: number,
): Progression | null {
  if (progression === null) return null
  const isInBars = progression.step === barLineBefore(progression.step, meter)
  if (progression.meter === meter && isInBars) return progression
  const passed = Math.max(0, barsBefore(progression, step))
  return { ...progression, meter, step: barLineBefore(step, meter) - passed * BAR_STEPS[meter] }
}
