import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balance } from '../../../engine/continuation/basket/balance.ts'
import { basketOf, rankedOf } from '../../../engine/continuation/basket/basket.ts'
import { complexity, countWords } from '../../../engine/continuation/basket/complexity.ts'
import { diversity } from '../../../engine/continuation/basket/diversity.ts'
import { figuresOf } from '../../../engine/continuation/basket/figures.ts'
import { FigureSet } from '../../../engine/continuation/basket/figureSet.ts'
import { notesOf } from '../../../engine/continuation/basket/line.ts'
import {
  measure,
  MEASURES,
  ranked,
  scoreOf,
  surprise,
  type Measures,
  type Weighting,
} from '../../../engine/continuation/basket/measures.ts'
import { noveltyToCorpus, noveltyToPrimer } from '../../../engine/continuation/basket/novelty.ts'
import { plainDice } from '../../../engine/continuation/dice.ts'
import { MELODY_RANGE, vocabularyOf } from '../../../engine/continuation/tokens.ts'

const SEED = 20
const RANGE = MELODY_RANGE
const VOCABULARY = vocabularyOf(RANGE)

const token = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 0, max: VOCABULARY - 1 }),
)
const line = fc.array(token, { maxLength: 64 })
const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, holds), { seed: SEED })

/** A line of notes, each as long, from MIDI pitches. */
const played = (pitches: readonly number[], steps = 4): number[] =>
  pitches.flatMap((pitch) => [pitch - 46, ...new Array<number>(steps - 1).fill(0)])
const notes = (tokens: readonly number[]) => notesOf(tokens, RANGE)

describe(`every measure (seed ${SEED})`, () => {
  test('lies within 0 and 1, whatever is played', () => {
    check(fc.tuple(line, line, fc.array(fc.double({ min: 0, noNaN: true }))), (drawn) => {
      const [tokens, primer, surpriseBits] = drawn
      const corpus = new FigureSet(new Uint8Array(8))
      const measures = measure({ tokens, surpriseBits }, { range: RANGE, primer, corpus })
      for (const name of MEASURES) {
        expect(measures[name]).toBeGreaterThanOrEqual(0)
        expect(measures[name]).toBeLessThanOrEqual(1)
      }
    })
  })

  test('is 0 for silence', () => {
    const silent = { tokens: new Array<number>(32).fill(0), surpriseBits: [] }
    const background = { range: RANGE, primer: [], corpus: new FigureSet(new Uint8Array(1)) }
    const { complexity: words, ...others } = measure(silent, background)
    expect(others).toEqual({ balance: 0, noveltyToPrimer: 0, noveltyToCorpus: 0, surprise: 0 })
    expect(words).toBeLessThan(0.1)
  })
})

describe('balance', () => {
  test('is whole for an arch that sounds throughout', () => {
    const arch = notes(played([60, 67, 67, 60]))
    expect(balance(arch, 16)).toBeCloseTo(1)
  })

  test('is less when all is played in the first half, or hangs on one high note', () => {
    const early = notes([...played([60, 67]), 1, ...new Array<number>(7).fill(0)])
    expect(balance(early, 16)).toBeCloseTo(0.5)
    expect(balance(notes(played([60, 60, 60, 79])), 16)).toBeLessThan(0.8)
  })

  test('is the same backwards and upside down', () => {
    check(
      fc.array(fc.integer({ min: 48, max: 83 }), { minLength: 1, maxLength: 12 }),
      (pitches) => {
        const steps = pitches.length * 4
        const whole = balance(notes(played(pitches)), steps)
        const backwards = balance(notes(played(pitches.toReversed())), steps)
        const inverted = balance(notes(played(pitches.map((pitch) => 131 - pitch))), steps)
        expect(backwards).toBeCloseTo(whole)
        expect(inverted).toBeCloseTo(whole)
      },
    )
  })
})

describe('complexity', () => {
  test('counts the words of Lempel and Ziv’s own example', () => {
    // 0001101001000101 = 0 · 001 · 10 · 100 · 1000 · 101 (1976, page 77)
    expect(countWords(Array.from('0001101001000101', Number))).toBe(6)
  })

  test('is low for a note repeated, higher for a tune, highest where nothing returns', () => {
    const repeated = complexity(played(new Array<number>(8).fill(60)), VOCABULARY)
    const tune = complexity(played([60, 60, 67, 67, 69, 69, 67, 67]), VOCABULARY)
    const strange = complexity([...Array(32).keys()], VOCABULARY)
    expect(repeated).toBeLessThan(tune)
    expect(tune).toBeLessThan(strange)
    expect(strange).toBeCloseTo(1, 1)
  })
})

describe('novelty', () => {
  const twinkle = played([60, 60, 67, 67, 69, 69, 67])

  test('is 0 for the primer itself, in any key', () => {
    const higher = played([62, 62, 69, 69, 71, 71, 69])
    expect(noveltyToPrimer(notes(twinkle), notes(twinkle))).toBe(0)
    expect(noveltyToPrimer(notes(higher), notes(twinkle))).toBe(0)
  })

  test('is 1 where no step is the primer’s', () => {
    expect(noveltyToPrimer(notes(played([60, 62, 64, 65], 2)), notes(twinkle))).toBe(1)
  })

  test('against the corpus is the share of figures that no tune holds', () => {
    const corpus = new FigureSet(new Uint8Array(64))
    const figures = figuresOf(notes(twinkle), 5)
    figures.slice(0, 2).forEach((figure) => corpus.add(figure))
    expect(figures).toHaveLength(3)
    expect(noveltyToCorpus(notes(twinkle), corpus)).toBeCloseTo(1 / 3)
  })

  test('never takes what the corpus holds for new', () => {
    check(fc.array(fc.maxSafeNat(), { minLength: 1 }), (figures) => {
      const corpus = new FigureSet(new Uint8Array(16))
      figures.forEach((figure) => corpus.add(figure))
      expect(figures.every((figure) => corpus.has(figure))).toBe(true)
    })
  })

  test('knows few figures that were never put in', () => {
    const corpus = new FigureSet(new Uint8Array(1000))
    for (let figure = 0; figure < 1000; figure++) corpus.add(figure * 400)
    const strangers = Array.from({ length: 2000 }, (_, n) => n * 400 + 1)
    expect(strangers.filter((figure) => corpus.has(figure)).length).toBeLessThan(100)
  })
})

test('surprise is 1 for a blind guess, 0 for certainty', () => {
  expect(surprise(new Array<number>(8).fill(Math.log2(VOCABULARY)), VOCABULARY)).toBeCloseTo(1)
  expect(surprise([0, 0], VOCABULARY)).toBe(0)
  expect(surprise([Infinity], VOCABULARY)).toBe(1)
})

describe('diversity', () => {
  test('is 0 for one future many times and 1 where no two ever sound alike', () => {
    const future = played([60, 62, 64, 65])
    expect(diversity([future, future, future])).toBe(0)
    expect(diversity([60, 62, 64].map((pitch) => played([pitch, pitch + 12])))).toBe(1)
    expect(diversity([future])).toBe(0)
    expect(diversity([])).toBe(0)
  })

  test('hears what sounds: a note held and the same note struck again are alike', () => {
    expect(diversity([played([60, 60]), played([60], 8)])).toBe(0)
  })
})

describe('ranking', () => {
  const weight = fc.double({ min: -1, max: 1, noNaN: true })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const named = <T>(value: fc.Arbitrary<T>) =>
    fc.record(Object.fromEntries(MEASURES.map((name) => [name, value]))) as fc.Arbitrary<
      Record<keyof Measures, T>
    >

  test(`puts each future in one place, the better before the worse (seed ${SEED})`, () => {
    check(fc.tuple(fc.array(named(share)), named(weight)), ([futures, weighting]) => {
      const all = futures as unknown as Measures[]
      const order = ranked(all, weighting)
      expect(order.toSorted((a, b) => a - b)).toEqual(all.map((_, index) => index))
      const scores = order.map((index) => {
        const future = all[index]
        return future ? scoreOf(future, weighting) : NaN
      })
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    })
  })

  test('turns round when the weighting does', () => {
    const calm: Weighting = {
      balance: 0,
      complexity: 0,
      noveltyToPrimer: 0,
      noveltyToCorpus: 0,
      surprise: -1,
    }
    const origin = {
      modelName: 'melody',
      model: 'hash',
      dice: plainDice(1),
      seed: 1,
      stream: 'melody',
      firstDraw: 0,
      primer: [],
      counters: [],
      counter: 0,
      chords: [],
      range: RANGE,
      shift: 0,
    }
    const drawn = [0.2, 4].map((bits) => ({
      tokens: played([60, 62]),
      probabilities: new Array<number>(8).fill(0.5),
      surpriseBits: new Array<number>(8).fill(bits),
    }))
    const basket = basketOf(origin, drawn, new FigureSet(new Uint8Array(1)))
    const first = (weighting: Weighting) => rankedOf(basket, weighting)[0]?.stream
    expect(first(calm)).toBe('melody')
    expect(first({ ...calm, surprise: 1 })).toBe('melody/1')
  })
})
