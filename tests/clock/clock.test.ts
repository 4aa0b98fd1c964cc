import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { ticks } from '../../engine/core/units.ts'
import { exactTicksAt } from '../../engine/clock/tempoMap.ts'
import { advance, advanceTo } from '../../engine/performance/step.ts'
import { BAR, BEAT, noteOn, Stage } from '../performance/stage.ts'

const CLICK: Event = { type: 'setParameter', parameter: 'click', value: 1 }
const clicks = ({ commands }: Stage) => commands.filter((command) => command.type === 'click')
const TICK = 0.00126

describe('the click', () => {
  test('is silent until someone wants it', () => {
    const stage = new Stage()
    stage.until(10)
    expect(clicks(stage)).toEqual([])
  })

  test('sounds on every beat, the first of four louder', () => {
    const stage = new Stage()
    stage.tell(CLICK)
    stage.until(2 * BAR - 0.05)
    expect(clicks(stage).map(({ accent }) => accent)).toEqual([1, 0, 0, 0, 1, 0, 0, 0].map(Boolean))
    clicks(stage).forEach(({ atSeconds }, index) => expect(atSeconds).toBeCloseTo(index * BEAT, 9))
  })

  test('keeps its bars whatever the performer plays', () => {
    const stage = new Stage()
    stage.tell(CLICK)
    stage.at(1.07, noteOn(60))
    expect(stage.conductor.state.clock.grid.originTicks).toBe(0)
  })
})

describe('bar one', () => {
  test('begins with the first note, where nothing contradicts', () => {
    const stage = new Stage()
    stage.at(1.07, noteOn(60))
    const { grid } = stage.conductor.state.clock
    expect(Math.abs(grid.originTicks * (BEAT / 480) - 1.07)).toBeLessThan(TICK)
  })

  test('begins after a bar of four clicks if one is counted in', () => {
    const stage = new Stage()
    stage.at(1.07, { type: 'countIn' })
    stage.until(9)
    expect(clicks(stage)).toHaveLength(4)
    expect(clicks(stage)[0]?.atSeconds).toBeCloseTo(1.2, 6)
    expect(stage.conductor.state.clock.grid.originTicks * (BEAT / 480)).toBeCloseTo(1.2 + BAR, 6)
  })

  test('stays where it was counted in, though the performer enters later in the bar', () => {
    const stage = new Stage()
    stage.at(1.07, { type: 'countIn' })
    const { originTicks } = stage.conductor.state.clock.grid
    stage.at(1.2 + BAR + 1.02 * BEAT, noteOn(60))
    expect(stage.conductor.state.clock.grid.originTicks).toBe(originTicks)
  })

  test('a panic ends a count-in', () => {
    const stage = new Stage()
    stage.at(1.07, { type: 'countIn' })
    stage.at(1.9, { type: 'panic' })
    stage.until(9)
    expect(clicks(stage)).toHaveLength(2)
  })
})

test.each([2, 4, 7])('the first of %i taps is beat 1', (count) => {
  const stage = new Stage()
  stage.at(0.3, { type: 'setParameter', parameter: 'tempo', value: 90 })
  for (let n = 0; n < count; n++) stage.at(1.1 + n * 0.5, { type: 'tap' })
  stage.until(stage.now + 0.1)
  const { map, grid } = stage.conductor.state.clock
  const beats = (exactTicksAt(map, stage.now) - grid.originTicks) / 480
  expect(beats % 4).toBeCloseTo((count - 1 + 0.2) % 4, 1)
})

test('taps set the tempo, and the beats fall where the hand fell', () => {
  const stage = new Stage()
  for (const at of [1, 1.5, 2, 2.5]) stage.at(at, { type: 'tap' })
  stage.tell(CLICK)
  stage.until(6)
  expect(stage.conductor.state.clock.map.at(-1)?.tempo).toBeCloseTo(120, 9)
  // The last tap's tempo holds from the horizon on, 25 ms after it.
  for (const { atSeconds } of clicks(stage)) {
    expect(Math.abs(atSeconds * 2 - Math.round(atSeconds * 2)) / 2).toBeLessThan(0.003)
  }
})

test('a tempo on a sweep moves time alike, however it is cut', () => {
  const stage = new Stage()
  stage.tell({ type: 'sweep', parameter: 'tempo', from: 30, to: 300, durationTicks: ticks(7680) })
  stage.tell(CLICK)
  const { state } = stage.conductor
  const whole = advanceTo(state, 20)
  let cut = state
  for (let at = 0.01; at < 20; at += 0.173) cut = advanceTo(cut, at).state
  expect(advanceTo(cut, 20).state).toEqual(whole.state)
  expect(advance(state, whole.state.horizonTicks).state).toEqual(whole.state)
})
