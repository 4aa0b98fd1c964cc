import { inRhythmOf, tokenBehind } from '../beside.ts'
import { turn } from '../continuation.ts'
import { duetStep, hearDuet } from '../duet.ts'
import { secondVoice } from '../secondVoice.ts'
import type { Role } from './role.ts'

/** It follows half a beat behind in the performer's rhythm; which notes, the network chooses. */
export const SHADOW: Role = {
  awaitsEnd: false,
  isRestless: false,
  begin: turn,
  hear: hearDuet,
  step: (state, pulse) =>
    duetStep(state, pulse, (read) => {
      const lean = inRhythmOf(tokenBehind(read, pulse.moment.step))
      return secondVoice(read, pulse.moment.dice, lean, pulse.against)
    }),
  answer: turn,
}
