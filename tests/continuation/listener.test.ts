import { describe, expect, test } from 'vitest'
import {
  heardOff,
  heardOn,
  playsAt,
  silentFrom,
  tokenAt,
  type Listener,
} from '../../engine/continuation/listener.ts'
import { MELODY_RANGE } from '../../engine/continuation/tokens.ts'
import { midiNote } from '../../engine/core/units.ts'

/** Notes as [pitch, onset step, step of the release], in order of onset; null: still down. */
function heard(...notes: readonly (readonly [number, number, number | null])[]): Listener {
  const moves = notes.flatMap(([pitch, on, off], id) => [
    { step: on, order: 1, hear: (l: Listener) => heardOn(l, id, midiNote(pitch), on, -99) },
    ...(off === null
      ? []
      : [{ step: off, order: 0, hear: (l: Listener) => heardOff(l, id, off, -99) }]),
  ])
  moves.sort((a, b) => a.step - b.step || b.order - a.order)
  return moves.reduce<Listener>((listener, { hear }) => hear(listener), [])
}

const tokens = (listener: Listener, count: number) =>
  Array.from({ length: count }, (_, step) => tokenAt(listener, step, 0, MELODY_RANGE))

const C = 14
const D = 16
const E = 18

describe('what the partner hears in the performer’s playing', () => {
  test('an onset, a hold for every sixteenth it lasts, and a release', () => {
    expect(tokens(heard([60, 0, 3]), 5)).toEqual([C, 0, 0, 1, 0])
  })

  test('legato overlaps: a late release is no rest inside the next note', () => {
    expect(tokens(heard([60, 0, 3], [62, 2, 5]), 7)).toEqual([C, 0, D, 0, 0, 1, 0])
  })

  test('a line without gaps has no rests', () => {
    expect(tokens(heard([60, 0, 2], [62, 2, 4]), 5)).toEqual([C, 0, D, 0, 1])
  })

  test('the top note of a chord, in whatever order its keys went down', () => {
    expect(tokens(heard([64, 0, 2], [60, 0, 2], [62, 0, 2]), 3)).toEqual([E, 0, 1])
    expect(tokens(heard([60, 0, 2], [62, 0, 2], [64, 0, 2]), 3)).toEqual([E, 0, 1])
  })

  test('a note shorter than a sixteenth lasts one', () => {
    expect(tokens(heard([60, 2, 2]), 4)).toEqual([0, 0, C, 1])
  })

  test('the same note again is a new onset', () => {
    expect(tokens(heard([60, 0, 1], [60, 1, 2]), 3)).toEqual([C, C, 1])
  })

  test('a melody over a held bass note is a melody', () => {
    expect(tokens(heard([48, 0, 8], [60, 2, 4]), 9)).toEqual([2, 0, C, 0, 1, 0, 0, 0, 0])
  })

  test('a note that comes too late for its sixteenth begins in the first that is open', () => {
    const late = heardOff(heardOn([], 0, midiNote(60), 3, 5), 0, 4, 5)
    expect(tokens(late, 8)).toEqual([0, 0, 0, 0, 0, C, 1, 0])
  })

  test('the same phrase an octave higher, if the model has no lower notes', () => {
    expect(tokenAt(heard([36, 0, 1]), 0, 12, MELODY_RANGE)).toBe(2)
  })
})

describe('when the performer plays', () => {
  test('from the onset through the release', () => {
    const listener = heard([60, 1, 3])
    expect([0, 1, 2, 3, 4].map((step) => playsAt(listener, step))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  test('silence begins with the last release, and not while a key is down', () => {
    expect(silentFrom([])).toBeNull()
    expect(silentFrom(heard([60, 0, 3], [64, 1, 2]))).toBe(3)
    expect(silentFrom(heard([60, 0, 3], [64, 1, null]))).toBeNull()
  })

  test('a drone that is held through a hundred notes is not forgotten', () => {
    let listener = heardOn([], 0, midiNote(48), 0, 0)
    for (let id = 1; id <= 100; id++) {
      listener = heardOff(heardOn(listener, id, midiNote(60), id, 0), id, id + 1, 0)
    }
    expect(playsAt(listener, 500)).toBe(true)
    expect(silentFrom(listener)).toBeNull()
    expect(listener.length).toBeLessThanOrEqual(50)
    expect(silentFrom(heardOff(listener, 0, 500, 0))).toBe(500)
  })
})
