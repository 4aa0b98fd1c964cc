import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { ticks, unit } from '../../engine/core/units.ts'
import {
  createModulation,
  isOn,
  modulate,
  parameterAt,
  type Modulation,
} from '../../engine/modulation/modulation.ts'
import { performances } from '../performance/script.ts'

const SEED = 20261120
const source = { device: 'midi:nano', channel: 1, controller: 21 }
const turn = (value: number, controller = 21): Event => ({
  type: 'control',
  ...source,
  controller,
  value: unit(value),
})
const set = (parameter: string, value: number): Event => ({
  type: 'setParameter',
  parameter,
  value,
})
const sweep = (from: number, to: number, durationTicks: number): Event => ({
  type: 'sweep',
  parameter: 'temperature',
  from,
  to,
  durationTicks: ticks(durationTicks),
})
const nudge = (direction: -1 | 0 | 1): Event => ({
  type: 'nudge',
  parameter: 'temperature',
  direction,
})

const after = (...told: readonly (Event | readonly [number, Event])[]): Modulation =>
  told.reduce<Modulation>((state, item) => {
    const [at, event] = 'type' in item ? ([0, item] as const) : item
    return modulate(state, event, ticks(at))
  }, createModulation())
const temperature = (state: Modulation, at = 0) => parameterAt(state, 'temperature', at)

describe('setting', () => {
  test('goes no further than the range, and what is no number changes nothing', () => {
    expect(temperature(after(set('temperature', 99)))).toBe(2)
    expect(parameterAt(after(set('tempo', -5)), 'tempo', 0)).toBe(30)
    expect(temperature(after(set('temperature', NaN)))).toBe(1)
  })

  test('a parameter nobody declared is nobody’s', () => {
    const state = createModulation()
    expect(modulate(state, set('no.such', 1), ticks(0))).toBe(state)
    expect(() => parameterAt(state, 'no.such', 0)).toThrow(RangeError)
  })
})

describe('a sweep', () => {
  test('moves in a straight line and stays at its end', () => {
    const state = after([480, sweep(0.6, 1.6, 1920)])
    expect([0, 480, 1440, 2400, 9999].map((at) => temperature(state, at))).toEqual([
      0.6, 0.6, 1.1, 1.6, 1.6,
    ])
  })

  test('can be grabbed in the middle, and then stands', () => {
    const state = after([0, sweep(0, 2, 1000)], [500, set('temperature', 0.9)])
    expect([500, 750, 2000].map((at) => temperature(state, at))).toEqual([0.9, 0.9, 0.9])
  })

  test('can be grabbed by a knob where it is, which then has it', () => {
    const learnt = after({ type: 'learn', parameter: 'temperature' }, turn(0.5), turn(0.55))
    const swept = modulate(learnt, sweep(0, 2, 1000), ticks(0))
    const far = modulate(swept, turn(0.56), ticks(100))
    expect(temperature(far, 500)).toBe(1)
    const met = modulate(far, turn(0.51), ticks(500))
    expect(temperature(met, 900)).toBeCloseTo(1.02)
  })

  test('of a switch is refused: a switch has no middle', () => {
    const state = createModulation()
    const event: Event = {
      type: 'sweep',
      parameter: 'click',
      from: 0,
      to: 1,
      durationTicks: ticks(9),
    }
    expect(modulate(state, event, ticks(0))).toBe(state)
    expect(isOn(after(set('click', 1)), 'click')).toBe(true)
  })
})

describe('a nudge', () => {
  test('climbs while the key is held and stays where it is let go', () => {
    const climbing = after([0, nudge(1)])
    expect(temperature(climbing, 960)).toBeCloseTo(1.5)
    const let_go = modulate(climbing, nudge(0), ticks(960))
    expect(temperature(let_go, 5000)).toBeCloseTo(1.5)
  })

  test('crosses the range at one pace, and stops at its end', () => {
    const falling = after([0, set('temperature', 0.25)], [0, nudge(-1)])
    expect(temperature(falling, 480)).toBe(0)
    expect(temperature(falling, 9999)).toBe(0)
    expect(temperature(after([0, set('temperature', 0)], [0, nudge(-1)]), 10)).toBe(0)
  })
})

describe('learning', () => {
  test('the next knob that moves is the one, and the fader does not jump', () => {
    const state = after({ type: 'learn', parameter: 'temperature' }, turn(0.1))
    expect(state.routes).toMatchObject([{ source, parameter: 'temperature' }])
    expect(state.learning).toBeNull()
    expect(temperature(state)).toBe(1)
  })

  test('the ghost stays where the knob is until it reaches the fader', () => {
    const learnt = after({ type: 'learn', parameter: 'temperature' }, turn(0.1), turn(0.3))
    expect(learnt.routes[0]?.takeover).toEqual({ caught: false, position: 0.3 })
    const met = modulate(learnt, turn(0.6), ticks(0))
    expect(met.routes[0]?.takeover).toEqual({ caught: true, position: 0.6 })
    expect(temperature(met)).toBeCloseTo(1.2)
  })

  test('a hand on the fader shakes the knob off', () => {
    const learnt = after({ type: 'learn', parameter: 'temperature' }, turn(0.5), turn(0.6))
    const moved = modulate(learnt, set('temperature', 0.2), ticks(0))
    expect(moved.routes[0]?.takeover).toEqual({ caught: false, position: 0.6 })
    expect(temperature(modulate(moved, turn(0.61), ticks(0)))).toBe(0.2)
  })

  test('neither the pedal nor channel modes can be learnt', () => {
    for (const controller of [64, 120, 123, 127]) {
      const state = after({ type: 'learn', parameter: 'temperature' }, turn(1, controller))
      expect(state).toMatchObject({ routes: [], learning: 'temperature' })
    }
  })

  test('one knob moves one thing: learnt again, it leaves the first', () => {
    const state = after(
      { type: 'learn', parameter: 'temperature' },
      turn(0.5),
      { type: 'learn', parameter: 'tempo' },
      turn(0.5),
    )
    expect(state.routes.map(({ parameter }) => parameter)).toEqual(['tempo'])
  })

  test('is called off, and what was learnt is forgotten, at a word', () => {
    expect(
      after({ type: 'learn', parameter: 'tempo' }, { type: 'learn', parameter: null }).learning,
    ).toBeNull()
    const routed = after({ type: 'route', ...source, parameter: 'tempo' })
    expect(routed.routes).toHaveLength(1)
    expect(modulate(routed, { type: 'forget', parameter: 'tempo' }, ticks(0)).routes).toEqual([])
  })
})

describe('a scene', () => {
  const scene = (...names: string[]): Event => ({
    type: 'scene',
    name: 'garden',
    controls: names.map((name) => ({ name, label: name, initial: 0.3 })),
  })

  test('brings its controls, and takes them along when it goes', () => {
    const state = after(scene('bloom'), scene('wind'))
    const ids = state.parameters.map(({ id }) => id).filter((id) => id.startsWith('scene.'))
    expect(ids).toEqual(['scene.wind'])
  })

  test('that comes back finds its controls as they were left', () => {
    const state = after(scene('bloom'), set('scene.bloom', 0.8), scene('wind'), scene('bloom'))
    expect(parameterAt(state, 'scene.bloom', 0)).toBe(0.8)
  })

  test('finds the knobs again that were learnt for it, though they were restored before it', () => {
    const state = after(
      { type: 'route', ...source, parameter: 'scene.bloom' },
      turn(0.3),
      scene('bloom'),
      turn(0.31),
      turn(0.6),
    )
    expect(parameterAt(state, 'scene.bloom', 0)).toBeCloseTo(0.6)
  })
})

test(`every parameter stays in its range through any performance (seed ${SEED})`, () => {
  fc.assert(
    fc.property(performances, (happenings) => {
      let state = createModulation()
      happenings.forEach(({ event }, index) => {
        const at = ticks(index * 100)
        state = modulate(state, event, at)
        for (const { id, min, max } of state.parameters) {
          for (const ahead of [0, 50, 5000]) {
            const value = parameterAt(state, id, at + ahead)
            expect(value).toBeGreaterThanOrEqual(min)
            expect(value).toBeLessThanOrEqual(max)
          }
        }
      })
    }),
    { seed: SEED },
  )
})
