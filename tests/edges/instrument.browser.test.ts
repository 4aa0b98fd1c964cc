import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Voice } from '../../engine/core/events.ts'
import type { SoundCommand } from '../../engine/sound/commands.ts'
import {
  launchChromium,
  openBlank,
  STARTUP_MILLISECONDS,
  startDevServer,
  type DevServer,
} from '../chromium.ts'
import { brightness, firstSound, peak, rms, step, strengthAt } from './measure.ts'
import { render, SAMPLE_RATE, type Rendering, type Scheduled } from './rendering.ts'
import { bend, echo, level, noteOff, noteOn, panic } from './score.ts'

const RENDER_MILLISECONDS = 60_000
/** -1 dBFS. */
const CEILING = 10 ** (-1 / 20)
/** -60 dBFS. */
const SILENCE = 0.001
const CLICK = 0.02
/** The engine sums voices in an order of its own; -80 dBFS. */
const ROUNDING = 1e-4
const MIDDLE_C = 440 * 2 ** (-9 / 12)

let browser: Browser
let server: DevServer
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
  server = await startDevServer()
  page = await openBlank(browser, server)
}, STARTUP_MILLISECONDS)

afterAll(async () => {
  await browser.close()
  await server.close()
})

/** Performs each command at its own time, all known before the rendering begins. */
const at = (command: SoundCommand, atSeconds: number = command.atSeconds): Scheduled => ({
  command,
  atSeconds,
})
/** Performs a command when its time has come, as live playing does. */
const live = (command: SoundCommand, atSeconds: number = command.atSeconds): Scheduled => ({
  command,
  atSeconds,
  toldAtSeconds: atSeconds,
})

const perform = (score: readonly Scheduled[], seconds: number): Promise<Rendering> =>
  render(page, score, seconds)

const ears = ({ left, right }: Rendering): readonly Float64Array[] => [left, right]

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
        live(noteOn(i, voice, 36 + i, 0.1 + i * 0.01, { velocity: 0.6 })),
      )
      const thief = live(noteOn(99, voice, 60, 0.6, { velocity: 0.6 }))
      const stolen = await perform([...chord, thief], 1)
      const alone = await perform(chord, 1)
      for (const [i, ear] of ears(stolen).entries()) {
        const undisturbed = ears(alone)[i] ?? new Float64Array()
        expect(step(ear, 0.595, 0.62) - step(undisturbed, 0.5, 0.7)).toBeLessThan(CLICK)
        // The two renderings part where the thief begins.
        const parted = ear.findIndex(
          (sample, index) => Math.abs(sample - (undisturbed[index] ?? 0)) > ROUNDING,
        )
        // Told within a quantum of 128 frames, which is when it begins.
        expect(parted - 0.6 * SAMPLE_RATE).toBeGreaterThanOrEqual(0)
        expect(parted - 0.6 * SAMPLE_RATE).toBeLessThanOrEqual(130)
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
      const panics = [0.6, 0.7, 0.8, 0.9].map((time) => live(panic, time))
      const score = [...before.slice(0, -1), ...panics, live(note), live(noteOff(note, 1.1, 0.05))]
      const heard = await perform(score, 2)
      for (const ear of ears(heard)) {
        expect(peak(ear, 0.95, 0.999)).toBeLessThan(SILENCE)
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
