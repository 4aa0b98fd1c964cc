import { digestText } from '../core/digest.ts'
import { advance, type Performance } from './step.ts'
import type { Command } from './commands.ts'
import type { Stretch } from './conductor.ts'
import { refold } from './replay.ts'

/** What was heard and seen lately, folded again from its events. */
export interface Encore {
  /** Notes, clicks and petals from the wanted moment on, by time. */
  readonly commands: readonly Command[]
  /** Whether the second folding gave the very same commands. */
  readonly isIdentical: boolean
  readonly digest: string
}

const isHeard = ({ type }: Command): boolean =>
  type !== 'ask' && type !== 'level' && type !== 'echo' && type !== 'panic'

/**
 * Folds a stretch again up to the present.
 * @param now the state that the stretch led to
 * @param sinceSeconds notes that began earlier are left out whole
 */
export function encoreOf(stretch: Stretch, now: Performance, sinceSeconds: number): Encore {
  let state = stretch.state
  const all: Command[] = []
  for (const record of stretch.records) {
    const folded = refold(state, record)
    state = folded.state
    all.push(...folded.commands)
  }
  const last = advance(state, now.horizonTicks)
  all.push(...last.commands)
  const begun = new Set<number>()
  const commands = all.filter((command) => {
    if (command.type === 'noteOn' || command.type === 'petal') {
      if (command.atSeconds < sinceSeconds) return false
      begun.add(command.id)
      return true
    }
    if (command.type === 'noteOff' || command.type === 'petalEnd') return begun.has(command.id)
    return isHeard(command) && 'atSeconds' in command && command.atSeconds >= sinceSeconds
  })
  const digest = digestText(last.state.digest)
  return { commands, digest, isIdentical: digest === digestText(now.digest) }
}
