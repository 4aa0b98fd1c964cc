import { nearestStep } from '../clock/grid.ts'
import { exactTicksAt } from '../clock/tempoMap.ts'
import type { GridNote } from '../continuation/tuneTokens.ts'
import { readLine } from './log.ts'
import { refold } from './replay.ts'
import { createPerformance, type Performance } from './state.ts'

/** Sixteenths from the last note of one count to the next one's bar one, at least: enough for two tunes. */
const BETWEEN_COUNTS = 32
/** So that a bar stays a bar. */
const BAR = 16
/** A note may be read so much before one that came earlier. */
const OUT_OF_ORDER = 4

/** Each phrase is counted from a bar one of its own; here one count is laid behind the other. */
interface Count {
  /** Where its bar one lies. */
  readonly from: number
  /** Its newest onset, from there. */
  readonly newest: number
}

/** From the performer's key to the model's, semitones; 0 where no key is heard. */
const keyShiftOf = ({ ear: { usedKey } }: Performance): number =>
  usedKey.status === 'heard' || usedKey.status === 'set' ? usedKey.shift : 0

/**
 * The performer's notes of a log, each on the grid of the moment in which it was played and with the
 * key that was heard by the time the next one began. Steps go on where a grid begins anew.
 * @param lines of a log, which may have no end yet
 * @throws LogError for what is no log
 */
export function notesOfLog(lines: Iterable<string>): GridNote[] {
  const notes: GridNote[] = []
  const open = new Map<number, { pitch: number; onsetStep: number; from: number }>()
  let count: Count = { from: 0, newest: -OUT_OF_ORDER }
  let end = 0
  let state: Performance | null = null
  let number = 0
  for (const text of lines) {
    if (text === '') continue
    const line = readLine(text, ++number)
    if (line.kind === 'header') state = createPerformance(line.header.seed)
    if (line.kind !== 'record' || !state) continue
    const folded = refold(state, line.record)
    state = folded.state
    for (const command of folded.commands) {
      if (command.type !== 'noteOn' && command.type !== 'noteOff') continue
      if (command.voice !== 'performer') continue
      const { grid, map } = state.clock
      const step = nearestStep(grid, exactTicksAt(map, command.atSeconds))
      const { id, pitch } = command
      if (command.type === 'noteOn') {
        tellKey(notes, state)
        count = countOn(count, step, end)
        open.set(id, { pitch, onsetStep: count.from + step, from: count.from })
        end = Math.max(end, count.from + step)
      }
      const begun = open.get(id)
      if (command.type === 'noteOff' && begun) {
        const { onsetStep } = begun
        // What is still held when another count begins has no length on either.
        const release = begun.from === count.from ? count.from + step : onsetStep
        const endStep = Math.max(onsetStep + 1, release)
        notes.push({ pitch: begun.pitch, onsetStep, endStep })
        end = Math.max(end, endStep)
        open.delete(id)
      }
    }
  }
  if (state) tellKey(notes, state)
  return notes
}

/** The newest note in the key that is heard by now. */
function tellKey(notes: GridNote[], state: Performance): void {
  const last = notes.pop()
  if (last) notes.push({ ...last, shift: keyShiftOf(state) })
}

/** The count that holds an onset. @param end of the last note so far */
function countOn(count: Count, step: number, end: number): Count {
  if (step >= count.newest - OUT_OF_ORDER) return { ...count, newest: Math.max(count.newest, step) }
  return { from: Math.ceil((end + BETWEEN_COUNTS) / BAR) * BAR, newest: step }
}
