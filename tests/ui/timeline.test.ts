import { expect, test } from 'vitest'
import { ticks } from '../../engine/core/units.ts'
import { Conductor } from '../../engine/performance/conductor.ts'
import { pitchSpan } from '../../engine/ui/rollDrawing.ts'
import { timelineOf } from '../../engine/ui/timeline.ts'

function performed(): Conductor {
  return new Conductor(7, 'test', { perform: () => undefined, write: () => undefined })
}

test('bar lines stand where bars begin, from six seconds ago to twelve ahead', () => {
  const conductor = performed()
  conductor.advanceTo(10)
  const { bars } = timelineOf(conductor.state, 10)
  expect(bars.map(({ bar }) => bar)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
  expect(bars[0]?.atSeconds).toBeCloseTo(4.8, 6)
})

test('a sweep is seen before it comes, and a temperature that stands draws no line', () => {
  const conductor = performed()
  expect(timelineOf(conductor.state, 0).temperature).toEqual([])
  const durationTicks = ticks(4 * 1920)
  conductor.accept(
    { type: 'sweep', parameter: 'temperature', from: 0.6, to: 1.6, durationTicks },
    0,
  )
  const { temperature } = timelineOf(conductor.state, 0)
  expect(temperature[0]?.value).toBeCloseTo(0.6, 6)
  expect(temperature.at(-1)?.value).toBeCloseTo(1.6, 6)
})

test('a roll shows two octaves at least', () => {
  const [lowest, highest] = pitchSpan([])
  expect(highest - lowest).toBeGreaterThanOrEqual(24)
})
