import { describe, expect, test } from 'vitest'
import { tempoAt } from '../../engine/clock/tempoMap.ts'
import type { Event, Mode } from '../../engine/core/events.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { replay } from '../../engine/performance/replay.ts'
import { advanceTo } from '../../engine/performance/step.ts'
import { anything, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { Stage } from '../performance/stage.ts'

/** The player's, that nobody has told the engine, whose clock stands at 100. */
const TEMPO = 137
const EIGHTH = 60 / TEMPO / 2
const OWN_SIXTEENTH = EIGHTH / 2
const TUNE = [63, 67, 70, 67, 68, 72, 70, 68, 67, 70, 67, 65, 63, 62, 65, 63]
/** A phrase of two bars and the bar's rest after it. */
const PHRASE = 24 * EIGHTH

interface Performed {
  readonly mode: Mode
  readonly before?: Event
  readonly phrases?: number
  readonly pitches?: readonly number[]
}

/** Phrases of the tune, from second 1 on. */
function perform({ mode, before, phrases = 3, pitches = TUNE }: Performed): Stage {
  const stage = new Stage({ seed: 3, network: new ScriptedNetwork(anything) })
  stage.tell({ type: 'mode', mode })
  if (before) stage.tell(before)
  for (let phrase = 0; phrase < phrases; phrase++) {
    const from = 1 + phrase * PHRASE
    for (const [index, pitch] of pitches.entries()) {
      stage.play(pitch, from + index * EIGHTH, from + (index + 0.8) * EIGHTH)
    }
    stage.until(from + PHRASE - 0.1)
  }
  return stage
}

const tempoOf = ({ conductor: { state } }: Stage): number =>
  tempoAt(state.clock.map, state.horizonTicks)

/** How far a moment lies from the player's sixteenths, as a share of one. */
function fromSixteenth({ atSeconds }: { atSeconds: number }): number {
  const sixteenths = (atSeconds - 1) / OWN_SIXTEENTH
  return Math.abs(sixteenths - Math.round(sixteenths))
}

const ROLES: readonly Mode[] = ['together', 'shadow', 'solo', 'trade', 'listen']

describe.each(ROLES)('with nobody’s click, in the role %s', (mode) => {
  test('the clock takes the tempo of the phrase that is over, and says so', () => {
    const stage = perform({ mode, phrases: 1 })
    expect(tempoOf(stage)).toBeCloseTo(TEMPO, 0)
    expect(stage.conductor.state.ear.lastPhrase).toMatchObject({ time: 'heard', notes: 16 })
  })

  test('a click keeps its time', () => {
    const click: Event = { type: 'setParameter', parameter: 'click', value: 1 }
    const stage = perform({ mode, before: click, phrases: 2 })
    expect(tempoOf(stage)).toBe(100)
    expect(stage.conductor.state.ear.lastPhrase).toMatchObject({ time: 'given', tempo: 100 })
  })

  test('no note is doubled or cut to a click where the time changes, and none is left', () => {
    const stage = perform({ mode })
    const onsets = stage.partnerNotes.map(({ atSeconds }) => atSeconds)
    for (const [index, at] of onsets.entries()) {
      expect(at - (onsets[index - 1] ?? -1)).toBeGreaterThan(0.45 * OWN_SIXTEENTH)
    }
    stage.tell({ type: 'mode', mode: 'answer' })
    for (const note of stage.partnerNotes) expect(stage.endOf(note)).toBeDefined()
  })

  test('a wait cut into any windows brings the same, and the log replays to it', () => {
    const stage = inThePhrase(mode)
    const playing = stage.conductor.state
    const whole = advanceTo(playing, 12)
    for (const window of [0.003, 0.021, 0.4]) {
      let cut = playing
      const commands: Command[] = []
      for (let turn = 1; cut.horizonTicks < whole.state.horizonTicks; turn++) {
        const at = Math.min(12, stage.now + turn * window)
        const piece = advanceTo(cut, at)
        cut = piece.state
        commands.push(...piece.commands)
      }
      expect(commands).toEqual(whole.commands)
      expect(cut).toEqual(whole.state)
    }
    expect(tempoAt(whole.state.clock.map, whole.state.horizonTicks)).toBeCloseTo(TEMPO, 0)
    stage.until(8)
    stage.conductor.end()
    expect(replay(stage.log(), () => undefined)).toMatchObject({ identical: true })
  })
})

const PLAYING = ROLES.filter((mode) => mode !== 'listen')

describe.each(PLAYING)('with nobody’s click, beside who plays in the role %s', (mode) => {
  test('the partner’s onsets beside the second phrase lie on the player’s sixteenths', () => {
    const beside = perform({ mode, phrases: 2 }).partnerNotes.filter(
      ({ atSeconds }) => atSeconds > 1 + PHRASE - 0.1,
    )
    expect(beside.length).toBeGreaterThan(5)
    for (const note of beside) expect(fromSixteenth(note)).toBeLessThan(0.05)
  })
})

/** As it stands when the last key of a phrase has come up, and its end is to come. */
function inThePhrase(mode: Mode): Stage {
  const stage = new Stage({ seed: 3, network: new ScriptedNetwork(anything) })
  stage.tell({ type: 'mode', mode })
  for (const [index, pitch] of TUNE.entries()) {
    stage.play(pitch, 1 + index * EIGHTH, 1 + (index + 0.8) * EIGHTH)
  }
  return stage
}

test('when partners trade, the partner comes in on a bar line of the player’s', () => {
  const [first] = perform({ mode: 'trade' }).partnerNotes
  const bars = ((first?.atSeconds ?? 0) - 1) / (8 * EIGHTH)
  expect(bars).toBeGreaterThan(3.9)
  expect(bars - Math.floor(bars + 0.01)).toBeLessThan(0.3)
})

test('a second voice that kept above a low phrase goes below the high one that follows', () => {
  const stage = perform({ mode: 'together', phrases: 1, pitches: TUNE.map((pitch) => pitch - 24) })
  expect(Math.max(...stage.partnerNotes.map(({ pitch }) => pitch))).toBeGreaterThan(60)
  const from = stage.now + 0.2
  const heard = stage.partnerNotes.length
  for (const [index, pitch] of TUNE.entries()) {
    stage.play(pitch + 12, from + index * EIGHTH, from + (index + 0.8) * EIGHTH)
  }
  stage.until(from + PHRASE - 0.1)
  const beside = stage.partnerNotes.slice(heard).filter(({ atSeconds }) => atSeconds > from + 0.1)
  expect(beside.length).toBeGreaterThan(3)
  expect(Math.max(...beside.map(({ pitch }) => pitch))).toBeLessThan(63 + 12)
})

test('one note alone moves no bars under the partner', () => {
  const stage = new Stage({ network: new ScriptedNetwork(anything) })
  stage.tell({ type: 'mode', mode: 'together' })
  stage.play(72, 1, 1.2)
  stage.until(4)
  const { grid } = stage.conductor.state.clock
  stage.play(72, 4.31, 4.4)
  stage.until(8)
  expect(stage.conductor.state.clock.grid).toEqual(grid)
})
