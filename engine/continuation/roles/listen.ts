import { stepAt } from '../../clock/grid.ts'
import { turn } from '../continuation.ts'
import { ask } from '../generate.ts'
import { hearYielding } from '../hearing.ts'
import { readUpTo, rested } from '../listening.ts'
import type { Role } from './role.ts'

/** It hears everything and plays only when it is asked to. */
export const LISTEN: Role = {
  awaitsEnd: false,
  isRestless: false,
  begin: turn,
  hear: hearYielding,
  step(state, { grid, atTicks }) {
    const heard = readUpTo(state, stepAt(grid, atTicks))
    const kept = rested(heard, grid.meter)
    return heard === state ? turn(kept) : ask(kept, false)
  },
  answer: turn,
}
