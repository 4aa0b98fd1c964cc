import { turn } from '../continuation.ts'
import { inverseDensity, recentOnsets } from '../beside.ts'
import { duetStep, hearDuet } from '../duet.ts'
import { secondVoice } from '../secondVoice.ts'
import type { Role } from './role.ts'

/** A second voice beside the performer's: an octave or more away, busy where the performer is not. */
export const TOGETHER: Role = {
  awaitsEnd: false,
  isRestless: false,
  begin: turn,
  hear: hearDuet,
  step: (state, pulse) =>
    duetStep(state, pulse, (read) => {
      const { step, dice } = pulse.moment
      const lean = inverseDensity(recentOnsets(read.listener, step), step, read.course)
      return secondVoice(read, dice, lean, pulse.against)
    }),
  answer: turn,
}
