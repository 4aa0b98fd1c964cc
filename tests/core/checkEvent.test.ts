import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complaintAbout, isEvent } from '../../engine/core/checkEvent.ts'
import type { Event } from '../../engine/core/events.ts'
import { performances } from '../performance/script.ts'

const SEED = 20261120
const noteOn = { type: 'noteOn', device: 'keys', channel: 1, pitch: 60, velocity: 0.5 }
const ready = { type: 'model', status: 'ready', name: 'a', hash: 'b', minPitch: 48, maxPitch: 83 }

test(`all that our own edges send is let in (seed ${SEED})`, () => {
  fc.assert(
    fc.property(performances, (happenings) => {
      for (const { event } of happenings) expect(complaintAbout(event)).toBeNull()
    }),
    { seed: SEED, numRuns: 200 },
  )
})

test(`no value whatever makes the door fall over (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(isEvent(value)).toBe(complaintAbout(value) === null)
    }),
    { seed: SEED, numRuns: 500 },
  )
})

/** Fields that may be left out. */
const OPTIONAL: Readonly<Partial<Record<Event['type'], readonly string[]>>> = {
  mode: ['when'],
  voiceOutput: ['output', 'channel'],
}

test(`an event without one of its fields, or with one too many, is refused whole (seed ${SEED})`, () => {
  fc.assert(
    fc.property(performances, fc.nat(), (happenings, pick) => {
      for (const { event } of happenings) {
        const optional = OPTIONAL[event.type] ?? []
        const names = Object.keys(event).filter(
          (name) => name !== 'type' && !optional.includes(name),
        )
        const missing = names[pick % Math.max(1, names.length)]
        const rest = Object.entries(event).filter(([name]) => name !== missing)
        if (missing !== undefined) expect(isEvent(Object.fromEntries(rest))).toBe(false)
        expect(isEvent({ ...event, toString: 1 })).toBe(false)
      }
    }),
    { seed: SEED, numRuns: 100 },
  )
})

describe('a complaint names what is wrong', () => {
  test.each([
    [null, 'it is not an object'],
    [{}, 'its type is missing and is not known'],
    [{ type: 'constructor' }, 'its type "constructor" is not known'],
    [{ ...noteOn, pitch: 128 }, 'its pitch is 128'],
    [{ ...noteOn, pitch: 60.5 }, 'its pitch is 60.5'],
    [{ ...noteOn, velocity: NaN }, 'its velocity is null'],
    [{ ...noteOn, channel: 0 }, 'its channel is 0'],
    [{ ...noteOn, device: 7 }, 'its device is 7'],
    [{ ...noteOn, extra: 1 }, "a noteOn has no 'extra'"],
    [{ type: 'mode', mode: 'sing' }, 'its mode is "sing"'],
    [{ type: 'mode', mode: 'solo', when: 'soon' }, 'its when is "soon"'],
    [{ type: 'modelReply', ask: 0, logits: [1, Infinity] }, 'its logits is [1,null]'],
    [{ type: 'model', status: 'constructor' }, 'a model cannot be "constructor"'],
    [{ ...ready, minPitch: 84 }, 'its range ends below where it begins (84 to 83)'],
    [
      { type: 'scene', name: 's', controls: [{ name: 'a', label: 'b', initial: 2 }] },
      'its controls is',
    ],
    [{ type: 'petals', hash: '1f', flowers: [3] }, 'its flowers is [3]'],
  ])('%j', (value, complaint) => {
    expect(complaintAbout(value)).toContain(complaint)
  })
})
