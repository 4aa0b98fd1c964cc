import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ask, Reply } from '../../../engine/continuation/ask.ts'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { Continuator } from '../../../models/melody/continuator.ts'
import { LstmMelodyModel } from '../../../models/melody/lstm.ts'
import { memoryFiles, randomCheckpoint, VOCABULARY } from './randomCheckpoint.ts'

const SEED = 96
const checkpoint = await loadCheckpoint(
  memoryFiles(randomCheckpoint({ seed: 41, units: [6, 5], counterBits: [4] })),
)

const fresh = () => new Continuator(new LstmMelodyModel(checkpoint))

function ask(context: number, keep: number, tokens: readonly number[], reply = true): Ask {
  const counters = tokens.map((_, index) => keep + index)
  return { ask: 1, context, keep, tokens, counters, reply }
}

/** The logits that a model gives which never did anything but take in these tokens. */
function straight(tokens: readonly number[]): Reply {
  const model = new LstmMelodyModel(checkpoint)
  tokens.forEach((token, step) => model.feed(token, step))
  return { ask: 1, outcome: 'logits', logits: Array.from(model.query()) }
}

const lost: Reply = { ask: 1, outcome: 'lost' }
const line = (length: number) => Array.from({ length }, (_, step) => (step * 5) % VOCABULARY)

describe('going on', () => {
  test(`by any steps forward and back equals feeding what is left afresh (seed ${SEED})`, () => {
    const move = fc.record({
      back: fc.nat(12),
      tokens: fc.array(fc.nat(VOCABULARY - 1), { maxLength: 20 }),
      reply: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
        const continuator = fresh()
        continuator.answer(ask(1, 0, [], false))
        let held: number[] = []
        for (const { back, tokens, reply } of moves) {
          const keep = Math.max(0, held.length - back)
          held = [...held.slice(0, keep), ...tokens]
          expect(continuator.answer(ask(1, keep, tokens, reply))).toEqual(
            reply ? straight(held) : undefined,
          )
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('without new tokens gives the same logits again', () => {
    const continuator = fresh()
    const first = continuator.answer(ask(1, 0, line(9)))
    expect(continuator.answer(ask(1, 9, []))).toEqual(first)
  })

  test('the last 96 positions can be stepped back to, and no earlier one', () => {
    const tokens = line(250)
    const continuator = fresh()
    continuator.answer(ask(1, 0, tokens, false))
    expect(continuator.answer(ask(1, 154, []))).toEqual(lost)
    expect(continuator.answer(ask(1, 155, []))).toEqual(straight(tokens.slice(0, 155)))
  })

  test('positions that were stepped back over are gone', () => {
    const continuator = fresh()
    continuator.answer(ask(1, 0, line(30), false))
    continuator.answer(ask(1, 20, [], false))
    expect(continuator.answer(ask(1, 21, []))).toEqual(lost)
    expect(continuator.answer(ask(1, 20, []))).toEqual(straight(line(20)))
  })
})

describe('a context', () => {
  test('begins anew with nothing kept, however long it was', () => {
    const continuator = fresh()
    continuator.answer(ask(1, 0, line(300), false))
    expect(continuator.answer(ask(1, 0, [8, 0]))).toEqual(straight([8, 0]))
    expect(continuator.answer(ask(2, 0, [9]))).toEqual(straight([9]))
  })

  test('that is unknown is lost, and the one being played is not disturbed', () => {
    const continuator = fresh()
    expect(continuator.answer(ask(1, 4, [3]))).toEqual(lost)
    continuator.answer(ask(1, 0, line(10), false))
    expect(continuator.answer(ask(2, 10, [3], false))).toEqual(lost)
    expect(continuator.answer(ask(1, 10, [3]))).toEqual(straight([...line(10), 3]))
  })

  test('that an earlier model was told is lost, whatever notes that one had', () => {
    expect(fresh().answer(ask(1, 4, [VOCABULARY + 9]))).toEqual(lost)
  })

  test('that was left for another is lost', () => {
    const continuator = fresh()
    continuator.answer(ask(1, 0, line(10), false))
    continuator.answer(ask(2, 0, [3], false))
    expect(continuator.answer(ask(1, 1, []))).toEqual(lost)
  })
})

describe('a malformed ask', () => {
  const good = ask(1, 3, [4, 0])
  test.each<[string, Ask]>([
    ['a token out of the vocabulary', { ...good, tokens: [4, VOCABULARY] }],
    ['fewer counters than tokens', { ...good, counters: [3] }],
    ['a broken counter', { ...good, counters: [3, 3.5] }],
    ['a negative keep', { ...good, keep: -1 }],
  ])('%s is refused whole', (_, bad) => {
    const continuator = fresh()
    continuator.answer(ask(1, 0, line(3), false))
    expect(() => continuator.answer(bad)).toThrow(RangeError)
    expect(continuator.answer(good)).toEqual(straight([...line(3), 4, 0]))
  })
})

test('logits that are not finite are not passed on', () => {
  const model = new LstmMelodyModel(checkpoint)
  model.query = () => Float32Array.of(0, NaN)
  const continuator = new Continuator(model)
  expect(() => continuator.answer(ask(1, 0, [2]))).toThrow(/not finite; choose another checkpoint/)
})
