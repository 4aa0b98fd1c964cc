import { exactTicksAt } from '../clock/tempoMap.ts'
import { nearestStep } from '../clock/grid.ts'
import type { GridNote } from '../continuation/tuneTokens.ts'
import { readLine } from './log.ts'
import { refold } from './replay.ts'
import { createPerformance, type Performance } from './step.ts'

/**
 * The performer's notes of a log, on the grid of the moment in which each was played.
 * @param lines of a log, which may have no end yet
 * @throws LogError for what is no log
 */
export function notesOfLog(lines: Iterable<string>): GridNote[] {
  const notes: GridNote[] = []
  const open = new Map<number, { pitch: number; onsetStep: number }>()
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
      if (command.type === 'noteOn') open.set(id, { pitch, onsetStep: step })
      const begun = open.get(id)
      if (command.type === 'noteOff' && begun) {
        notes.push({ ...begun, endStep: Math.max(begun.onsetStep + 1, step) })
        open.delete(id)
      }
    }
  }
  return notes
}
