import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareStamped, type Stamped } from '../../engine/core/events.ts'
import { OPEN_DOOR, stamp } from '../../engine/input/stamp.ts'

const SEED = 20261120

test(`whatever devices' clocks say, arrivals are in a strict order (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1, max: 1000 })), (times) => {
      let door = OPEN_DOOR
      const arrived: Stamped[] = []
      for (const at of times) {
        const [next, stamped] = stamp(door, { type: 'tap' }, at)
        door = next
        arrived.push(stamped)
      }
      expect(arrived.map(({ sequence }) => sequence)).toEqual(times.map((_, index) => index))
      expect([...arrived].sort(compareStamped)).toEqual(arrived)
      for (const { atSeconds } of arrived) expect(atSeconds).toBeGreaterThanOrEqual(0)
    }),
    { seed: SEED, examples: [[[NaN, 3, NaN, 2, 4]]] },
  )
})

test('a stamp from the past is moved up to what came before it, and keeps its turn', () => {
  const [door] = stamp(OPEN_DOOR, { type: 'tap' }, 5)
  const [, late] = stamp(door, { type: 'panic' }, 4)
  expect(late).toEqual({ sequence: 1, atSeconds: 5, event: { type: 'panic' } })
})
