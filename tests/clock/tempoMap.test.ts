import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createTempoMap,
  exactTicksAt,
  secondsAt,
  tempoAt,
  withTempo,
} from '../../engine/clock/tempoMap.ts'
import { bpm, ticks } from '../../engine/core/units.ts'

const SEED = 20261120
const tempo = fc.double({ min: 30, max: 300, noNaN: true }).map(bpm)
const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), tempo), { maxLength: 12 })

const mapOf = (first: number, pieces: readonly (readonly [number, number])[]) => {
  let at = 0
  return pieces.reduce(
    (map, [length, next]) => {
      at += length
      return withTempo(map, ticks(at), bpm(next))
    },
    createTempoMap(bpm(first)),
  )
}

describe(`musical time against show time (seed ${SEED})`, () => {
  test('every tick is found again at its second', () => {
    fc.assert(
      fc.property(tempo, changes, fc.integer({ min: 0, max: 100_000 }), (first, pieces, at) => {
        const map = mapOf(first, pieces)
        expect(exactTicksAt(map, secondsAt(map, at))).toBeCloseTo(at, 5)
      }),
      { seed: SEED },
    )
  })

  test('time never stands still or runs backwards through a change of tempo', () => {
    fc.assert(
      fc.property(tempo, changes, (first, pieces) => {
        const map = mapOf(first, pieces)
        for (let at = 0, before = -1; at < 60_000; at += 97) {
          expect(secondsAt(map, at)).toBeGreaterThan(before)
          before = secondsAt(map, at)
        }
      }),
      { seed: SEED, numRuns: 50 },
    )
  })

  test('a new tempo moves nothing that lies before it', () => {
    fc.assert(
      fc.property(tempo, changes, tempo, (first, pieces, next) => {
        const before = mapOf(first, pieces)
        const from = ticks(pieces.reduce((sum, [length]) => sum + length, 0) + 10)
        const after = withTempo(before, from, next)
        if (before.length === 16) return
        expect(secondsAt(after, from)).toBe(secondsAt(before, from))
        expect(secondsAt(after, from - 5)).toBe(secondsAt(before, from - 5))
      }),
      { seed: SEED },
    )
  })
})

test('at 120 a quarter lasts half a second, and at the slowest two', () => {
  expect(secondsAt(createTempoMap(bpm(120)), 480)).toBeCloseTo(0.5, 12)
  expect(secondsAt(createTempoMap(bpm(30)), 480)).toBeCloseTo(2, 12)
})

test('two changes at one tick: the later one holds', () => {
  const map = mapOf(100, [[480, 120]])
  const again = withTempo(map, ticks(480), bpm(90))
  expect([tempoAt(again, 479), tempoAt(again, 480)]).toEqual([100, 90])
})

test('a tempo that sweeps for hours leaves no long trail', () => {
  let map = createTempoMap(bpm(60))
  for (let i = 1; i < 5000; i++) map = withTempo(map, ticks(i * 60), bpm(60 + (i % 100)))
  expect(map.length).toBeLessThanOrEqual(16)
})
