import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { midiNote, seconds, ticks, unit } from '../../engine/core/units.ts'
import { readLine, recordLine } from '../../engine/performance/log.ts'

const recordOf = (event: Event) => ({
  sequence: 3,
  atSeconds: seconds(1.25),
  horizonTicks: ticks(1200),
  event,
  digest: '0123456789abcdef',
})

/** A key of a device with whatever name, and a parameter's move: flat events, as hands send them. */
const anyFlatEvent = fc.oneof(
  fc
    .record({ device: fc.string({ unit: 'binary' }), velocity: fc.double() })
    .map(({ device, velocity }): Event => ({
      type: 'noteOn',
      device,
      channel: 1,
      pitch: midiNote(60),
      velocity: unit(velocity),
    })),
  fc
    .record({ parameter: fc.string({ unit: 'grapheme' }), value: fc.double() })
    .map(({ parameter, value }): Event => ({ type: 'setParameter', parameter, value })),
)

test('a line of the log is what the language’s own serialiser writes, letter for letter (seed 5)', () => {
  fc.assert(
    fc.property(anyFlatEvent, (event) => {
      expect(recordLine(recordOf(event))).toBe(`${JSON.stringify(recordOf(event))}\n`)
    }),
    { seed: 5 },
  )
})

test('an event with parts of its own is written whole', () => {
  const event: Event = {
    type: 'scene',
    name: 'garden',
    controls: [{ name: 'bloom', label: 'how far the petals open', initial: 0.3 }],
  }
  expect(readLine(recordLine(recordOf(event)), 2)).toEqual({
    kind: 'record',
    record: recordOf(event),
  })
})
