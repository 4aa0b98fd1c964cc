import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { unit } from '../../engine/core/units.ts'
import {
  COALESCE_MILLISECONDS,
  createCoalescer,
  type Offered,
} from '../../engine/input/coalesce.ts'
import { performances } from '../performance/script.ts'

const SEED = 20261120
const knob = (value: number, controller = 21): Event => ({
  type: 'control',
  device: 'midi:nano',
  channel: 1,
  controller,
  value: unit(value),
})
const note: Event = { type: 'noteOff', device: 'midi:nano', channel: 1, pitch: 60 as never }

test(`no note is held back, left out or overtaken (seed ${SEED})`, () => {
  const paces = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(performances, paces, (happenings, pauses) => {
      const coalescer = createCoalescer()
      const entered: Offered[] = []
      const sent: Event[] = []
      let now = 0
      happenings.forEach(({ event }, index) => {
        now += pauses[index % pauses.length] ?? 0
        const through = coalescer.offer(event, now)
        if (event.type === 'noteOn' || event.type === 'noteOff') {
          sent.push(event)
          expect(through.at(-1)).toEqual({ event, atMilliseconds: now })
        }
        entered.push(...through)
      })
      const notes = entered.flatMap(({ event }) =>
        event.type === 'noteOn' || event.type === 'noteOff' ? [event] : [],
      )
      expect(notes).toEqual(sent)
    }),
    { seed: SEED },
  )
})

test(`the last value of every knob arrives in the end (seed ${SEED})`, () => {
  const moves = fc.array(
    fc.record({
      controller: fc.integer({ min: 20, max: 23 }),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
      after: fc.double({ min: 0, max: 3, noNaN: true }),
    }),
  )
  fc.assert(
    fc.property(moves, (moved) => {
      const coalescer = createCoalescer()
      const latest = new Map<number, number>()
      const meant = new Map<number, number>()
      let now = 0
      const take = (offered: readonly Offered[]) => {
        for (const { event } of offered) {
          if (event.type === 'control') latest.set(event.controller, event.value)
        }
      }
      for (const { controller, value, after } of moved) {
        now += after
        meant.set(controller, value)
        take(coalescer.offer(knob(value, controller), now))
      }
      take(coalescer.due(now + 2 * COALESCE_MILLISECONDS))
      expect(latest).toEqual(meant)
      expect(coalescer.due(now + 100)).toEqual([])
    }),
    { seed: SEED },
  )
})

describe('a jittering fader', () => {
  test('enters at once, then at most once in two milliseconds', () => {
    const coalescer = createCoalescer()
    expect(coalescer.offer(knob(0.1), 0)).toHaveLength(1)
    expect(coalescer.offer(knob(0.2), 0.5)).toEqual([])
    expect(coalescer.offer(knob(0.3), 1.5)).toEqual([])
    expect(coalescer.due(1.9)).toEqual([])
    expect(coalescer.due(2)).toEqual([{ event: knob(0.3), atMilliseconds: 1.5 }])
  })

  test('is let in before the note that follows it', () => {
    const coalescer = createCoalescer()
    coalescer.offer(knob(0.1), 0)
    coalescer.offer(knob(0.2), 0.5)
    expect(coalescer.offer(note, 0.6).map(({ event }) => event)).toEqual([knob(0.2), note])
  })

  test('a pedal is a switch: every one of its moves counts', () => {
    const coalescer = createCoalescer()
    const moves = [1, 0, 1, 0].flatMap((value) => coalescer.offer(knob(value, 64), 0))
    expect(moves).toHaveLength(4)
  })
})
