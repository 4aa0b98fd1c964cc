import type { LineNote } from './line.ts'

/**
 * A figure of n notes: the n − 1 steps from a note to the next, each an interval in semitones,
 * −12..12, and a time between onsets in sixteenths, 1..16; what is wider is clipped. Figures do not
 * change when a melody is moved to another key or bar.
 */
const WIDEST_INTERVAL = 12
const LONGEST_STEPS = 16
const INTERVALS = 2 * WIDEST_INTERVAL + 1
/** Kinds of step; six of them in one number are still exact. */
const STEP_KINDS = INTERVALS * LONGEST_STEPS

/** The longest figure that a number can stand for, in notes. */
export const LONGEST_FIGURE = 6

const clipped = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value))

function stepBetween(one: LineNote, next: LineNote): number {
  const interval = clipped(next.pitch - one.pitch, -WIDEST_INTERVAL, WIDEST_INTERVAL)
  const steps = clipped(next.onsetStep - one.onsetStep, 1, LONGEST_STEPS)
  return (interval + WIDEST_INTERVAL) * LONGEST_STEPS + steps - 1
}

/**
 * All figures of a melody in order, each as a whole number below 400^(length − 1).
 * @param length in notes, 2..{@link LONGEST_FIGURE}
 */
export function figuresOf(notes: readonly LineNote[], length: number): number[] {
  const steps = notes.slice(1).map((note, index) => {
    const before = notes[index]
    return before ? stepBetween(before, note) : 0
  })
  const figures: number[] = []
  for (let end = length - 1; end <= steps.length; end++) {
    let figure = 0
    for (const step of steps.slice(end - length + 1, end)) figure = figure * STEP_KINDS + step
    figures.push(figure)
  }
  return figures
}
