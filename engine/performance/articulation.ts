import { TICKS_PER_PULSE } from '../clock/grid.ts'
import { turn, type Continuation, type Turn } from '../continuation/continuation.ts'
import { endNote } from '../continuation/generate.ts'
import { soundingShare } from '../continuation/manner.ts'
import { HOLD } from '../continuation/melodyModel.ts'
import { stepsToTicks, type Seconds, type Ticks } from '../core/units.ts'
import type { Meant } from './lookAhead.ts'

/** Where the note that sounds will be followed by another, or end; null where that is not known. */
function nextChange({ firstTicks, tokens }: Meant, at: Ticks): number | null {
  for (const [index, token] of tokens.entries()) {
    const ticks = firstTicks + stepsToTicks(index)
    if (ticks > at && token !== HOLD) return ticks
  }
  return null
}

/**
 * The partner's note is let go as early as the performer lets theirs go, as a share of the time to
 * the next onset, which the look-ahead knows. The last note is held to the end.
 * @param soundsAt when what is written at a tick sounds
 */
export function articulated(
  state: Continuation,
  meant: Meant | null,
  at: Ticks,
  soundsAt: (tick: number) => Seconds,
): Turn {
  const { plan, sounding, manner } = state
  const share = soundingShare(manner)
  if (!plan || !sounding || !meant || share === 1) return turn(state)
  const next = nextChange(meant, at)
  if (next === null) return turn(state)
  const endTicks = sounding.onsetTicks + share * (next - sounding.onsetTicks)
  if (endTicks < at || endTicks >= at + TICKS_PER_PULSE) return turn(state)
  return endNote(state, soundsAt(endTicks), 'own')
}
