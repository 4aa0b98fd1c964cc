import { planAnswer } from '../answer.ts'
import { ANSWER } from './answer.ts'
import type { Role } from './role.ts'

/** It takes over when the performer has fallen silent, and plays until the next note. */
export const PUNCH_IN: Role = {
  ...ANSWER,
  answer: (state, over, grid, nowTicks) => planAnswer(state, over, grid, nowTicks, 'punchIn'),
}
