import { expect, test } from 'vitest'
import { valueOfMeterChoice } from '../../engine/clock/meter.ts'
import { frameOf } from '../../engine/performance/view.ts'
import { BEAT, Stage } from './stage.ts'

test.each([
  ['4/4', 4],
  ['3/4', 3],
] as const)('a petal is old after 32 bars of %s', (meter, beats) => {
  const stage = new Stage()
  stage.tell({ type: 'setParameter', parameter: 'meter', value: valueOfMeterChoice(meter) })
  stage.play(60, 1, 1.3)
  const oldAt = 1 + 32 * beats * BEAT
  const oldBefore = (at: number) => frameOf(stage.conductor.state, at).oldBeforeSeconds
  stage.until(oldAt - 0.1)
  expect(oldBefore(stage.now)).toBeLessThan(1)
  stage.until(oldAt + 0.1)
  expect(oldBefore(stage.now)).toBeGreaterThan(1)
})
