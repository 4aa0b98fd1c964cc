import { turn } from '../continuation.ts'
import { duetStep, hearDuet } from '../duet.ts'
import { inverseDensity, secondVoice } from '../secondVoice.ts'
import type { Role } from './role.ts'

/** A second voice beside the performer's: an octave or more away, busy where the performer is not. */
export const TOGETHER: Role = {
  awaitsEnd: false,
  isRestless: false,
  begin: turn,
  hear: hearDuet,
  step: (state, pulse) =>
    duetStep(state, pulse, (read) =>
      secondVoice(read, pulse.moment.dice, inverseDensity(read, pulse.moment.step), pulse.against),
    ),
  answer: turn,
}
