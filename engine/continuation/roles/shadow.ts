import { turn, type Continuation } from '../continuation.ts'
import { duetStep, hearDuet } from '../duet.ts'
import { NO_LEAN, type Lean } from '../lean.ts'
import { tokenAt } from '../listener.ts'
import { NOTE_OFF } from '../melodyModel.ts'
import { secondVoice } from '../secondVoice.ts'
import { isOnset } from '../tokens.ts'
import type { Role } from './role.ts'

/** Half a beat. */
const BEHIND_STEPS = 2

/** The performer's rhythm of half a beat ago, and nothing else. */
function rhythmBehind({ listener, shift, range }: Continuation, step: number): Lean {
  const token = tokenAt(listener, step - BEHIND_STEPS, shift, range)
  return {
    ...NO_LEAN,
    hold: isOnset(token) || token === NOTE_OFF ? -Infinity : 0,
    off: token === NOTE_OFF ? 0 : -Infinity,
    onset: isOnset(token) ? 0 : -Infinity,
  }
}

/** It follows half a beat behind in the performer's rhythm; which notes, the network chooses. */
export const SHADOW: Role = {
  awaitsEnd: false,
  isRestless: false,
  begin: turn,
  hear: hearDuet,
  step: (state, pulse) =>
    duetStep(state, pulse, (read) =>
      secondVoice(read, pulse.moment.dice, rhythmBehind(read, pulse.moment.step), pulse.against),
    ),
  answer: turn,
}
