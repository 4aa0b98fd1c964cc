import { describe, expect, test } from 'vitest'
import { valueOfMeterChoice, type MeterChoice } from '../../engine/clock/meter.ts'
import { secondsAt } from '../../engine/clock/tempoMap.ts'
import type { Event } from '../../engine/core/events.ts'
import { advance } from '../../engine/performance/step.ts'
import { replay } from '../../engine/performance/replay.ts'
import { frameOf, viewOf } from '../../engine/performance/view.ts'
import { humanise, type Tune } from '../bench/humanise.ts'
import { runs } from '../performance/scriptedNetwork.ts'
import { BEAT, noteOff, noteOn, SIXTEENTH, Stage } from '../performance/stage.ts'

type Notes = readonly (readonly [pitch: number, steps: number])[]

const tuneOf = (meter: string, notes: Notes): Tune => ({
  title: 'phrase',
  source: 'test',
  meter,
  tokens: notes.flatMap(([pitch, steps]) => [pitch - 46, ...new Array<number>(steps - 1).fill(0)]),
})

/** Four bars: quarters, with eighths and a few sixteenths between. */
const WALTZ = tuneOf('3/4', [
  ...([60, 64, 67] as const).map((pitch) => [pitch, 4] as const),
  ...([69, 67, 65, 64, 62] as const).map((pitch, i) => [pitch, [4, 2, 2, 2, 2][i] ?? 2] as const),
  ...([64, 65, 64, 62, 60, 62] as const).map((p, i) => [p, [2, 1, 1, 4, 2, 2][i] ?? 2] as const),
  ...([67, 64, 60] as const).map((pitch) => [pitch, 4] as const),
])

/** Four bars of running eighths, the last a long note. */
const JIG = tuneOf('6/8', [
  ...[67, 64, 67, 72, 71, 69, 67, 65, 64, 62, 64, 65, 67, 64, 60, 62, 64, 62].map(
    (pitch) => [pitch, 2] as const,
  ),
  [60, 6],
  [60, 6],
])

const choose = (meter: MeterChoice): Event => ({
  type: 'setParameter',
  parameter: 'meter',
  value: valueOfMeterChoice(meter),
})
const CLICK: Event = { type: 'setParameter', parameter: 'click', value: 1 }

const hand = (seed: number, tempo: number) => ({
  seed,
  tempo,
  jitterSeconds: 0.015,
  swingShare: 0.5,
  swingUnit: 2 as const,
  transposition: 0,
  heldShare: 0.8,
})

/** Someone plays a tune, its first onset at second 1; the answer is heard out. */
function answered(tune: Tune, seed: number, tempo: number): Stage {
  const stage = new Stage({ network: runs() })
  const happenings = humanise(tune, hand(seed, tempo)).flatMap((note) => [
    { at: note.onsetSeconds, event: noteOn(note.pitch, 'keys', note.velocity) },
    { at: note.offSeconds, event: noteOff(note.pitch) },
  ])
  for (const { at, event } of happenings.sort((a, b) => a.at - b.at)) stage.at(at, event)
  while (!stage.conductor.state.continuation.plan && stage.now < 30) stage.until(stage.now + 0.05)
  return stage
}

const clicks = ({ commands }: Stage) => commands.filter((command) => command.type === 'click')
const gridOf = ({ conductor }: Stage) => conductor.state.clock.grid
const planOf = ({ conductor }: Stage) => conductor.state.continuation.plan

describe('a waltz, as a person plays it', () => {
  test.each([1, 2, 3])('is heard in bars of three from its beat 1 (hand %d)', (seed) => {
    const stage = answered(WALTZ, seed, 104)
    const { originTicks, meter } = gridOf(stage)
    expect(meter).toBe('3/4')
    const startTicks = planOf(stage)?.startTicks ?? 0
    const ownBeats = (startTicks - originTicks) / 480
    const beats = (secondsAt(stage.conductor.state.clock.map, startTicks) - 1) / (60 / 104)
    expect(Math.abs(beats - Math.round(beats))).toBeLessThan(0.17)
    expect(Math.round(beats) % 3).toBe(ownBeats % 3)
  })

  test('is answered with as many bars of three, from one of its beats', () => {
    const stage = answered(WALTZ, 1, 104)
    const plan = planOf(stage)
    const { originTicks } = gridOf(stage)
    expect((plan?.endTicks ?? 0) - (plan?.startTicks ?? 0)).toBe(4 * 3 * 480)
    expect(((plan?.startTicks ?? 0) - originTicks) % 480).toBe(0)
    expect(stage.conductor.state.continuation.guide).toMatchObject({
      meter: '3/4',
      lengthSteps: 48,
    })
  })

  test('is shown in its bars', () => {
    const stage = answered(WALTZ, 1, 104)
    const beats = new Set<number>()
    for (let i = 0; i < 30; i++) {
      stage.until(stage.now + 0.1)
      const { bar, beat, meter } = viewOf(stage.conductor.state, stage.now)
      beats.add(beat)
      expect(meter).toBe('3/4')
      const frame = frameOf(stage.conductor.state, stage.now)
      expect(frame.bar).toBe(bar - 1)
      expect(Math.floor(frame.barPhase * 3) + 1).toBe(beat)
    }
    expect([...beats].sort()).toEqual([1, 2, 3])
  })

  test('replays to the same digest', () => {
    const stage = answered(WALTZ, 2, 100)
    stage.until(stage.now + 12)
    stage.conductor.end()
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })
})

describe('a jig, as a person plays it', () => {
  test.each([1, 2, 3])('is heard in two dotted beats (hand %d)', (seed) => {
    const stage = answered(JIG, seed, 140)
    expect(gridOf(stage).meter).toBe('6/8')
  })

  test('is answered from a dotted beat, in its bars, and replays to the same digest', () => {
    const stage = answered(JIG, 1, 140)
    const plan = planOf(stage)
    const { originTicks } = gridOf(stage)
    expect(((plan?.startTicks ?? 0) - originTicks) % 720).toBe(0)
    expect(((plan?.endTicks ?? 0) - (plan?.startTicks ?? 0)) % 1440).toBe(0)
    stage.until(stage.now + 8)
    stage.conductor.end()
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })
})

describe('bars that are set by hand', () => {
  test('of 3/4: every third click is louder, and a count-in has three', () => {
    const stage = new Stage()
    stage.tell(choose('3/4'))
    stage.tell(CLICK)
    stage.until(6 * BEAT - 0.05)
    expect(clicks(stage).map(({ accent }) => Number(accent))).toEqual([1, 0, 0, 1, 0, 0])
    const counted = new Stage()
    counted.tell(choose('3/4'))
    counted.at(1, { type: 'countIn' })
    counted.until(9)
    expect(clicks(counted)).toHaveLength(3)
  })

  test('of 6/8: two clicks a bar, a dotted quarter apart, and taps are dotted quarters', () => {
    const stage = new Stage()
    stage.tell(choose('6/8'))
    stage.tell(CLICK)
    stage.until(6 * BEAT - 0.05)
    expect(clicks(stage).map(({ accent }) => Number(accent))).toEqual([1, 0, 1, 0])
    expect(clicks(stage)[1]?.atSeconds).toBeCloseTo(1.5 * BEAT, 9)
    for (const at of [7, 8, 9]) stage.at(at, { type: 'tap' })
    expect(viewOf(stage.conductor.state, stage.now).tempo).toBeCloseTo(90, 6)
  })

  test('begin with the bar that is under way', () => {
    const stage = new Stage()
    stage.tell(CLICK)
    stage.at(5 * BEAT, choose('3/4'))
    stage.until(11 * BEAT - 0.05)
    const accents = clicks(stage).flatMap(({ accent }, beat) => (accent ? [beat] : []))
    expect(accents).toEqual([0, 4, 7, 10])
  })

  test('hold whatever is played, and what is being played keeps its time', () => {
    const stage = new Stage({ network: runs() })
    stage.tell({ type: 'mode', mode: 'together' })
    for (let beat = 1; beat < 8; beat++) {
      stage.play(60 + beat, beat * BEAT, (beat + 0.5) * BEAT)
      if (beat === 5) stage.tell(choose('3/4'))
    }
    stage.until(9 * BEAT)
    expect(gridOf(stage).meter).toBe('3/4')
    const onsets = stage.partnerNotes.map(({ atSeconds }) => (atSeconds - BEAT) / SIXTEENTH)
    expect(onsets.length).toBeGreaterThan(3)
    for (const onset of onsets) expect(Math.abs(onset - Math.round(onset))).toBeLessThan(0.02)
    stage.conductor.end()
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })

  test('are those of traded turns, of a change of role, and of the bar to come', () => {
    const stage = new Stage({ network: runs() })
    stage.tell(choose('3/4'))
    stage.tell({ type: 'mode', mode: 'trade' })
    stage.play(60, 1, 1.3)
    stage.play(64, 1 + 9 * BEAT, 1 + 10 * BEAT)
    stage.until(1 + 12 * BEAT + 0.3)
    const turn = planOf(stage)
    expect((turn?.endTicks ?? 0) - (turn?.startTicks ?? 0)).toBe(4 * 1440)
    const ahead = stage.commands.filter((command) => command.type === 'askAhead')
    expect(Math.max(...ahead.map(({ ask }) => ask.steps))).toBe(12)
    stage.tell({ type: 'mode', mode: 'listen', when: 'bar' })
    const { clock, horizonTicks } = stage.conductor.state
    const toBar = 1440 - ((horizonTicks - clock.grid.originTicks) % 1440)
    const { state } = advance(stage.conductor.state, (horizonTicks + toBar) as typeof horizonTicks)
    expect(state.continuation.mode).toBe('trade')
    const on = advance(state, (horizonTicks + toBar + 1) as typeof horizonTicks)
    expect(on.state.continuation.mode).toBe('listen')
  })
})

test('an answer to quarters at 240 a minute enters on a beat that can be felt', () => {
  const stage = new Stage({ network: runs() })
  stage.tell({ type: 'setParameter', parameter: 'tempo', value: 240 })
  stage.tell(CLICK)
  for (let beat = 0; beat < 7; beat++) stage.play(60 + beat, (beat + 8) / 4, (beat + 8.5) / 4)
  while (!planOf(stage) && stage.now < 9) stage.until(stage.now + 0.02)
  const { startTicks = 0 } = planOf(stage) ?? {}
  expect(startTicks).toBeGreaterThan(14 * 480)
  expect(startTicks % 960).toBe(0)
})
