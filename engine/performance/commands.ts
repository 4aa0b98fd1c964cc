import type { Ask } from '../continuation/ask.ts'
import type { KeyAsk } from '../continuation/keyAsk.ts'
import type { LookAheadAsk } from '../continuation/lookAheadAsk.ts'
import type { Errand } from '../core/events.ts'
import type { SoundCommand } from '../sound/commands.ts'
import type { Contexts } from '../visuals/contextGlide.ts'
import type { PetalCommand } from '../visuals/frame.ts'

/** Everything the fold can ask of the world. */
export type Command = TimedCommand | AskCommand | ErrandCommand

/** What is heard and seen, each at its time. */
export type TimedCommand = SoundCommand | PetalCommand

/** The page is sent on an errand, once: what is folded again sends nobody. */
export interface ErrandCommand {
  readonly type: 'errand'
  readonly errand: Errand
}

/** A question to the model worker: what comes next, what the bar to come is to be, or the key. */
export type AskCommand =
  | { readonly type: 'ask'; readonly ask: Ask }
  | { readonly type: 'askAhead'; readonly ask: LookAheadAsk }
  | { readonly type: 'askKey'; readonly ask: KeyAsk }

export const isAsk = (command: Command): command is AskCommand =>
  command.type === 'ask' || command.type === 'askAhead' || command.type === 'askKey'

export const isPetal = (command: Command): command is PetalCommand =>
  command.type === 'petal' || command.type === 'petalEnd'

export const isErrand = (command: Command): command is ErrandCommand => command.type === 'errand'

export const isTimed = (command: Command): command is TimedCommand =>
  !isAsk(command) && !isErrand(command)

export const isSound = (command: Command): command is SoundCommand =>
  isTimed(command) && !isPetal(command)

/**
 * The petals that notes open and close: the garden grows from the same events that sound.
 * @param contexts where the performer stands between the drawn flowers
 */
export function petalsOf(commands: readonly Command[], contexts: Contexts): PetalCommand[] {
  const petals: PetalCommand[] = []
  for (const command of commands) {
    if (command.type === 'noteOn') {
      if (command.isAudition) continue
      const { id, voice, pitch, velocity, temperature, surpriseBits, atSeconds } = command
      petals.push({
        type: 'petal',
        id,
        voice,
        pitch,
        velocity,
        temperature,
        surpriseBits,
        contexts,
        atSeconds,
      })
    } else if (command.type === 'noteOff') {
      petals.push({ type: 'petalEnd', id: command.id, atSeconds: command.atSeconds })
    }
  }
  return petals
}
