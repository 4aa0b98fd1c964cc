import { BAR_STEPS, type Meter } from '../clock/meter.ts'

/** Chords that go with the music by themselves, one a bar, over and over. Steps are counted from bar one. */
export interface Progression {
  /** The first sixteenth that it goes with. */
  readonly from: number
  /** A bar line: where the bar of its first chord begins. */
  readonly firstBar: number
  readonly meter: Meter
  /** The performer's pitch classes of each, the bass first; empty for a bar without chord. */
  readonly chords: readonly (readonly number[])[]
}

/** The newest last; each goes on until the next, which has no chords where it only ends it. */
export type Progressions = readonly Progression[]

const KEPT = 16
const NONE: readonly number[] = []

const barLineBefore = (step: number, meter: Meter): number =>
  Math.floor(step / BAR_STEPS[meter]) * BAR_STEPS[meter]

/** With another from a step on; before bar one, from bar one on. The first chord is its bar's. */
export function withProgression(
  before: Progressions,
  chords: Progression['chords'],
  step: number,
  meter: Meter,
): Progressions {
  const from = Math.max(0, step)
  const earlier = before.filter((one) => one.from < from)
  if (chords.length === 0 && earlier.length === 0) return earlier
  return [...earlier, { from, firstBar: barLineBefore(from, meter), meter, chords }].slice(-KEPT)
}

/** The chord of the bar in which a step stands; empty for none. */
export function chordOfBar(progressions: Progressions, step: number): readonly number[] {
  const progression = progressions.findLast(({ from }) => from <= step)
  if (progression === undefined || progression.chords.length === 0) return NONE
  const { firstBar, meter, chords } = progression
  const bars = Math.floor((step - firstBar) / BAR_STEPS[meter])
  return chords[((bars % chords.length) + chords.length) % chords.length] ?? NONE
}

/** Where bars have moved. */
export const progressionsRebased = (
  progressions: Progressions,
  stepsLater: number,
): Progressions =>
  progressions.length === 0 || stepsLater === 0
    ? progressions
    : progressions.map((one) => ({
        ...one,
        from: one.from - stepsLater,
        firstBar: one.firstBar - stepsLater,
      }))

/**
 * In bars that have moved or become longer: each bar has one chord, that of the nearest bar before,
 * and where the metre has changed, that of the step.
 * @param step one of the bar that is played
 */
export function progressionsInBars(
  progressions: Progressions,
  meter: Meter,
  step: number,
): Progressions {
  const newest = progressions.at(-1)
  if (newest === undefined) return progressions
  const { firstBar } = newest
  if (newest.meter === meter && firstBar === barLineBefore(firstBar, meter)) return progressions
  const bar = barLineBefore(step, meter)
  const passed =
    newest.meter === meter
      ? Math.round((bar - firstBar) / BAR_STEPS[meter])
      : Math.floor((step - firstBar) / BAR_STEPS[newest.meter])
  return [
    ...progressions.slice(0, -1),
    { ...newest, meter, firstBar: bar - passed * BAR_STEPS[meter] },
  ]
}

/** As a count-in has it: the newest begins anew with bar one. */
export function progressionsFromBarOne(progressions: Progressions): Progressions {
  const newest = progressions.at(-1)
  if (newest === undefined) return progressions
  return [...progressions.slice(0, -1), { ...newest, from: Math.min(0, newest.from), firstBar: 0 }]
}
