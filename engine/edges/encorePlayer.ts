import type { Voice } from '../core/events.ts'
import { seconds } from '../core/units.ts'
import type { Command, TimedCommand } from '../performance/commands.ts'
import { letGo, type Encore } from '../performance/encore.ts'
import type { NoteOnCommand } from '../sound/commands.ts'

/** Plays an encore beside the fold, in place of the performer. */
export interface EncorePlayer {
  readonly isPlaying: boolean
  /** Whose note sounds in it; of several, the newest one's. */
  readonly playing: Voice | 'nobody'
  /** @param atSeconds show time at which its first note sounds */
  start(encore: Encore, atSeconds: number): void
  /** Hands over what is due before a moment of show time. */
  advanceTo(horizonSeconds: number): void
  /** Ends it, with every note it began. */
  stop(atSeconds: number): void
}

/** Keeps an encore's notes apart from those of the fold. */
const FIRST_ID = 2 ** 40

function moved(command: TimedCommand, bySeconds: number): TimedCommand {
  const atSeconds = seconds(command.atSeconds + bySeconds)
  return 'id' in command
    ? { ...command, atSeconds, id: command.id + FIRST_ID }
    : { ...command, atSeconds }
}

export function createEncorePlayer(
  perform: (commands: readonly Command[]) => void,
  onEnd: () => void,
): EncorePlayer {
  let waiting: TimedCommand[] = []
  let next = 0
  const open = new Map<number, NoteOnCommand>()

  const finish = (): void => {
    waiting = []
    next = 0
    onEnd()
  }

  return {
    get isPlaying() {
      return waiting.length > 0
    },
    get playing() {
      return [...open.values()].at(-1)?.voice ?? 'nobody'
    },
    start(encore, atSeconds) {
      const first = encore.commands.find(({ type }) => type === 'noteOn')
      if (!first) return
      const by = atSeconds - first.atSeconds
      waiting = encore.commands
        .map((command) => moved(command, by))
        .sort((a, b) => a.atSeconds - b.atSeconds)
      next = 0
    },
    advanceTo(horizonSeconds) {
      if (waiting.length === 0) return
      const due: TimedCommand[] = []
      for (; next < waiting.length; next++) {
        const command = waiting[next]
        if (!command || command.atSeconds >= horizonSeconds) break
        due.push(command)
        if (command.type === 'noteOn') open.set(command.id, command)
        else if (command.type === 'noteOff') open.delete(command.id)
      }
      if (due.length > 0) perform(due)
      if (next === waiting.length) finish()
    },
    stop(atSeconds) {
      if (waiting.length === 0) return
      const ends = [...open.values()].flatMap((note) => letGo(note, seconds(atSeconds)))
      open.clear()
      perform(ends)
      finish()
    },
  }
}
