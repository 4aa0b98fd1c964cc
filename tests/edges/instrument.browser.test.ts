import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Voice } from '../../engine/core/events.ts'
import { bpm, seconds, ticks } from '../../engine/core/units.ts'
import { createModulation, modulate } from '../../engine/modulation/modulation.ts'
import { createSound, soundMix } from '../../engine/sound/voices.ts'
import { launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { centroidOf } from './centroid.ts'
import { brightness, firstSound, peak, rms, step, strengthAt } from './measure.ts'
import { at, ears, live, render, SAMPLE_RATE, type Rendering, type Scheduled } from './rendering.ts'
import { bend, echo, level, noteOff, noteOn } from './score.ts'

const RENDER_MILLISECONDS = 60_000
/** -60 dBFS. */
const SILENCE = 0.001
const CLICK = 0.02
/** The engine sums voices in an order of its own; -80 dBFS. */
const ROUNDING = 1e-4
const MIDDLE_C = 440 * 2 ** (-9 / 12)

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

describe.each<Voice>(['performer', 'model'])('a note of the %s', (voice) => {
  test(
    'begins within two samples of its schedule',
    async () => {
      for (const pitch of [36, 60, 96]) {
        const { left } = await perform([at(noteOn(1, voice, pitch, 0.25))], 0.5)
        const late = firstSound(left) - 0.25 * SAMPLE_RATE
        expect(late).toBeGreaterThanOrEqual(0)
        expect(late).toBeLessThanOrEqual(2)
      }
    },
    RENDER_MILLISECONDS,
  )

  test(
    'never sounds when it is taken back before its onset',
    async () => {
      const note = noteOn(1, voice, 60, 0.5)
      const heard = await perform([at(note), at(noteOff(note, 0.25, 0.12))], 1)
      for (const ear of ears(heard)) expect(peak(ear)).toBe(0)
    },
    RENDER_MILLISECONDS,
  )

  test(
    'falls silent within 120 ms when it yields, and does not click',
    async () => {
      const note = noteOn(1, voice, 48, 0.1)
      const heard = await perform([at(note), at(noteOff(note, 0.5, 0.12))], 1)
      for (const ear of ears(heard)) {
        // What is left is the room's reply; a release of 0.9 s would leave more than a third.
        expect(rms(ear, 0.62, 0.64)).toBeLessThan(rms(ear, 0.4, 0.5) / 7)
        expect(rms(ear, 0.51, 0.52)).toBeGreaterThan(rms(ear, 0.4, 0.5) / 10)
        expect(step(ear, 0.499, 0.63) - step(ear, 0.4, 0.499)).toBeLessThan(CLICK)
      }
    },
    RENDER_MILLISECONDS,
  )

  test(
    'is stolen without a click, and the thief begins on time',
    async () => {
      const polyphony = voice === 'performer' ? 16 : 12
      const chord = Array.from({ length: polyphony }, (_, i) =>
        live(noteOn(i, voice, 48 + i, 0.1 + i * 0.01)),
      )
      const thief = live(noteOn(99, voice, 60, 0.3))
      const stolen = await perform([...chord, thief], 0.6)
      const alone = await perform(chord, 0.6)
      for (const ear of ['left', 'right'] as const) {
        // What is left is the thief and, upside down, what was taken.
        const change = stolen[ear].map((sample, i) => sample - (alone[ear][i] ?? 0))
        expect(step(change, 0.29, 0.33) - step(change, 0.33, 0.6)).toBeLessThan(CLICK / 4)
        const parted = change.findIndex((sample) => Math.abs(sample) > ROUNDING)
        // Told within a quantum of 128 frames, which is when it begins.
        expect(parted - 0.3 * SAMPLE_RATE).toBeGreaterThanOrEqual(0)
        expect(parted - 0.3 * SAMPLE_RATE).toBeLessThanOrEqual(140)
      }
    },
    RENDER_MILLISECONDS,
  )

  test(
    'bends up by two semitones at the end of the wheel',
    async () => {
      const { left } = await perform([at(bend(voice, 1), 0), at(noteOn(1, voice, 60, 0.1))], 0.9)
      const bent = strengthAt(left, MIDDLE_C * 2 ** (2 / 12), 0.3, 0.8)
      expect(bent).toBeGreaterThan(5 * strengthAt(left, MIDDLE_C, 0.3, 0.8))
    },
    RENDER_MILLISECONDS,
  )

  test(
    'is silent with its fader at -60 dB',
    async () => {
      const heard = await perform([at(level(voice, -60), 0), at(noteOn(1, voice, 60, 0.3))], 0.8)
      for (const ear of ears(heard)) expect(peak(ear)).toBeLessThan(SILENCE / 10)
    },
    RENDER_MILLISECONDS,
  )
})

test(
  'glass is brighter when struck harder',
  async () => {
    const bright = async (velocity: number): Promise<number> => {
      const { left } = await perform([at(noteOn(1, 'performer', 60, 0.1, { velocity }))], 0.5)
      return brightness(left, MIDDLE_C, 0.1, 0.4)
    }
    const [soft, middle, hard] = [await bright(0.2), await bright(0.6), await bright(1)]
    expect(middle).toBeGreaterThan(soft * 1.05)
    expect(hard).toBeGreaterThan(middle * 1.05)
  },
  RENDER_MILLISECONDS,
)

test(
  'reed is brighter when its note is a surprise',
  async () => {
    const bright = async (surpriseBits: number): Promise<number> => {
      const { left } = await perform([at(noteOn(1, 'model', 60, 0.1, { surpriseBits }))], 0.9)
      return brightness(left, MIDDLE_C, 0.4, 0.8)
    }
    const [expected, doubtful, surprising] = [await bright(0), await bright(3), await bright(6)]
    expect(doubtful).toBeGreaterThan(expected * 1.1)
    expect(surprising).toBeGreaterThan(doubtful * 1.1)
  },
  RENDER_MILLISECONDS,
)

/** How much the echo is fed at a temperature, as the fold says. */
function echoAt(temperature: number): number {
  const value = { type: 'setParameter', parameter: 'temperature', value: temperature } as const
  const modulation = modulate(createModulation(), value, ticks(0))
  const [, commands] = soundMix(createSound(), modulation, 0, seconds(0), bpm(120))
  return commands.find((command) => command.type === 'echo')?.amount ?? NaN
}

/** A reed note of a quarter second, and the echoes after it. */
async function faceOf(temperature: number, surpriseBits: number) {
  const note = noteOn(1, 'model', 60, 0.1, { temperature, surpriseBits })
  const score = [at(echo(echoAt(temperature), 120), 0), at(note), at(noteOff(note, 0.35, 0.05))]
  const { left, right } = await perform(score, 1.4)
  const echoes = rms(left, 0.6, 1.2) + rms(right, 0.6, 1.2)
  return {
    brightness: centroidOf(left, SAMPLE_RATE, 0.2, 0.34),
    echo: echoes / (rms(left, 0.15, 0.34) + rms(right, 0.15, 0.34)),
  }
}

test(
  'the room hears the sweep: from 0.5 over 1 to 1.5 the reed is brighter and its echo louder',
  async () => {
    const faces = [await faceOf(0.5, 2), await faceOf(1, 2), await faceOf(1.5, 2)]
    const [cold, warm, hot] = faces
    expect(warm?.brightness).toBeGreaterThan((cold?.brightness ?? NaN) * 1.03)
    expect(hot?.brightness).toBeGreaterThan((warm?.brightness ?? NaN) * 1.03)
    expect(warm?.echo).toBeGreaterThan((cold?.echo ?? NaN) * 1.2)
    expect(hot?.echo).toBeGreaterThan((warm?.echo ?? NaN) * 1.2)
    const surprising = await faceOf(1, 6)
    expect(surprising.echo).toBeGreaterThan((warm?.echo ?? NaN) * 1.2)
  },
  RENDER_MILLISECONDS,
)
