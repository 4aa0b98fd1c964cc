import { tempoAt, secondsAt, type TempoMap } from '../clock/tempoMap.ts'
import type { Turn } from '../continuation/continuation.ts'
import type { Ticks } from '../core/units.ts'
import type { Modulation } from '../modulation/modulation.ts'
import { soundActs, soundMix, type Sound } from '../sound/voices.ts'
import type { AskCommand, Command } from './commands.ts'

/** The partner's turn, as sound and questions. */
export function carried(
  before: Sound,
  turned: Turn,
  seed: number,
): readonly [Sound, readonly Command[]] {
  const [sound, commands] = soundActs(before, turned.acts, seed)
  if (turned.asks.length === 0) return [sound, commands]
  return [sound, [...commands, ...turned.asks.map((ask) => ({ type: 'ask', ask }) as const)]]
}

/** One list after the other. */
export const joined = (
  first: readonly Command[],
  second: readonly Command[],
): readonly Command[] =>
  second.length === 0 ? first : first.length === 0 ? second : [...first, ...second]

/** The mix as it is from a tick on. */
export const mixedAt = (sound: Sound, modulation: Modulation, map: TempoMap, at: Ticks) =>
  soundMix(sound, modulation, at, secondsAt(map, at), tempoAt(map, at))

/** A question as a command; nothing where none is asked. */
export const asked = <Type extends AskCommand['type']>(
  type: Type,
  ask: Extract<AskCommand, { readonly type: Type }>['ask'] | null,
): readonly Command[] => (ask ? [{ type, ask } as Command] : [])
