/** A note of the player's phrase on its own grid. */
export interface PhraseNote {
  /** Sixteenth from beat 1; pick-ups are negative. */
  readonly step: number
  /** MIDI number. */
  readonly pitch: number
  /** 0..1. */
  readonly velocity: number
  /** How long the key was held, in sixteenths, not rounded. */
  readonly heldSteps: number
}

/** What an answer takes over from the phrase that it answers. */
export interface AnswerGuide {
  /** Sixteenths of the first two beats on which an onset falls, from beat 1, rising. */
  readonly opening: readonly number[]
  /** MIDI numbers. */
  readonly register: { readonly lowest: number; readonly highest: number; readonly mean: number }
  /** Onsets a sixteenth, chords counted as one: 0..1. */
  readonly density: number
  /** Mean velocity in each quarter of the phrase, 0..1, from its beginning. */
  readonly velocities: readonly number[]
  /** Share of the time to the next onset for which keys are held, 0..1: the articulation. */
  readonly heldShare: number
}

/** Parts of a phrase whose velocities are told apart. */
const CONTOUR_PARTS = 4
const OPENING_BEATS = 2
/** A long note may end a phrase before it is two bars long: its density is that of so many sixteenths. */
const DENSITY_STEPS = 32
/** A note alone is a long one, since nothing came after it for a beat or more. */
const LONE_GAP = 8
/** A note held before a long rest says nothing about its touch beyond this. */
const LONGEST_GAP = 8

/** Each once, rising; a phrase has up to 160 and ends in one turn of the event loop. */
function unique(steps: readonly number[]): number[] {
  const rising = steps.every((step, index) => step >= (steps[index - 1] ?? -Infinity))
  const sorted = rising ? steps : steps.toSorted((a, b) => a - b)
  return sorted.filter((step, index) => step !== sorted[index - 1])
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * The features of a phrase; null of an empty one.
 * @param notes in any order
 * @param beatSteps sixteenths of a beat: 4, or 6 in compound bars
 * @param onsets the steps of all that was played in the same rhythm, what came before the phrase too
 */
export function guideOf(
  notes: readonly PhraseNote[],
  beatSteps: 4 | 6,
  onsets: readonly number[] = notes.map(({ step }) => step),
): AnswerGuide | null {
  const steps = unique(notes.map(({ step }) => step))
  const [first] = steps
  const last = steps.at(-1)
  if (first === undefined || last === undefined) return null
  const pitches = notes.map(({ pitch }) => pitch)
  const newest = onsets.reduce((most, step) => Math.max(most, step), last)
  return {
    opening: steps.filter((step) => step >= 0 && step < OPENING_BEATS * beatSteps),
    register: {
      lowest: Math.min(...pitches),
      highest: Math.max(...pitches),
      mean: mean(pitches),
    },
    density: densityOf(unique(onsets).filter((step) => step > newest - DENSITY_STEPS)),
    velocities: contourOf(notes, first, last),
    heldShare: heldShareOf(notes, steps),
  }
}

/** @param steps different ones, rising */
function densityOf(steps: readonly number[]): number {
  const length = (steps.at(-1) ?? 0) - (steps[0] ?? 0)
  const gap = steps.length > 1 ? typicalGap(steps) : LONE_GAP
  return Math.min(1, steps.length / (length + gap))
}

/** The time that the last onset counts for: the middle one of the gaps. */
function typicalGap(steps: readonly number[]): number {
  const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? step))
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 4
}

/** A part without notes goes on as the one before it. */
function contourOf(notes: readonly PhraseNote[], first: number, last: number): readonly number[] {
  const part = (last - first + 1) / CONTOUR_PARTS
  const sums = new Array<number>(CONTOUR_PARTS).fill(0)
  const counts = new Array<number>(CONTOUR_PARTS).fill(0)
  for (const { step, velocity } of notes) {
    const index = Math.min(CONTOUR_PARTS - 1, Math.floor((step - first) / part))
    sums[index] = (sums[index] ?? 0) + velocity
    counts[index] = (counts[index] ?? 0) + 1
  }
  let before = mean(notes.map(({ velocity }) => velocity))
  return sums.map((sum, index) => {
    const count = counts[index] ?? 0
    before = count > 0 ? sum / count : before
    return before
  })
}

function heldShareOf(notes: readonly PhraseNote[], steps: readonly number[]): number {
  const usual = typicalGap(steps)
  let at = 0
  let sum = 0
  for (const { step, heldSteps } of notes) {
    if (step < (steps[at] ?? 0)) at = 0
    while (at < steps.length - 1 && (steps[at] ?? 0) < step) at++
    const gap = (steps[at + 1] ?? step + usual) - step
    sum += Math.min(1, Math.max(0, heldSteps) / Math.min(LONGEST_GAP, gap))
  }
  return sum / Math.max(1, notes.length)
}
