import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PARAMETERS } from '../../engine/modulation/parameters.ts'
import { SCALES, TONICS } from '../../engine/modulation/scales.ts'
import { anything, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { BAR, BEAT, SIXTEENTH, Stage } from '../performance/stage.ts'

const SEED = 20261126
const BARS = 4

/** What the performer's hands on the dice are: name, range, where they lie before anyone moves them. */
const HANDS: Readonly<
  Record<string, readonly [label: string, from: number, to: number, at: number]>
> = {
  temperature: ['Temperature', 0, 2, 1],
  'dice.linked': ['Rhythm too', 0, 1, 0],
  'dice.topP': ['Top-p', 0.05, 1, 1],
  'dice.scale': ['Scale lock', 0, SCALES.length - 1, 0],
  'dice.tonic': ['Scale on', 0, TONICS.length - 1, 0],
  'dice.lowest': ['Lowest note', 21, 108, 21],
  'dice.highest': ['Highest note', 21, 108, 108],
  'dice.density': ['Density', -1, 1, 0],
  'dice.repetition': ['Avoid repeats', 0, 1, 0],
  'dice.floor': ['Never silent', 0, 1, 1],
  'dice.harmony': ['Held chord weighs', 0, 1, 0.5],
}

type Settings = Readonly<Record<string, number>>

const C_MAJOR = { 'dice.scale': SCALES.findIndex(({ name }) => name === 'Major'), 'dice.tonic': 1 }
const WHITE_KEYS = [0, 2, 4, 5, 7, 9, 11]

/** Four bars that were asked for, by a network that leaves everything open unless told otherwise. */
function fourBars(settings: Settings, seed = 7, wants: () => readonly number[] = anything): Stage {
  const stage = new Stage({ seed, network: new ScriptedNetwork(wants) })
  for (const [parameter, value] of Object.entries(settings)) {
    stage.tell({ type: 'setParameter', parameter, value })
  }
  stage.play(60, BAR, BAR + BEAT)
  stage.tell({ type: 'continue', steps: 16 * BARS })
  return stage
}

function notesOf(settings: Settings, seed?: number, wants?: () => readonly number[]) {
  const stage = fourBars(settings, seed, wants)
  stage.until(stage.now + (BARS + 1) * BAR)
  return stage.partnerNotes
}

const pitchesOf = (settings: Settings): number[] => notesOf(settings).map(({ pitch }) => pitch)

test.each(Object.entries(HANDS))('%s is declared', (id, [label, min, max, initial]) => {
  expect(PARAMETERS.find((parameter) => parameter.id === id)).toMatchObject({
    ...{ label, min, max, initial },
  })
})

test(`wherever the hands lie, the same seed plays the same notes (seed ${SEED})`, () => {
  const anywhere = fc.record(
    Object.fromEntries(
      Object.entries(HANDS).map(([id, [, min, max]]) => [id, fc.double({ min, max, noNaN: true })]),
    ),
  )
  let others = 0
  fc.assert(
    fc.property(anywhere, (settings) => {
      const once = notesOf(settings)
      expect(notesOf(settings)).toEqual(once)
      others += Number(JSON.stringify(notesOf(settings, 8)) !== JSON.stringify(once))
    }),
    { seed: SEED, numRuns: 25 },
  )
  expect(others).toBeGreaterThan(15)
})

describe('the partner is held', () => {
  test('to a scale, from the sixteenth after it was locked', () => {
    const stage = fourBars({})
    const locked = stage.now + 2 * BAR
    stage.until(locked)
    for (const [parameter, value] of Object.entries(C_MAJOR)) {
      stage.tell({ type: 'setParameter', parameter, value })
    }
    stage.until(stage.now + 3 * BAR)
    const isWhite = ({ pitch }: { pitch: number }) => WHITE_KEYS.includes(pitch % 12)
    const [free, held] = [
      stage.partnerNotes.filter(({ atSeconds }) => atSeconds < locked),
      stage.partnerNotes.filter(({ atSeconds }) => atSeconds > locked + SIXTEENTH),
    ]
    expect(free.every(isWhite)).toBe(false)
    expect(held.length).toBeGreaterThan(8)
    expect(held.every(isWhite)).toBe(true)
  })

  test('to a range', () => {
    const pitches = pitchesOf({ 'dice.lowest': 58, 'dice.highest': 70 })
    expect(Math.min(...pitches)).toBeGreaterThanOrEqual(58)
    expect(Math.max(...pitches)).toBeLessThanOrEqual(70)
    expect(new Set(pitches).size).toBeGreaterThan(5)
  })

  test('to the likeliest notes, by top-p', () => {
    const descending = () => Array.from({ length: 38 }, (_, token) => -token / 4)
    const kinds = (topP: number) =>
      new Set(notesOf({ 'dice.topP': topP }, 7, descending).map(({ pitch }) => pitch)).size
    expect(kinds(0.05)).toBe(1)
    expect(kinds(1)).toBeGreaterThan(5)
  })
})

test('density makes the notes more or fewer', () => {
  const [few, some, many] = [-1, 0, 1].map(
    (density) => pitchesOf({ 'dice.density': density }).length,
  )
  expect(few).toBeLessThan(some ?? 0)
  expect(some).toBeLessThan(many ?? 0)
})

test('repeats that are avoided become rarer', () => {
  const likes = () => Array.from({ length: 38 }, (_, token) => (token === 14 ? 2 : 0))
  const repeats = (penalty: number) => {
    const pitches = notesOf({ 'dice.repetition': penalty }, 7, likes).map(({ pitch }) => pitch)
    return pitches.filter((pitch, at) => pitch === pitches[at - 1]).length
  }
  expect(repeats(1)).toBeLessThan(repeats(0))
})
