import type { Command } from '../performance/commands.ts'
import type { RollNote } from './contract.ts'

/** Notes kept for the roll; more than its past ever shows. */
const KEPT_NOTES = 96

/** The recent notes after some commands, oldest first; the same list where nothing changed. */
export function withCommands(
  notes: readonly RollNote[],
  commands: readonly Command[],
): readonly RollNote[] {
  let next = notes
  for (const command of commands) {
    if (command.type === 'noteOn') {
      const { id, voice, pitch, velocity, surpriseBits, atSeconds: onsetSeconds } = command
      const note = { id, voice, pitch, velocity, surpriseBits, onsetSeconds, endSeconds: null }
      next = [...next, note].slice(-KEPT_NOTES)
    } else if (command.type === 'noteOff') {
      const { id, atSeconds } = command
      next = next.map((note) => (note.id === id ? { ...note, endSeconds: atSeconds } : note))
    }
  }
  return next
}
