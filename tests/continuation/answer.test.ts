import { describe, expect, test } from 'vitest'
import { HAND_OVER_SECONDS } from '../../engine/clock/outputLead.ts'
import { ticks, unit } from '../../engine/core/units.ts'
import { replay } from '../../engine/performance/replay.ts'
import { anything, runs, ScriptedNetwork, surely } from '../performance/scriptedNetwork.ts'
import {
  BAR,
  BEAT,
  noteOff,
  noteOn,
  READY,
  SIXTEENTH,
  Stage,
  WINDOW_SECONDS,
} from '../performance/stage.ts'

/** The grid lies on whole ticks: at 100 a minute they are 1.25 ms. */
const TICK = 0.00126

/** Four quarters from second 1 on, the first of them beat one; the last is let go at `end`. */
function phrase(stage: Stage, { first = 1, end = 3.1, pitches = [60, 62, 64, 65] } = {}): void {
  pitches.forEach((pitch, index) => {
    const from = first + index * BEAT
    stage.play(pitch, from, index === pitches.length - 1 ? end : from + 0.3)
  })
}

const answered = (options?: Parameters<typeof phrase>[1], network = runs()) => {
  const stage = new Stage({ network })
  phrase(stage, options)
  stage.until(20)
  return stage
}

const startOf = (stage: Stage) => stage.partnerNotes[0]?.atSeconds
const endOf = (stage: Stage) => {
  const last = stage.partnerNotes.at(-1)
  return last && stage.endOf(last)?.atSeconds
}

describe('the answer', () => {
  test('starts on the next beat after a beat’s rest', () => {
    const start = startOf(answered()) ?? 0
    expect(Math.abs(start - 4)).toBeLessThan(TICK)
  })

  test.each([2.85, 2.9, 3.05, 3.35, 3.45, 3.9])(
    'starts on a beat if the last key comes up at %f',
    (end) => {
      const start = startOf(answered({ end })) ?? 0
      const beats = (start - 1) / BEAT
      expect(Math.abs(beats - Math.round(beats)) * BEAT).toBeLessThan(TICK)
      // The last note began on the fourth beat; how long it is held says nothing.
      expect(Math.abs(start - 4)).toBeLessThan(TICK)
    },
  )

  test('lasts as many bars as the phrase had, one, and ends with a release', () => {
    const stage = answered()
    expect(stage.partnerNotes).toHaveLength(16)
    expect(Math.abs((endOf(stage) ?? 0) - (4 + BAR))).toBeLessThan(TICK)
    expect(stage.conductor.state.sound.sounding).toEqual([])
  })

  test('lasts two bars after two', () => {
    const pitches = [60, 62, 64, 65, 67, 65, 64, 62]
    const stage = answered({ pitches, end: 1 + 7.5 * BEAT })
    expect(stage.partnerNotes).toHaveLength(32)
  })

  test('lasts one bar if the last key of a bar comes up a hair after the line', () => {
    const stage = answered({ end: 1 + BAR + 0.04 })
    expect(stage.partnerNotes).toHaveLength(16)
  })

  test('lasts one bar, with the click on, if the first note of a bar came a hair early', () => {
    const stage = new Stage({ network: runs() })
    stage.tell({ type: 'setParameter', parameter: 'click', value: 1 })
    phrase(stage, { first: BAR - 0.02, end: 2 * BAR - 0.2 })
    stage.until(20)
    expect(stage.partnerNotes).toHaveLength(16)
  })

  test.each([30, 60, 180, 300])('keeps the grid at %i quarters a minute', (tempo) => {
    const stage = new Stage({ network: runs() })
    stage.tell({ type: 'setParameter', parameter: 'tempo', value: tempo })
    stage.tell({ type: 'setParameter', parameter: 'downbeat', value: 0 })
    const beat = 60 / tempo
    const start = 8 * beat
    for (let i = 0; i < 4; i++) stage.play(60 + i, start + i * beat, start + (i + 0.5) * beat)
    stage.until(start + 16 * beat)
    const times = stage.partnerNotes.map(({ atSeconds }) => (atSeconds - start) / (beat / 4))
    expect(times).toHaveLength(16)
    // Beats that are too fast to be felt go by twos.
    const entry = tempo > 200 ? 24 : 20
    times.forEach((step, index) => expect(step).toBeCloseTo(entry + index, 0))
    expect(stage.partnerNotes.every(({ provenance }) => provenance?.model === 'scripted')).toBe(
      true,
    )
  })

  test('stays on the beat when the tempo changes under it', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.at(4.55, { type: 'setParameter', parameter: 'tempo', value: 150 })
    stage.until(20)
    const times = stage.partnerNotes.map(({ atSeconds }) => atSeconds)
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(stage.partnerNotes).toHaveLength(16)
    expect(gaps.slice(0, 3).every((gap) => Math.abs(gap - SIXTEENTH) < 1e-9)).toBe(true)
    expect(gaps.slice(5).every((gap) => Math.abs(gap - 0.1) < 1e-9)).toBe(true)
  })

  test('does not wait for a key that stays down, nor for the pedal', () => {
    const stage = new Stage({ network: runs() })
    stage.tell({ type: 'control', device: 'keys', channel: 1, controller: 64, value: unit(1) })
    stage.at(1, noteOn(48))
    phrase(stage)
    stage.until(8)
    expect(Math.abs((startOf(stage) ?? 0) - 4)).toBeLessThan(TICK)
    stage.at(8, noteOff(48))
    stage.until(20)
    expect(stage.partnerNotes).toHaveLength(16)
  })

  test('is called off by a note before it begins, and the phrase goes on', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.play(67, 3.6, 4.2)
    stage.until(4.7)
    expect(stage.partnerNotes).toEqual([])
    stage.until(20)
    expect(stage.partnerNotes).toHaveLength(32)
  })
})

describe('a new note of the performer’s', () => {
  /** The partner holds one long note. */
  const held = () => new ScriptedNetwork((tokens) => surely(tokens.at(-1) === 1 ? 26 : 0))

  test('ends the answer, and its held note is let go softly', () => {
    const stage = new Stage({ network: held() })
    phrase(stage)
    stage.play(67, 4.72, 5)
    const [note] = stage.partnerNotes
    expect(note && stage.endOf(note)).toMatchObject({ atSeconds: 4.72, releaseSeconds: 0.12 })
    stage.until(5.5)
    expect(stage.partnerNotes).toHaveLength(1)
  })

  test('takes back what was decided a moment ahead and has not sounded', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.at(4 + SIXTEENTH - 0.01, noteOn(67))
    const last = stage.partnerNotes.at(-1)
    const end = last && stage.endOf(last)
    expect(last?.atSeconds).toBeGreaterThan(stage.now)
    expect(end?.atSeconds).toBeLessThanOrEqual(last?.atSeconds ?? 0)
  })

  test('begins a phrase that gets an answer of its own', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.play(67, 4.6, 4.9)
    stage.until(20)
    const after = stage.partnerNotes.filter(({ atSeconds }) => atSeconds > 5)
    expect(after).toHaveLength(16)
    // The bars are those of the first phrase: nothing moved while the partner played.
    expect(((after[0]?.atSeconds ?? 0) - 1) / BEAT).toBeCloseTo(8, 1)
  })
})

describe('what the network hears', () => {
  test('is the phrase on its grid, with the wait left out and the release just before the start', () => {
    const network = runs()
    const stage = new Stage({ network })
    phrase(stage)
    stage.until(4.05)
    // Four quarters, played as short as this player plays; then the lead-in and the partner's note.
    const quarter = (token: number) => [token, 0, 0, 0]
    expect(network.tokens.slice(0, 12)).toEqual([14, 16, 18].flatMap(quarter))
    expect(network.tokens.slice(12, 15)).toEqual([19, 0, 1])
    const { steps, tokens } = stage.conductor.state.continuation.context
    expect(tokens.slice(12)).toEqual([19, 0, 1, 29])
    expect(steps.slice(12)).toEqual([12, 13, 19, 20])
  })

  test('a rest at the beginning of the bar, so that it knows where it is', () => {
    const network = runs()
    const stage = new Stage({ network })
    stage.tell({ type: 'setParameter', parameter: 'click', value: 1 })
    stage.play(60, 3 * BEAT, 3 * BEAT + 0.3)
    stage.until(3 * BEAT + 0.5)
    expect(network.tokens.slice(0, 15)).toEqual([...new Array<number>(12).fill(0), 14, 0, 1])
    expect(network.asks.flatMap(({ counters }) => counters).slice(0, 13)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ])
  })

  test('that its own last note was let go where the answer ended', () => {
    const network = new ScriptedNetwork((tokens) => surely(tokens.at(-1) === 1 ? 26 : 0))
    const stage = new Stage({ network })
    phrase(stage)
    stage.until(7)
    const length = network.tokens.length
    stage.at(7, { type: 'setParameter', parameter: 'click', value: 1 })
    phrase(stage, { first: 8.8, end: 10.9 })
    const between = network.tokens.slice(length, network.tokens.indexOf(14, length))
    expect(between[0]).toBe(1)
    expect(between.slice(1).every((token) => token === 0)).toBe(true)
  })

  test('a low phrase octaves higher as a whole, and answers where the performer plays', () => {
    const network = runs()
    const stage = new Stage({ network })
    phrase(stage, { pitches: [40, 45, 47, 50] })
    stage.until(7)
    expect(stage.conductor.state.continuation.shift).toBe(12)
    expect(network.tokens.filter((token) => token > 1).slice(0, 4)).toEqual([6, 11, 13, 16])
    expect(stage.partnerNotes.map(({ pitch }) => pitch)).toContain(72 - 12)
    expect(Math.max(...stage.partnerNotes.map(({ pitch }) => pitch))).toBeLessThanOrEqual(75 - 12)
  })

  test('another network’s tokens when it changes: the music stays, its numbers do not', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    const before = stage.conductor.state.continuation.context.tokens
    stage.tell({ ...READY, minPitch: 36, maxPitch: 95 } as typeof READY)
    const { context, range } = stage.conductor.state.continuation
    expect(context.tokens).toEqual(before.map((token) => (token > 1 ? token + 12 : token)))
    stage.tell({ type: 'model', status: 'failed', reason: 'It crashed.' })
    expect(stage.conductor.state.continuation.range).toEqual(range)
    stage.tell(READY)
    expect(stage.conductor.state.continuation.context.tokens).toEqual(before)
  })
})

describe('when the network', () => {
  test('was never there, the Markov partner plays and says why', () => {
    const alone = new Stage()
    phrase(alone)
    alone.until(8)
    expect(alone.partnerNotes.length).toBeGreaterThan(0)
    expect(alone.partnerNotes.every(({ provenance }) => provenance?.model === 'markov')).toBe(true)
    expect(alone.conductor.state.continuation.player).toEqual({
      kind: 'markov',
      why: 'The network is not loaded.',
    })
  })

  test('is slower than the music, the Markov partner plays and says that it was late', () => {
    const stage = new Stage({ network: runs(), replySeconds: 2 })
    phrase(stage)
    stage.until(5)
    expect(stage.conductor.state.continuation.player).toEqual({
      kind: 'markov',
      why: 'The network was late.',
    })
  })

  test('crashes in the middle, the answer goes on; back again, it plays again', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.at(4.5, { type: 'model', status: 'failed', reason: 'The worker crashed.' })
    stage.until(5.2)
    expect(stage.conductor.state.continuation.player).toEqual({
      kind: 'markov',
      why: 'The worker crashed.',
    })
    stage.at(5.2, READY)
    stage.until(20)
    const models = stage.partnerNotes.map(({ provenance }) => provenance?.model)
    expect(models[0]).toBe('scripted')
    expect(models.at(-1)).toBe('scripted')
    expect(stage.conductor.state.continuation.player).toEqual({ kind: 'network' })
  })

  test('forgets what it heard, it is told again and plays on', () => {
    const network = runs()
    const stage = new Stage({ network })
    phrase(stage)
    stage.until(4.5)
    network.forget()
    stage.until(20)
    const models = stage.partnerNotes.map(({ provenance }) => provenance?.model)
    expect(models.filter((model) => model === 'markov').length).toBeLessThanOrEqual(1)
    expect(models.at(-1)).toBe('scripted')
  })
})

describe('temperature', () => {
  test.each([
    ['30 ms away', 0, 0.03],
    ['so far away as a slow device renders ahead', 0.06, 0.06 + HAND_OVER_SECONDS + WINDOW_SECONDS],
  ])(
    'turned in the middle of an answer is that of the first sixteenth more than %s',
    (_, leadSeconds, reach) => {
      for (let late = 0; late < SIXTEENTH; late += 0.0083) {
        const stage = new Stage({ network: runs() })
        stage.leadSeconds = leadSeconds
        phrase(stage)
        const at = 4.6 + late
        stage.at(at, { type: 'setParameter', parameter: 'temperature', value: 0.4 })
        stage.until(6)
        const after = stage.partnerNotes.filter(({ atSeconds }) => atSeconds > at + reach)
        expect(after.length).toBeGreaterThan(0)
        for (const { provenance } of after) expect(provenance?.temperature).toBe(0.4)
        for (const { atSeconds, provenance } of stage.partnerNotes) {
          if (atSeconds < at) expect(provenance?.temperature).toBe(1)
        }
      }
    },
  )

  test('on a sweep is another for each sixteenth', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.at(3.9, {
      type: 'sweep',
      parameter: 'temperature',
      from: 0.6,
      to: 1.6,
      durationTicks: ticks(2400),
    })
    stage.until(8)
    const heats = stage.partnerNotes.map(({ provenance }) => provenance?.temperature ?? 0)
    heats.slice(1).forEach((heat, index) => expect(heat - (heats[index] ?? 0)).toBeCloseTo(0.05, 9))
  })
})

test('the same seed plays the same notes, and another others; a log of it replays', () => {
  const notesOf = (seed: number) => {
    const stage = new Stage({ seed, network: new ScriptedNetwork(anything) })
    phrase(stage)
    stage.until(8)
    stage.conductor.end()
    expect(replay(stage.log())).toMatchObject({ identical: true })
    return stage.partnerNotes.map(({ pitch, atSeconds }) => [pitch, atSeconds])
  }
  expect(notesOf(7)).toEqual(notesOf(7))
  expect(notesOf(7)).not.toEqual(notesOf(8))
})

describe('continue', () => {
  test('plays an exact number of sixteenths from the next beat', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.at(3.2, { type: 'continue', steps: 21 })
    stage.until(20)
    expect(stage.partnerNotes).toHaveLength(21)
    expect(Math.abs((startOf(stage) ?? 0) - 3.4)).toBeLessThan(TICK)
    expect(stage.partnerNotes.map(({ provenance }) => provenance?.step)).toEqual(
      Array.from({ length: 21 }, (_, step) => step),
    )
  })

  test('in the middle of an answer goes on without a gap', () => {
    const stage = new Stage({ network: runs() })
    phrase(stage)
    stage.at(5, { type: 'continue', steps: 32 })
    stage.until(20)
    const times = stage.partnerNotes.map(({ atSeconds }) => atSeconds)
    // The answer began at 4.0; the next beat is at 5.2.
    expect(times).toHaveLength(8 + 32)
    times
      .slice(1)
      .forEach((at, index) => expect(at - (times[index] ?? 0)).toBeCloseTo(SIXTEENTH, 6))
  })
})

test('a count-in silences the answer, and four clicks lead to bar one', () => {
  const stage = new Stage({ network: runs() })
  phrase(stage)
  stage.at(4.33, { type: 'countIn' })
  stage.until(10)
  const clicks = stage.commands.filter((command) => command.type === 'click')
  expect(clicks.map(({ accent }) => accent)).toEqual([true, false, false, false])
  expect(stage.partnerNotes.every(({ atSeconds }) => atSeconds < 4.36)).toBe(true)
  const { map, grid } = stage.conductor.state.clock
  expect(map).toHaveLength(1)
  expect(grid.originTicks * (BEAT / 480)).toBeCloseTo((clicks[0]?.atSeconds ?? 0) + BAR, 6)
})
