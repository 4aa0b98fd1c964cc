import { ask } from '../generate.ts'
import { stepAt } from '../../clock/grid.ts'
import { turn, type Continuation, type Turn } from '../continuation.ts'
import { hearYielding } from '../hearing.ts'
import { readUpTo } from '../listening.ts'
import { planAnswer } from '../answer.ts'
import type { Pulse, Role } from './role.ts'

/** What has been played up to now is read, and the network told of it. */
export function listened(state: Continuation, { grid, atTicks }: Pulse): Turn {
  const heard = readUpTo(state, stepAt(grid, atTicks))
  return heard === state ? turn(state) : ask(heard, false)
}

/** It waits for the end of a phrase and answers it with as many bars. */
export const ANSWER: Role = {
  awaitsEnd: true,
  isRestless: false,
  begin: turn,
  hear: hearYielding,
  step: listened,
  answer: (state, over, grid, nowTicks) => planAnswer(state, over, grid, nowTicks, 'answer'),
}
