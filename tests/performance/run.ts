import type { Command } from '../../engine/performance/commands.ts'
import { Conductor } from '../../engine/performance/conductor.ts'

/** A performance under test: what it did, and its log. */
export interface Run {
  readonly conductor: Conductor
  readonly commands: Command[]
  readonly log: () => string[]
}

export function createRun(seed = 7): Run {
  const commands: Command[] = []
  let written = ''
  const conductor = new Conductor(seed, 'test', {
    perform: (given) => commands.push(...given),
    write: (lines) => (written += lines),
  })
  return { conductor, commands, log: () => written.trimEnd().split('\n') }
}
