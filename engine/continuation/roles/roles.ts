import type { Mode } from '../../core/events.ts'
import { ANSWER } from './answer.ts'
import { LISTEN } from './listen.ts'
import { PUNCH_IN } from './punchIn.ts'
import type { Role } from './role.ts'
import { SHADOW } from './shadow.ts'
import { SOLO } from './solo.ts'
import { TOGETHER } from './together.ts'
import { TRADE } from './trade.ts'

const ROLES: Readonly<Record<Mode, Role>> = {
  answer: ANSWER,
  together: TOGETHER,
  listen: LISTEN,
  solo: SOLO,
  punchIn: PUNCH_IN,
  trade: TRADE,
  shadow: SHADOW,
}

export const roleOf = (mode: Mode): Role => ROLES[mode]
