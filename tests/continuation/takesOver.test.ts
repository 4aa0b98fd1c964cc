import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { anything, runs, ScriptedNetwork, surely } from '../performance/scriptedNetwork.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { BAR, BEAT, noteOff, noteOn, SIXTEENTH, Stage, type Network } from '../performance/stage.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

interface Hand {
  readonly pitches: readonly number[]
  /** Of each note, from the first to the last. */
  readonly velocity?: (progress: number) => number
  /** Share of the eighth for which a key is down. */
  readonly touch?: number
  readonly seed?: number
  readonly network?: Network
  readonly settings?: Readonly<Record<string, number>>
}

/** Two bars of eighths by a hand, and the partner's answer to them. */
function answerTo({ pitches, velocity = () => 0.7, touch = 0.8, ...given }: Hand) {
  const stage = new Stage({ seed: given.seed ?? 7, network: given.network ?? runs() })
  for (const [parameter, value] of Object.entries(given.settings ?? {})) {
    stage.tell({ type: 'setParameter', parameter, value })
  }
  const happenings: { at: number; event: Event }[] = []
  for (let index = 0; index < 16; index++) {
    const at = BAR + index * 2 * SIXTEENTH
    const pitch = pitches[index % pitches.length] ?? 60
    happenings.push(
      { at, event: noteOn(pitch, 'keys', velocity(index / 15)) },
      { at: at + touch * 2 * SIXTEENTH, event: noteOff(pitch) },
    )
  }
  happenings.sort((a, b) => a.at - b.at)
  for (const { at, event } of happenings) stage.at(at, event)
  const end = stage.now
  stage.until(end + 4 * BAR)
  const notes = stage.partnerNotes.filter(({ atSeconds }) => atSeconds > end)
  return { stage, notes }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean velocity of the answer's first and last notes. */
function velocities(velocity: (progress: number) => number): readonly [number, number] {
  const { notes } = answerTo({ pitches: [60, 64, 67, 72], velocity })
  const own = notes.map((note) => note.velocity)
  return [mean(own.slice(0, 6)), mean(own.slice(-6))]
}

describe('an answer', () => {
  test('swells as the phrase swelled, and dies away as it died away', () => {
    const [softAtFirst, loudAtLast] = velocities((progress) => 0.25 + 0.6 * progress)
    const [loudAtFirst, softAtLast] = velocities((progress) => 0.85 - 0.6 * progress)
    expect(loudAtLast).toBeGreaterThan(softAtFirst + 0.2)
    expect(softAtLast).toBeLessThan(loudAtFirst - 0.2)
  })

  test.each([0.3, 0.9])('to a phrase played at %f is as loud, on average', (loudness) => {
    const { notes } = answerTo({ pitches: [60, 64, 67, 72], velocity: () => loudness })
    expect(Math.abs(mean(notes.map(({ velocity }) => velocity)) - loudness)).toBeLessThan(0.1)
  })

  test.each([
    ['deep', [31, 35, 38, 36]],
    ['low', [43, 47, 50, 48]],
    ['in the middle', [60, 64, 67, 65]],
    ['high', [79, 83, 86, 84]],
    ['at the top', [96, 100, 103, 101]],
  ])('to a phrase that lies %s stays within an octave of it', (_, pitches) => {
    for (const seed of SEEDS) {
      const { notes } = answerTo({ pitches, seed, network: new ScriptedNetwork(anything) })
      expect(notes.length).toBeGreaterThan(2)
      for (const { pitch } of notes) {
        expect(pitch).toBeGreaterThanOrEqual(Math.min(...pitches) - 12)
        expect(pitch).toBeLessThanOrEqual(Math.max(...pitches) + 12)
      }
    }
  })
})

/** The middle one of the shares of the time to the next onset for which the answer's notes sound. */
function touchOf(touch: number): number {
  const network = new ShippedNetwork()
  const shares = [1, 2, 3].flatMap((seed) => {
    const { stage, notes } = answerTo({ pitches: [60, 64, 67, 65], touch, seed, network })
    return notes.slice(1).map(({ atSeconds }, index) => {
      const before = notes[index]
      if (!before) return 1
      const sounds = (stage.endOf(before)?.atSeconds ?? NaN) - before.atSeconds
      return sounds / (atSeconds - before.atSeconds)
    })
  })
  return shares.sort((a, b) => a - b)[shares.length >> 1] ?? NaN
}

describe('the touch of an answer', () => {
  test('is short after short notes, and legato after legato', () => {
    expect(touchOf(0.3)).toBeLessThan(0.45)
    expect(touchOf(0.6)).toBeGreaterThan(0.5)
    expect(touchOf(0.6)).toBeLessThan(0.75)
    expect(touchOf(1.02)).toBeGreaterThan(0.95)
  })
})

/** Temperatures of pitch and rhythm with which the notes of an answer were drawn. */
function temperaturesAt(temperature: number, settings: Readonly<Record<string, number>> = {}) {
  const { notes } = answerTo({ pitches: [60, 64], settings: { temperature, ...settings } })
  const drawn = notes.map((note) => [note.temperature, note.provenance?.rhythmTemperature])
  expect(new Set(drawn.map(String)).size).toBe(1)
  return drawn[0]
}

describe('the fader', () => {
  test.each([
    [0, 0.85],
    [0.3, 0.895],
    [1, 1],
    [1.5, 1.1],
    [2, 1.2],
  ])('at %f moves the choice of notes fully, and the rhythm to %f alone', (heat, rhythm) => {
    const [pitch, own] = temperaturesAt(heat) ?? []
    expect(pitch).toBeCloseTo(heat, 9)
    expect(own).toBeCloseTo(rhythm, 9)
  })

  test.each([0.3, 2])('at %f moves both fully where they are linked', (heat) => {
    expect(temperaturesAt(heat, { 'dice.linked': 1 })).toEqual([heat, heat])
  })
})

describe('a network that would rather hold for ever', () => {
  const sleeper = () => new ScriptedNetwork(() => surely(0).map((logit) => logit / 10))
  const twoBars: Event = { type: 'continue', steps: 32 }

  const goesOn = (seed: number, settings: readonly Event[]): number => {
    const stage = new Stage({ seed, network: sleeper() })
    for (const setting of settings) stage.tell(setting)
    stage.play(60, BAR, BAR + BEAT)
    stage.tell(twoBars)
    stage.until(stage.now + 3 * BAR)
    return stage.partnerNotes.length
  }

  test('never answers with silence alone: it begins within two sixteenths, floor or not', () => {
    for (const floor of [0, 1]) {
      const settings = { 'dice.floor': floor }
      const { notes } = answerTo({ pitches: [60, 64], network: sleeper(), settings })
      expect(notes[0]?.provenance?.step).toBeLessThan(2)
    }
  })

  test('wakes now and then in two bars that were asked for, until the floor is lifted', () => {
    const lifted: Event = { type: 'setParameter', parameter: 'dice.floor', value: 0 }
    for (const seed of SEEDS) {
      expect(goesOn(seed, [])).toBeGreaterThan(0)
      expect(goesOn(seed, [lifted])).toBe(0)
    }
  })
})
