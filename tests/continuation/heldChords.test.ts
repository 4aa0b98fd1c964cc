import { describe, expect, test } from 'vitest'
import { stepAt } from '../../engine/clock/grid.ts'
import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import {
  chordAtStep,
  chordsAfter,
  chordsRebased,
  classesOf,
  withChord,
  type HeldChord,
} from '../../engine/continuation/heldChords.ts'
import {
  chordOfBar,
  progressionsFromBarOne,
  progressionsInBars,
  progressionsRebased,
  withProgression,
  type Progressions,
} from '../../engine/continuation/progression.ts'
import { replay } from '../../engine/performance/replay.ts'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { Continuator } from '../../models/melody/continuator.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { memoryFiles, randomCheckpoint } from '../models/melody/randomCheckpoint.ts'
import { BAR, noteOff, noteOn, Stage, type Network } from '../performance/stage.ts'

const SPLIT = 60
const C = [48, 52, 55]
const F_SHARP = [54, 58, 49]

/** A network that knows chords, as chord_pitches_improv does, of random weights; it keeps its asks. */
class ChordedNetwork implements Network {
  readonly asks: Ask[] = []
  readonly #continuator: Continuator<unknown>

  constructor(continuator: Continuator<unknown>) {
    this.#continuator = continuator
  }

  answer(ask: Ask): Reply | null {
    this.asks.push(ask)
    return this.#continuator.answer(ask) ?? null
  }
}

async function networkWith(chordEncoder?: string): Promise<ChordedNetwork> {
  const plan = { seed: 21, units: [24], ...(chordEncoder !== undefined && { chordEncoder }) }
  const checkpoint = await loadCheckpoint(memoryFiles(randomCheckpoint(plan)))
  return new ChordedNetwork(new Continuator(new LstmMelodyModel(checkpoint)))
}

/** A phrase in the right hand over a chord in the left, which stays down under the answer. */
function overChord(network: Network, chord: readonly number[], split = SPLIT): Stage {
  const stage = new Stage({ network })
  stage.tell({ type: 'setParameter', parameter: 'hands.split', value: split })
  // What the dice do for chord tones is another matter.
  stage.tell({ type: 'setParameter', parameter: 'dice.harmony', value: 0 })
  for (const pitch of chord) stage.at(0.98, noteOn(pitch))
  for (const [index, pitch] of [72, 74, 76, 79].entries()) {
    stage.play(pitch, 1 + index * 0.6, 1.5 + index * 0.6)
  }
  stage.until(1 + 4 * BAR)
  stage.conductor.end()
  return stage
}

const heldFrom = (...chords: [step: number, pitches: readonly number[]][]): readonly HeldChord[] =>
  chords.reduce<readonly HeldChord[]>(
    (held, [step, pitches]) => withChord(held, step, classesOf(pitches)),
    [],
  )

const played = (chords: readonly HeldChord[]) => ({ chords, progressions: [] })

describe('the chords of the left hand', () => {
  test('last from one to the next; notes struck one after the other are one chord', () => {
    const held = heldFrom([0, [48, 52]], [0, C], [15, []], [16, F_SHARP], [16, F_SHARP])
    expect(held.map(({ step }) => step)).toEqual([0, 15, 16])
    expect([-1, 0, 14, 15, 16, 99].map((step) => chordAtStep(held, step))).toEqual([
      ...[[], [0, 4, 7], [0, 4, 7], []],
      ...[
        [1, 6, 10],
        [1, 6, 10],
      ],
    ])
  })

  test('that are struck again at once were never let go', () => {
    expect(heldFrom([0, C], [16, []], [16, C]).map(({ step }) => step)).toEqual([0])
  })

  test('are told for the sixteenth after each token, in the model’s key', () => {
    const held = heldFrom([4, C])
    expect(chordsAfter(played(held), [2, 3, 4], 2)).toEqual([[], [2, 6, 9], [2, 6, 9]])
    expect(chordsAfter(played(chordsRebased(held, 3)), [0], 0)).toEqual([[0, 4, 7]])
    expect(chordsAfter(played(held), [0, 1], 0)).toBeUndefined()
    expect(classesOf([36, 48])).toEqual([])
  })
})

describe('a network that knows chords', () => {
  test('plays under the chord that is held, and otherwise under another', async () => {
    const under = async (chord: readonly number[]) => {
      const network = await networkWith('PitchChordEncoder')
      const stage = overChord(network, chord)
      const ahead = stage.commands.flatMap((command) =>
        command.type === 'askAhead' ? [command.ask.chords ?? []] : [],
      )
      return { notes: stage.partnerNotes, asks: network.asks, ahead }
    }
    const [c, again, other, none] = [
      await under(C),
      await under(C),
      await under(F_SHARP),
      await under([]),
    ]
    expect(c.notes.length).toBeGreaterThan(4)
    expect(c.notes).toEqual(again.notes)
    const pitches = ({ notes }: typeof c) => notes.map(({ pitch }) => pitch)
    expect(pitches(c)).not.toEqual(pitches(other))
    expect(pitches(c)).not.toEqual(pitches(none))
    const asked = c.asks.filter(({ tokens }) => tokens.length > 0)
    expect(asked.every(({ chords, tokens }) => chords?.length === tokens.length)).toBe(true)
    expect(asked.at(-1)?.chords).toEqual([[0, 4, 7]])
    expect(c.ahead.at(-1)?.at(-1)).toEqual([0, 4, 7])
    expect(none.asks.every(({ chords }) => chords === undefined)).toBe(true)
  })

  test('hears no chord without a split, and a take over chords replays to the same digest', async () => {
    const network = await networkWith('PitchChordEncoder')
    overChord(network, C, 0)
    expect(network.asks.every(({ chords }) => chords === undefined)).toBe(true)
    const stage = overChord(await networkWith('PitchChordEncoder'), C)
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })

  test('goes on without one when the hand lets go', async () => {
    const network = await networkWith('PitchChordEncoder')
    const stage = new Stage({ network })
    stage.tell({ type: 'setParameter', parameter: 'hands.split', value: SPLIT })
    for (const pitch of C) stage.at(0.98, noteOn(pitch))
    stage.play(72, 1, 1.5)
    stage.tell({ type: 'continue', steps: 64 })
    stage.until(1 + BAR)
    for (const pitch of C) stage.tell(noteOff(pitch))
    stage.until(1 + 3 * BAR)
    const chords = network.asks.filter(({ reply }) => reply).map((ask) => ask.chords?.at(-1))
    expect(chords[0]).toEqual([0, 4, 7])
    expect(chords.at(-1)).toBeUndefined()
  })
})

const [AM, F, G] = [
  [9, 0, 4],
  [5, 9, 0],
  [7, 11, 2],
] as const

describe('a progression', () => {
  const progressions = withProgression([], [AM, F, []], 21, '4/4')
  const bars = (of: Progressions, ...steps: number[]) => steps.map((step) => chordOfBar(of, step))

  test('goes a chord a bar, over and over, from where it is asked for', () => {
    expect(bars(progressions, 15, 20, 21, 31, 32, 48, 64)).toEqual([[], [], AM, AM, F, [], AM])
    expect(withProgression([], [], 21, '4/4')).toEqual([])
  })

  test('begins with bar one where it is asked for before, and again after a count-in', () => {
    expect(bars(withProgression([], [AM, F], -7, '4/4'), -1, 0, 16)).toEqual([[], AM, F])
    const counted = progressionsFromBarOne(progressionsRebased(progressions, 53))
    expect(bars(counted, 0, 16, 32)).toEqual([AM, F, []])
  })

  test('that is replaced or ended stays what was played under', () => {
    const next = withProgression(progressions, [G], 40, '4/4')
    expect(bars(next, 31, 39, 40, 48)).toEqual([AM, F, G, G])
    expect(bars(withProgression(next, [], 50, '4/4'), 39, 49, 50, 99)).toEqual([F, G, [], []])
  })

  test('keeps to bars that move: each has the chord that most of it had', () => {
    const moved = (by: number, step: number) =>
      progressionsInBars(progressionsRebased(progressions, by), '4/4', step)
    expect(bars(moved(3, 31), 18, 31, 32, 47, 48)).toEqual([AM, AM, F, F, []])
    expect(bars(moved(-1, 40), 31, 32, 48)).toEqual([AM, F, []])
    expect(progressionsInBars(progressions, '4/4', 40)).toBe(progressions)
  })

  test('in bars of another length goes on from the chord that is played', () => {
    const threes = progressionsInBars(progressions, '3/4', 33)
    expect(bars(threes, 24, 35, 36, 48)).toEqual([F, F, [], AM])
  })

  test('gives way to the left hand, and goes on when that lets go', () => {
    const chords = heldFrom([16, C], [32, []])
    expect(chordsAfter({ chords, progressions }, [14, 15, 31], 2)).toEqual([
      [],
      [2, 6, 9],
      [7, 11, 2],
    ])
  })

  /** Twelve notes in a time of their own. */
  function ownTime(network: Network): Stage {
    const stage = new Stage({ network })
    stage.tell({ type: 'setParameter', parameter: 'hands.split', value: 55 })
    for (let n = 0; n < 12; n++) stage.play(72 + (n % 5), 0.5 + n * 0.45, 0.9 + n * 0.45)
    return stage
  }

  test('goes on through the end of a phrase that brings bars of its own', async () => {
    const network = await networkWith('PitchChordEncoder')
    const stage = ownTime(network)
    stage.tell({ type: 'progression', chords: [AM, F, G] })
    let before: readonly number[] = []
    let origin = 0
    let ends = 0
    for (let at = 6; at < 9; at += 0.01) {
      stage.until(at)
      const { clock, horizonTicks, continuation } = stage.conductor.state
      const chord = chordOfBar(continuation.progressions, stepAt(clock.grid, horizonTicks))
      if (clock.grid.originTicks !== origin && origin !== 0) {
        ends++
        expect(chord).toEqual(before)
      }
      ;[before, origin] = [chord, clock.grid.originTicks]
    }
    expect(ends).toBeGreaterThan(0)
  })

  test('and what the left hand took up in the phrase’s last bar is under its answer, too', async () => {
    const network = await networkWith('PitchChordEncoder')
    const stage = ownTime(network)
    for (const pitch of [40, 44, 47]) stage.at(5.4, noteOn(pitch))
    stage.until(6)
    const heard = network.asks.length
    stage.until(9)
    const answers = network.asks.slice(heard).filter(({ reply }) => reply)
    expect(answers.length).toBeGreaterThan(4)
    for (const { chords } of answers) expect(chords?.at(-1)).toHaveLength(3)
  })

  test('is played under, bar by bar, by a network that knows chords, and replays to the same digest', async () => {
    const network = await networkWith('PitchChordEncoder')
    const stage = new Stage({ network })
    stage.tell({ type: 'progression', chords: [AM, F, G] })
    stage.play(72, 0.1, 0.6)
    stage.tell({ type: 'continue', steps: 48 })
    stage.until(1 + 4 * BAR)
    stage.conductor.end()
    const told = new Map(
      network.asks.flatMap(({ counters, chords = [] }) =>
        counters.map((step, at) => [step + 1, chords[at]] as const),
      ),
    )
    expect(told.size).toBeGreaterThan(40)
    const { shift } = stage.conductor.state.continuation
    const inKey = (classes: readonly number[]) => classes.map((one) => (one + shift + 120) % 12)
    for (const [step, classes] of told) {
      expect([step, classes]).toEqual([step, inKey([AM, F, G][Math.floor(step / 16) % 3] ?? [])])
    }
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })
})
