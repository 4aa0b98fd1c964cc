import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  askOf,
  before,
  createContext,
  isRinging,
  lengthOf,
  rebased,
  renewed,
  withToken,
  withTokenAt,
  type Context,
} from '../../engine/continuation/context.ts'
import { ScriptedNetwork } from '../performance/scriptedNetwork.ts'

const SEED = 20261120
const of = (...tokens: number[]): Context =>
  tokens.reduce((context, token, step) => withToken(context, token, step), createContext(0))

test(`a worker that follows the asks always holds what the fold holds (seed ${SEED})`, () => {
  const move = fc.oneof(
    fc.record({
      kind: fc.constant('set' as const),
      back: fc.integer({ min: -2, max: 20 }),
      token: fc.integer({ min: 0, max: 37 }),
    }),
    fc.record({ kind: fc.constant('cut' as const), back: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ kind: fc.constant('ask' as const), reply: fc.boolean() }),
    fc.constant({ kind: 'renew' as const }),
  )
  fc.assert(
    fc.property(fc.array(move, { maxLength: 400 }), (moves) => {
      const worker = new ScriptedNetwork(() => [])
      let context = createContext(0)
      let asks = 0
      for (const made of moves) {
        const next = (context.steps.at(-1) ?? -1) + 1
        if (made.kind === 'set')
          context = withTokenAt(context, made.token, next - Math.max(0, made.back))
        else if (made.kind === 'cut') context = before(context, next - made.back)
        else if (made.kind === 'renew') context = renewed(context, context.id + 1)
        else {
          const [told, ask] = askOf(context, asks++, made.reply)
          context = told
          expect(worker.answer(ask)?.outcome).not.toBe('lost')
          expect(worker.tokens).toHaveLength(lengthOf(context))
          expect(worker.tokens.slice(context.dropped)).toEqual(context.tokens)
        }
        expect(context.tokens).toHaveLength(context.steps.length)
        expect([...context.steps].sort((a, b) => a - b)).toEqual(context.steps)
        expect(context.given).toBeLessThanOrEqual(lengthOf(context))
      }
    }),
    { seed: SEED, numRuns: 200 },
  )
})

describe('what is remembered of the music', () => {
  test('stays short, with a worker and without one', () => {
    for (const isAsked of [true, false]) {
      let context = createContext(0)
      for (let step = 0; step < 5000; step++) {
        context = withToken(context, step % 30, step)
        if (isAsked) [context] = askOf(context, step, false)
      }
      expect(context.tokens.length).toBeLessThanOrEqual(256)
      expect(lengthOf(context)).toBe(5000)
    }
  })

  test('a worker that comes late is told the newest of it, from the beginning', () => {
    let context = createContext(0)
    for (let step = 0; step < 600; step++) context = withToken(context, step % 30, step)
    const [, ask] = askOf(renewed(context, 1), 0, true)
    expect(ask).toMatchObject({ context: 1, keep: 0, tokens: context.tokens.slice(-128) })
    expect(ask.counters).toEqual(Array.from({ length: 128 }, (_, i) => 600 - 128 + i))
  })

  test('a token that is set as it stands is no news', () => {
    const context = of(14, 0, 1)
    expect(withTokenAt(context, 1, 2)).toBe(context)
    expect(withTokenAt(context, 0, 2).tokens).toEqual([14, 0, 0])
  })

  test('a note rings until its release', () => {
    expect([of(), of(0, 0), of(14, 0), of(14, 1), of(14, 1, 0)].map(isRinging)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ])
  })

  test('when bars move, steps are counted from the new one', () => {
    expect(rebased(of(14, 0, 1), 16).steps).toEqual([-16, -15, -14])
  })
})
