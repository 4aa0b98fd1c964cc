import { describe, expect, test } from 'vitest'
import { tempoAt } from '../../engine/clock/tempoMap.ts'
import type { Event, Mode } from '../../engine/core/events.ts'
import { draw } from '../../engine/core/random.ts'
import { replay } from '../../engine/performance/replay.ts'
import { anything, runs, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { noteOff, noteOn, Stage, type Network } from '../performance/stage.ts'

/** The player's, whom nobody hears rest; the engine's clock stands at 100. */
const TEMPO = 137
const SIXTEENTH = 15 / TEMPO
const TUNE = [63, 67, 70, 67, 68, 72, 70, 68, 67, 70, 67, 65, 63, 62, 65, 63]
/** Sixteenths from note to note: no pause is long enough for a rest. */
const RHYTHM = [2, 2, 1, 1, 2]
const SIXTEENTHS = 192

interface Playing {
  readonly mode: Mode
  readonly network?: Network
  readonly before?: Event
  /** Standard deviation of the onsets, in seconds. */
  readonly wobble?: number
  readonly sixteenths?: number
  /** Sixteenths from note to note. */
  readonly rhythm?: readonly number[]
  /** Semitones above each note that are struck with it, a moment later each. */
  readonly above?: readonly number[]
}

/** A normal deviate, by Irwin and Hall. */
const deviate = (n: number): number =>
  Array.from({ length: 12 }, (_, k) => draw(5, 'wobble', 12 * n + k)).reduce((a, b) => a + b, -6)

function playOn({
  mode,
  network,
  before,
  wobble = 0,
  sixteenths = SIXTEENTHS,
  rhythm = RHYTHM,
  above = [],
}: Playing): Stage {
  const stage = new Stage({ seed: 3, network: network ?? new ScriptedNetwork(anything) })
  stage.tell({ type: 'mode', mode })
  if (before) stage.tell(before)
  let step = 0
  for (let n = 0; step < sixteenths; n++) {
    const at = 1 + step * SIXTEENTH + wobble * deviate(n)
    const lasts = rhythm[n % rhythm.length] ?? 1
    const pitch = TUNE[n % TUNE.length] ?? 60
    const chord = [0, ...above].map((up) => pitch + up)
    for (const [voice, note] of chord.entries()) {
      stage.at(at + 0.006 * voice, noteOn(note, 'keys', step % 16 === 0 ? 0.85 : 0.65))
    }
    for (const note of chord) stage.at(at + 0.6 * lasts * SIXTEENTH, noteOff(note))
    step += lasts
  }
  return stage
}

const tempoOf = ({ conductor: { state } }: Stage): number =>
  tempoAt(state.clock.map, state.horizonTicks)

/** How far the partner's onsets from the third bar on lie from the player's sixteenths, 0..0.5. */
const distances = ({ partnerNotes }: Stage): number[] =>
  partnerNotes
    .map(({ atSeconds }) => (atSeconds - 1) / SIXTEENTH)
    .filter((step) => step > 32)
    .map((step) => Math.abs(step - Math.round(step)))

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const BESIDE: readonly Mode[] = ['together', 'shadow', 'solo']

describe.each(BESIDE)('beside who plays on without a rest, in the role %s', (mode) => {
  test('the partner is in their time from the third bar on', () => {
    const stage = playOn({ mode })
    expect(tempoOf(stage)).toBeCloseTo(TEMPO, 0)
    expect(distances(stage).length).toBeGreaterThan(20)
    expect(Math.max(...distances(stage))).toBeLessThan(0.05)
  })

  test('it stays there through a hand’s wobble of 20 ms', () => {
    const stage = playOn({ mode, wobble: 0.02 })
    expect(distances(stage).length).toBeGreaterThan(20)
    expect(mean(distances(stage))).toBeLessThan(0.06)
  })

  test('it is in the time of chords as well', () => {
    const stage = playOn({ mode, above: [4, 7] })
    expect(tempoOf(stage)).toBeCloseTo(TEMPO, 0)
    expect(mean(distances(stage))).toBeLessThan(0.05)
  })

  test('a click keeps its time', () => {
    const click: Event = { type: 'setParameter', parameter: 'click', value: 1 }
    expect(tempoOf(playOn({ mode, before: click, sixteenths: 64 }))).toBe(100)
  })
})

test.each([
  { name: 'who never rests', rhythm: RHYTHM, wobble: 0.02 },
  { name: 'who is heard to end a phrase in every bar', rhythm: [2, 2, 2, 6], wobble: 0.01 },
])('beside $name, a partner that plays every sixteenth plays each once', ({ rhythm, wobble }) => {
  const stage = playOn({ mode: 'solo', network: runs(), rhythm, wobble })
  const onsets = stage.partnerNotes.map(({ atSeconds }) => atSeconds)
  const settled = onsets.filter((at) => at > 1 + 32 * SIXTEENTH)
  expect(settled.length).toBeGreaterThan(100)
  for (const [index, at] of settled.entries()) {
    const since = at - (settled[index - 1] ?? at - SIXTEENTH)
    expect(since).toBeGreaterThan(0.5 * SIXTEENTH)
    expect(since).toBeLessThan(1.5 * SIXTEENTH)
  }
})

test('when partners trade, the partner’s turn is in the time of a turn played through', () => {
  const stage = playOn({ mode: 'trade' })
  const [first] = stage.partnerNotes
  const bars = ((first?.atSeconds ?? 0) - 1) / (16 * SIXTEENTH)
  expect(bars).toBeGreaterThan(3.9)
  expect(bars - Math.round(bars)).toBeLessThan(0.3)
  expect(distances(stage).length).toBeGreaterThan(10)
  expect(Math.max(...distances(stage))).toBeLessThan(0.1)
})

test('who plays through the partner’s turn is heard as in one phrase', () => {
  const { ear } = playOn({ mode: 'trade', sixteenths: 100 }).conductor.state
  expect(ear.notes.length).toBeGreaterThan(50)
})

test('after hundreds of notes the newest are read, one at a time, and the bars still stand', () => {
  const stage = playOn({ mode: 'together', sixteenths: 512 })
  const { ear, clock } = stage.conductor.state
  expect(ear.isWhole).toBe(false)
  expect(ear.unread).toBeLessThan(2)
  expect(clock.grid.meter).toBe('4/4')
  expect(Math.max(...distances(stage))).toBeLessThan(0.05)
})

test('a log of it replays to the same', () => {
  const stage = playOn({ mode: 'together', wobble: 0.02, sixteenths: 96 })
  stage.conductor.end()
  expect(replay(stage.log(), () => undefined)).toMatchObject({ identical: true })
})

test('who is heard at twice the clock’s tempo keeps it, also when the phrase is over', () => {
  const stage = new Stage({ seed: 3, network: new ScriptedNetwork(anything) })
  stage.tell({ type: 'mode', mode: 'together' })
  for (let n = 0; n < 48; n++) {
    stage.play(TUNE[n % TUNE.length] ?? 60, 1 + n * 0.148, 1.1 + n * 0.148, n % 4 ? 0.6 : 0.8)
  }
  stage.until(stage.now + 3)
  expect(tempoOf(stage)).toBeGreaterThan(98)
  expect(tempoOf(stage)).toBeLessThan(105)
})
