import { FIRST_NOTE_ON, HOLD, NOTE_OFF } from './melodyModel.ts'

/** A note of a phrase on its own grid. */
export interface PlayedNote {
  /** Sixteenth of its onset. */
  readonly step: number
  /** MIDI number. */
  readonly pitch: number
  /** How long the key was held, in sixteenths, not rounded; Infinity while it is down. */
  readonly heldSteps: number
}

/**
 * A note is followed by a rest when it is held less than this share of what this player usually
 * holds: a touch that is short is no rest, and the model was taught by scores.
 */
const REST_SHARE = 0.5
/** The shortest silence that is written as a rest, in sixteenths. */
const SHORTEST_REST = 1

/**
 * A phrase as a line of sixteenths for a {@link KeyAsk}, from its first onset up to `toStep`: HOLD,
 * NOTE_OFF, or FIRST_NOTE_ON + MIDI note. The highest of a chord stands for it.
 * @param notes with steps that do not fall
 */
export function playingOf(notes: readonly PlayedNote[], toStep: number): number[] {
  const line = lineOf(notes)
  const [first] = line
  if (!first || !(toStep > first.step)) return []
  const playing = new Array<number>(toStep - first.step).fill(HOLD)
  const usual = usualShare(line, toStep)
  for (const [index, note] of line.entries()) {
    const next = line[index + 1]?.step ?? toStep
    const gap = next - note.step
    if (note.step >= toStep) break
    playing[note.step - first.step] = FIRST_NOTE_ON + note.pitch
    const isRest =
      note.heldSteps < REST_SHARE * usual * gap && gap - note.heldSteps >= SHORTEST_REST
    const off = note.step + Math.max(1, Math.floor(note.heldSteps / usual + 0.5))
    if (isRest && off < Math.min(next, toStep)) playing[off - first.step] = NOTE_OFF
  }
  return playing
}

/** One note a sixteenth, the highest of those that begin there. */
function lineOf(notes: readonly PlayedNote[]): readonly PlayedNote[] {
  const line: PlayedNote[] = []
  for (const note of notes) {
    const last = line.at(-1)
    if (last?.step !== note.step) line.push(note)
    else if (note.pitch > last.pitch) line[line.length - 1] = note
  }
  return line
}

/** The share of the time to the next onset that keys are usually held: the median, 0.2..1. */
function usualShare(line: readonly PlayedNote[], toStep: number): number {
  const shares = line.map(({ step, heldSteps }, index) => {
    const next = line[index + 1]?.step ?? toStep
    return heldSteps / Math.max(1, next - step)
  })
  const middle = shares.sort((a, b) => a - b)[shares.length >> 1] ?? 1
  return Math.min(1, Math.max(0.2, middle))
}
