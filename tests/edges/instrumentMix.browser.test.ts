import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { firstSound, peak, rms, step, strengthAt } from './measure.ts'
import { at, ears, live, render, SAMPLE_RATE, type Rendering, type Scheduled } from './rendering.ts'
import { bend, echo, level, noteOff, noteOn, panic } from './score.ts'

const RENDER_MILLISECONDS = 60_000
/** -1 dBFS. */
const CEILING = 10 ** (-1 / 20)
/** -60 dBFS. */
const SILENCE = 0.001
const CLICK = 0.02
/** The engine sums voices in an order of its own; -80 dBFS. */
const ROUNDING = 1e-4

let browser: Browser
const server = devServer()
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  page = await openBlank(browser, server)
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const perform = (score: readonly Scheduled[], seconds: number): Promise<Rendering> =>
  render(page, score, seconds)

test(
  'sixteen notes at full velocity stay below -1 dBFS',
  async () => {
    const low = Array.from({ length: 16 }, (_, i) => at(noteOn(i, 'performer', 40 + i, 0.1)))
    const unison = Array.from({ length: 16 }, (_, i) => at(noteOn(i, 'performer', 60, 0.1)))
    const reeds = Array.from({ length: 12 }, (_, i) =>
      at(noteOn(100 + i, 'model', 52 + i, 0.1, { surpriseBits: 9 })),
    )
    for (const score of [low, unison, [...low, ...reeds]]) {
      for (const ear of ears(await perform(score, 1))) {
        expect(peak(ear)).toBeLessThanOrEqual(CEILING)
        expect(peak(ear)).toBeGreaterThan(0.3)
      }
    }
  },
  RENDER_MILLISECONDS,
)

test(
  'the performer stands left of the model, which is 3 dB softer',
  async () => {
    const glass = await perform([at(noteOn(1, 'performer', 60, 0.1))], 0.7)
    const reed = await perform([at(noteOn(1, 'model', 60, 0.1, { surpriseBits: 3 }))], 0.7)
    const power = ({ left, right }: Rendering): number =>
      rms(left, 0.1, 0.6) ** 2 + rms(right, 0.1, 0.6) ** 2
    expect(rms(glass.left, 0.1, 0.6)).toBeGreaterThan(rms(glass.right, 0.1, 0.6))
    expect(rms(reed.left, 0.1, 0.6)).toBeLessThan(rms(reed.right, 0.1, 0.6))
    const decibels = 10 * Math.log10(power(reed) / power(glass))
    expect(decibels).toBeGreaterThan(-4)
    expect(decibels).toBeLessThan(-2)
  },
  RENDER_MILLISECONDS,
)

test(
  'the echo answers after a dotted eighth, on the other side after another',
  async () => {
    const note = noteOn(1, 'performer', 84, 0.1)
    const score = [at(echo(1, 120), 0), at(note), at(noteOff(note, 0.15, 0.05))]
    const wet = await perform(score, 1.4)
    const dry = await perform(score.slice(1), 1.4)
    const difference = (ear: 'left' | 'right'): Float64Array =>
      wet[ear].map((sample, i) => sample - (dry[ear][i] ?? 0))
    const dottedEighth = 0.375
    const left = firstSound(difference('left'), 0) / SAMPLE_RATE
    expect(left).toBeCloseTo(0.1 + dottedEighth, 3)
    const right = difference('right')
    expect(peak(right, 0, 0.1 + 2 * dottedEighth - 0.002)).toBeLessThan(SILENCE)
    expect(peak(right, 0.1 + 2 * dottedEighth, 1.2)).toBeGreaterThan(0.01)
  },
  RENDER_MILLISECONDS,
)

test(
  'clicks are heard on their beat, and the accented one is higher',
  async () => {
    const click = (accent: boolean, atSeconds: number): Scheduled => ({
      command: { type: 'click', accent, atSeconds: atSeconds as never },
      atSeconds,
    })
    const { left } = await perform([click(true, 0.1), click(false, 0.6)], 1)
    expect(Math.abs(firstSound(left) - 0.1 * SAMPLE_RATE)).toBeLessThanOrEqual(2)
    expect(strengthAt(left, 1600, 0.1, 0.15)).toBeGreaterThan(strengthAt(left, 1000, 0.1, 0.15))
    expect(strengthAt(left, 1000, 0.6, 0.65)).toBeGreaterThan(strengthAt(left, 1600, 0.6, 0.65))
  },
  RENDER_MILLISECONDS,
)

describe('panic', () => {
  const chord = Array.from({ length: 16 }, (_, i) => live(noteOn(i, 'performer', 40 + i, 0.1)))
  const reeds = Array.from({ length: 12 }, (_, i) => live(noteOn(50 + i, 'model', 52 + i, 0.1)))
  const later = noteOn(90, 'model', 60, 0.9)
  const before = [at(echo(1, 300), 0), ...chord, ...reeds, at(later)]

  test(
    'silences every note and every tail within 50 ms, and those to come, without a click',
    async () => {
      const heard = await perform([...before, live(panic, 0.6)], 2)
      for (const ear of ears(heard)) {
        expect(peak(ear, 0.55, 0.6)).toBeGreaterThan(0.1)
        expect(peak(ear, 0.65, 2)).toBeLessThan(SILENCE)
        expect(step(ear, 0.598, 0.66) - step(ear, 0.5, 0.598)).toBeLessThan(CLICK)
      }
    },
    RENDER_MILLISECONDS,
  )

  test(
    'leaves an instrument that plays on at once, with room and echo, however often it comes',
    async () => {
      const note = noteOn(91, 'performer', 72, 1.0)
      const panics = [0.6, 0.7, 0.8, 0.9].flatMap((time, i) => [
        live(noteOn(70 + i, 'performer', 60 + i, time - 0.05)),
        live(panic, time),
      ])
      const score = [...before.slice(0, -1), ...panics, live(note), live(noteOff(note, 1.1, 0.05))]
      const heard = await perform(score, 2)
      for (const ear of ears(heard)) {
        for (const time of [0.65, 0.75, 0.85, 0.95]) {
          expect(peak(ear, time - 0.003, time - 0.001)).toBeLessThan(SILENCE)
        }
        expect(peak(ear, 1, 1.1)).toBeGreaterThan(0.05)
        expect(peak(ear, 1.25, 1.6)).toBeGreaterThan(SILENCE)
      }
    },
    RENDER_MILLISECONDS,
  )
})

test(
  'two renderings of one performance differ by no more than rounding',
  async () => {
    const note = noteOn(1, 'model', 60, 0.1, { surpriseBits: 4 })
    const score = [
      at(echo(0.5, 100), 0),
      at(note),
      at(noteOff(note, 0.4)),
      at(noteOn(2, 'performer', 64, 0.2)),
    ]
    const [one, other] = [await perform(score, 1), await perform(score, 1)]
    for (const ear of ['left', 'right'] as const) {
      const difference = one[ear].map((sample, i) => sample - (other[ear][i] ?? 0))
      expect(peak(difference)).toBeLessThan(ROUNDING)
    }
  },
  RENDER_MILLISECONDS,
)

test(
  'commands that make no sense neither stop the music nor break the ceiling',
  async () => {
    const odd = { velocity: NaN, surpriseBits: Infinity, temperature: NaN }
    const broken = { ...noteOn(1, 'model', 60, 0.1), ...odd, pitch: NaN } as never
    const score = [
      at(broken, 0.1),
      at(noteOff(noteOn(1, 'model', 60, 0), 0.2, Infinity), 0.2),
      at(noteOff(noteOn(7, 'performer', 60, 0), 0, NaN), -3),
      at(bend('model', NaN), 0.1),
      at(echo(NaN, NaN), 0.1),
      at(level('click', NaN), 0.1),
      at(noteOn(2, 'performer', 60, 0), 0.3),
      at(noteOn(2, 'performer', 64, 0), 0.4),
    ]
    for (const ear of ears(await perform(score, 0.6))) {
      expect(peak(ear, 0.3, 0.6)).toBeGreaterThan(0.05)
      expect(peak(ear)).toBeLessThanOrEqual(CEILING)
    }
  },
  RENDER_MILLISECONDS,
)
