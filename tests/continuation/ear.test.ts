import { describe, expect, test } from 'vitest'
import type { Mode } from '../../engine/core/events.ts'
import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import { draw } from '../../engine/core/random.ts'
import { valueOfKeyChoice, type KeyChoice } from '../../engine/expression/key.ts'
import { replay } from '../../engine/performance/replay.ts'
import { viewOf } from '../../engine/performance/view.ts'
import { runs, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { noteOff, noteOn, Stage } from '../performance/stage.ts'

/** Pitch, sixteenth and length of "Twinkle, twinkle" with eighths between. */
const TUNE: readonly (readonly [pitch: number, step: number, steps: number])[] = [
  [60, 0, 2],
  [60, 2, 2],
  [67, 4, 2],
  [67, 6, 2],
  [69, 8, 2],
  [69, 10, 1],
  [71, 11, 1],
  [67, 12, 4],
  [65, 16, 2],
  [65, 18, 2],
  [64, 20, 2],
  [64, 22, 2],
  [62, 24, 2],
  [64, 26, 1],
  [62, 27, 1],
  [60, 28, 4],
]

interface Hand {
  readonly tempo?: number
  readonly jitterSeconds?: number
  readonly transposed?: number
  readonly startSeconds?: number
}

/** A person plays the tune: seeded jitter, louder on beat one. @returns its last onset, in seconds */
function human(
  stage: Stage,
  { tempo = 87, jitterSeconds = 0.02, transposed = 0, startSeconds = 1 }: Hand = {},
): number {
  const happenings = TUNE.flatMap(([pitch, step, steps], index) => {
    const late = jitterSeconds * (2 * draw(5, 'jitter', index) - 1)
    const onset = startSeconds + (step * 15) / tempo + late
    const end = onset + (0.8 * steps * 15) / tempo
    const velocity = step % 16 === 0 ? 0.9 : 0.6
    return [
      { at: onset, event: noteOn(pitch + transposed, 'keys', velocity) },
      { at: end, event: noteOff(pitch + transposed) },
    ]
  }).sort((a, b) => a.at - b.at)
  for (const { at, event } of happenings) stage.at(at, event)
  return startSeconds + (28 * 15) / tempo
}

/** Hears the key in which the fewest notes are black: losses as the worker gives them. */
class KeyedNetwork extends ScriptedNetwork {
  readonly keyAsks: KeyAsk[] = []
  #playing: number[] = []
  #stream = -1

  answerKey(ask: KeyAsk): KeyReply {
    this.keyAsks.push(ask)
    if (ask.keep > 0 && (ask.stream !== this.#stream || ask.keep > this.#playing.length)) {
      return { ask: ask.ask, outcome: 'lost' }
    }
    this.#stream = ask.stream
    this.#playing = [...this.#playing.slice(0, ask.keep), ...ask.playing]
    const black = [1, 3, 6, 8, 10]
    const losses = Array.from({ length: 12 }, (_, shift) =>
      this.#playing.reduce(
        (sum, one) => sum + (one > 1 && black.includes((one - 2 + shift) % 12) ? 4 : 0),
        0,
      ),
    )
    return { ask: ask.ask, outcome: 'losses', losses, heard: this.#playing.length }
  }

  /** The worker has crashed. */
  override forget(): void {
    super.forget()
    this.#playing = []
    this.#stream = -1
  }
}

const keyed = () =>
  new KeyedNetwork((tokens) =>
    Array.from({ length: 38 }, (_, token) => Math.fround(2 * draw(tokens.length, 'taste', token))),
  )

describe('the beat', () => {
  /** Plays the tune, and after a pause three eighths and a quarter that begin off its beat. */
  const playsOn = (fromStep: number) => {
    const stage = new Stage({ network: keyed() })
    human(stage, { jitterSeconds: 0.01 })
    const secondsOf = (step: number) => 1 + (step * 15) / 87
    for (const [index, steps] of [2, 2, 2, 4].entries()) {
      const step = fromStep + index * 2
      stage.play(60 + index, secondsOf(step), secondsOf(step + 0.8 * steps), 0.6)
    }
    const last = secondsOf(fromStep + 6)
    stage.until(last + 6)
    const entry = stage.partnerNotes.find(({ atSeconds }) => atSeconds > last)
    return ((entry?.atSeconds ?? NaN) - 1) / (60 / 87)
  }
  const fromWhole = (beats: number) => Math.abs(beats - Math.round(beats))

  test('goes on for whoever only paused: the answer enters on it', () => {
    expect(fromWhole(playsOn(38))).toBeLessThan(1 / 6)
  })

  test('is a new one for whoever waited: it begins with the phrase', () => {
    expect(fromWhole(playsOn(58) - 0.5)).toBeLessThan(1 / 6)
  })
})

describe('the key', () => {
  const answerIn = (transposed: number, key: KeyChoice = 'auto') => {
    const network = keyed()
    const stage = new Stage({ network, key })
    human(stage, { transposed })
    stage.until(16)
    return { stage, pitches: stage.partnerNotes.map(({ pitch }) => pitch - transposed) }
  }
  const inC = answerIn(0)

  test('of a tune in C is C, and is shown', () => {
    const { key } = viewOf(inC.stage.conductor.state, 16)
    expect(key?.name).toBe('C')
    expect(key?.confidence).toBeGreaterThan(0.6)
    expect(inC.pitches.length).toBeGreaterThan(4)
  })

  test.each([-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5])(
    'of a tune played %i semitones higher moves the answer with it',
    (transposed) => {
      const { stage, pitches } = answerIn(transposed)
      expect(stage.conductor.state.ear.key.tonic).toBe((transposed + 12) % 12)
      expect(pitches).toEqual(inC.pitches)
    },
  )

  test('set by hand is that key; off leaves the playing as it is', () => {
    const set = answerIn(0, 7)
    expect(set.stage.conductor.state.ear.key).toMatchObject({ tonic: 7, confidence: 1 })
    expect(set.stage.conductor.state.continuation.shift % 12).toBe(5)
    expect(answerIn(2, 'off').stage.conductor.state.continuation.shift).toBe(0)
  })

  test('that the network heard still stands when the next phrase has begun and it has said nothing yet', () => {
    const network = runs()
    const hearsF = ({ ask, playing }: KeyAsk): KeyReply => ({
      ask,
      outcome: 'losses',
      losses: Array.from({ length: 12 }, (_, up) => (up === 7 ? 0 : 200)),
      heard: playing.length,
    })
    const stage = new Stage({
      network: { answer: (ask) => network.answer(ask), answerKey: hearsF },
      key: 'auto',
    })
    const last = human(stage)
    stage.until(last + 8)
    expect(stage.conductor.state.ear.key.tonic).toBe(5)
    stage.network = network
    stage.play(60, stage.now + 0.1, stage.now + 0.4)
    stage.play(71, stage.now + 0.1, stage.now + 0.4)
    // By what was played alone it would be C.
    expect(stage.conductor.state.ear.notes).toHaveLength(2)
    expect(stage.conductor.state.ear.key.tonic).toBe(5)
  })

  test('is told to the worker bit by bit, and again from the start when it was lost', () => {
    const network = keyed()
    const stage = new Stage({ network, key: 'auto' })
    human(stage)
    const told = network.keyAsks.reduce((sum, { playing }) => sum + playing.length, 0)
    expect(network.keyAsks.length).toBeGreaterThan(1)
    expect(told).toBeLessThan(200)
    network.forget()
    human(stage, { startSeconds: stage.now + 8 })
    expect(stage.conductor.state.ear.losses).not.toBeNull()
    stage.until(stage.now + 10)
    stage.conductor.end()
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })
})

describe('the time', () => {
  test.each([76, 87, 104, 118, 140])('of a phrase at %i bpm is that of its answer', (tempo) => {
    const stage = new Stage({ network: runs() })
    human(stage, { tempo })
    stage.until(24)
    const { clock } = stage.conductor.state
    const heard = clock.map.at(-1)?.tempo ?? 0
    const octave = [0.5, 1, 2].find((factor) => Math.abs(heard / tempo / factor - 1) < 0.03)
    expect(octave).toBeDefined()
    const first = stage.partnerNotes[0]?.atSeconds ?? 0
    const beats = ((first - 1) * tempo) / 60
    expect(Math.abs(beats - Math.round(beats))).toBeLessThan(0.1)
    const gaps = stage.partnerNotes
      .slice(1)
      .map(({ atSeconds }, index) => atSeconds - (stage.partnerNotes[index]?.atSeconds ?? 0))
    for (const gap of gaps) expect(gap).toBeCloseTo(15 / heard, 3)
  })

  test('is told to the network as sixteenths of its own grid', () => {
    const network = runs()
    const stage = new Stage({ network })
    const last = human(stage)
    stage.until(last + 1.5)
    const onsets = network.tokens.flatMap((token, index) => (token > 1 ? [index] : []))
    expect(onsets.slice(0, TUNE.length)).toEqual(TUNE.map(([, step]) => step))
  })

  test('is the clock’s while the click is on', () => {
    const stage = new Stage({ network: runs() })
    stage.tell({ type: 'setParameter', parameter: 'click', value: 1 })
    human(stage)
    stage.until(24)
    expect(stage.conductor.state.clock.map).toHaveLength(1)
    expect(stage.conductor.state.clock.grid.originTicks).toBe(0)
  })

  test('has its beat 1 where it was tapped, and not at its first note', () => {
    const stage = new Stage({ network: runs() })
    for (const at of [0.2, 0.7, 1.2, 1.7]) stage.at(at, { type: 'tap' })
    // A pick-up before the third bar.
    for (const [index, pitch] of [60, 64, 65, 67].entries()) {
      stage.play(pitch, 3.7 + index * 0.5, 4.1 + index * 0.5)
    }
    stage.until(stage.now + 0.01)
    const bars = () => viewOf(stage.conductor.state, stage.now)
    const beforeEnd = bars()
    stage.until(7.3)
    const afterEnd = bars()
    // 5.61 s is in the third beat of a bar that begins at 4.2 s, 7.3 s in that of the next.
    expect(beforeEnd.beat).toBe(3)
    expect(afterEnd.beat).toBe(3)
    expect(afterEnd.bar - beforeEnd.bar).toBe(1)
  })

  test('is the taps’ after taps', () => {
    const stage = new Stage({ network: runs() })
    for (const at of [0.2, 0.7, 1.2, 1.7]) stage.at(at, { type: 'tap' })
    human(stage, { startSeconds: 2.2 })
    stage.until(24)
    expect(stage.conductor.state.clock.map.at(-1)?.tempo).toBeCloseTo(120, 6)
  })
})

/** 180 notes of a scale beside a partner in a role. */
function run(mode: Mode): {
  readonly stage: Stage
  readonly network: ReturnType<typeof keyed>
} {
  const network = keyed()
  const stage = new Stage({ network, key: 'auto' })
  stage.tell({ type: 'mode', mode })
  const scale = [60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62]
  for (let index = 0; index < 180; index++) {
    const at = 1 + index * 0.13
    stage.play(scale[index % scale.length] ?? 60, at, at + 0.1)
  }
  return { stage, network }
}

describe('a long run without a rest', () => {
  test('is read note by note as it is played, where the partner goes by it', () => {
    const { stage } = run('together')
    expect(stage.conductor.state.ear.unread).toBeLessThanOrEqual(1)
  })

  test('that awaits its answer is read bit by bit before it is over, and the network asked for its key', () => {
    const { stage, network } = run('answer')
    const { ear: played } = stage.conductor.state
    expect(played.unread).toBe(played.notes.length)
    let most = 0
    while (!stage.conductor.state.continuation.plan && stage.now < 40) {
      const { unread } = stage.conductor.state.ear
      const asks = network.keyAsks.length
      stage.until(stage.now + 0.005)
      const { continuation, ear } = stage.conductor.state
      most = Math.max(most, unread - ear.unread)
      if (!continuation.plan) continue
      expect(unread).toBe(0)
      expect(asks).toBeGreaterThan(0)
    }
    // Five milliseconds of the page's wake-ups: a few notes, never all.
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(6)
    expect(stage.conductor.state.continuation.plan).not.toBeNull()
  })
})

describe('the log', () => {
  test('says in which key is played from where on, and how sure the ear is', () => {
    const stage = new Stage({ network: keyed(), key: 'auto' })
    human(stage, { transposed: 3 })
    stage.tell({ type: 'setParameter', parameter: 'key', value: valueOfKeyChoice('off') })
    const keys = stage
      .log()
      .filter((line) => line.startsWith('{"key"'))
      .map((line) => JSON.parse(line) as { key: { name: string | null; confidence: number } })
    expect(keys.map(({ key }) => key.name).slice(-2)).toEqual(['Eb', null])
    expect(keys.at(-2)?.key.confidence).toBeGreaterThan(0.4)
    stage.conductor.end()
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })
})
