import { secondsAt } from '../clock/tempoMap.ts'
import { digestText } from '../core/digest.ts'
import { seconds, type Seconds } from '../core/units.ts'
import type { NoteOnCommand } from '../sound/commands.ts'
import type { Performance } from './state.ts'
import { advance } from './step.ts'
import { isTimed, type Command, type TimedCommand } from './commands.ts'
import type { Stretch } from './recentPast.ts'
import { refold } from './replay.ts'

/** What was heard and seen lately, folded again from its events. */
export interface Encore {
  /** Notes, clicks and petals from the wanted moment on; every note that begins also ends. */
  readonly commands: readonly TimedCommand[]
  /** Whether the second folding gave the very same commands. */
  readonly isIdentical: boolean
  readonly digest: string
}

const isHeard = ({ type }: TimedCommand): boolean =>
  type !== 'level' && type !== 'echo' && type !== 'panic'

/** A note that is let go because what it is a part of ends, not because its key came up. */
const LET_GO = seconds(0.12)

/** Ends a note that an encore began. */
export const letGo = (
  { id, voice, pitch, destination }: NoteOnCommand,
  atSeconds: Seconds,
): readonly TimedCommand[] => [
  { type: 'noteOff', id, voice, pitch, atSeconds, destination, releaseSeconds: LET_GO },
  { type: 'petalEnd', id, atSeconds },
]

/** Of keys that are still down: the present ends them. */
function endsOf(commands: readonly TimedCommand[], atSeconds: Seconds): TimedCommand[] {
  const open = new Map<number, NoteOnCommand>()
  for (const command of commands) {
    if (command.type === 'noteOn') open.set(command.id, command)
    else if (command.type === 'noteOff') open.delete(command.id)
  }
  return [...open.values()].flatMap((note) => letGo(note, atSeconds))
}

/**
 * Folds a stretch again up to the present.
 * @param now the state that the stretch led to
 * @param sinceSeconds notes that began earlier are left out whole
 */
export function encoreOf(stretch: Stretch, now: Performance, sinceSeconds: number): Encore {
  let state = stretch.state
  const all: Command[] = []
  for (const once of stretch.folded) {
    const again = refold(state, once)
    state = again.state
    all.push(...again.commands)
  }
  const last = advance(state, now.horizonTicks)
  all.push(...last.commands)
  const begun = new Set<number>()
  const commands = all.filter(isTimed).filter((command) => {
    if (command.type === 'noteOn' || command.type === 'petal') {
      if (command.atSeconds < sinceSeconds) return false
      begun.add(command.id)
      return true
    }
    if (command.type === 'noteOff' || command.type === 'petalEnd') return begun.has(command.id)
    return isHeard(command) && command.atSeconds >= sinceSeconds
  })
  const ends = endsOf(commands, secondsAt(now.clock.map, now.horizonTicks))
  const digest = digestText(last.state.digest)
  return {
    commands: [...commands, ...ends],
    digest,
    isIdentical: digest === digestText(now.digest),
  }
}
