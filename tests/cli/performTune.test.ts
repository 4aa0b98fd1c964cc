import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTune } from '../../engine/cli/midiFile.ts'
import { Offline } from '../../engine/cli/offline.ts'
import { performTune } from '../../engine/cli/performTune.ts'
import type { TemperatureLine } from '../../engine/cli/temperature.ts'
import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import { midiNote } from '../../engine/core/units.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { replay } from '../../engine/performance/replay.ts'
import type { NoteOnCommand } from '../../engine/sound/commands.ts'
import { line, longTune, midiOf, TICKS_PER_STEP, TWINKLE, type Written } from './tunes.ts'

const VOCABULARY = 38

/** Begins another note at every step, whatever it has heard, and remembers what it was asked. */
function eagerModel() {
  const asks: Ask[] = []
  const answer = (ask: Ask): Reply | undefined => {
    asks.push(ask)
    const logits = Array.from({ length: VOCABULARY }, (_, token) =>
      token === 14 + (asks.length % 7) ? 100 : 0,
    )
    return ask.reply ? { ask: ask.ask, outcome: 'logits', logits } : undefined
  }
  return { asks, answer }
}

interface Show {
  readonly steps?: number
  readonly temperature?: TemperatureLine
  readonly answer?: (ask: Ask) => Reply | undefined
}

function show(file: Uint8Array, { steps = 64, temperature, answer }: Show) {
  const commands: Command[] = []
  const written: string[] = []
  const offline = new Offline(
    7,
    'test',
    { perform: (given) => commands.push(...given), write: (lines) => written.push(lines) },
    answer ?? eagerModel().answer,
  )
  const facts = { name: 'eager', hash: 'ee', minPitch: midiNote(48), maxPitch: midiNote(83) }
  offline.prepare({ type: 'model', status: 'ready', ...facts })
  const played = performTune(offline, readTune(file, 'a test'), {
    steps,
    temperature: temperature ?? { from: 1, to: 1 },
    key: 'off',
    chords: [],
  })
  const notes = commands.filter((command) => command.type === 'noteOn')
  return {
    played,
    model: notes.filter(({ voice }) => voice === 'model'),
    performer: notes.filter(({ voice }) => voice === 'performer'),
    commands,
    log: written.join('').trimEnd().split('\n'),
    state: offline.state,
  }
}

const twinkle = readFileSync(TWINKLE)
const temperatures = (notes: readonly NoteOnCommand[]) =>
  notes.map(({ temperature }) => temperature)

describe('a sweep', () => {
  test('reaches exactly 0.875 with the first step and 1.15 with the last', () => {
    const { model } = show(twinkle, { temperature: { from: 0.875, to: 1.15 } })
    const heard = temperatures(model)
    expect(heard).toHaveLength(64)
    expect([heard.at(0), heard.at(-1)]).toEqual([0.875, 1.15])
    heard.forEach((temperature, step) => {
      expect(temperature).toBeCloseTo(0.875 + ((1.15 - 0.875) * step) / 63, 12)
    })
  })

  test('moves rhythm and choice of notes alike', () => {
    const { model } = show(twinkle, { temperature: { from: 0.3, to: 2 } })
    expect(model.map(({ provenance }) => provenance?.rhythmTemperature)).toEqual(
      temperatures(model),
    )
  })

  test('may fall, and through a single step stands still', () => {
    const falling = show(twinkle, { temperature: { from: 2, to: 0 }, steps: 5 })
    expect(temperatures(falling.model)).toEqual([2, 1.5, 1, 0.5, 0])
    const single = show(twinkle, { temperature: { from: 0.5, to: 2 }, steps: 1 })
    expect(temperatures(single.model)).toEqual([0.5])
  })

  test('begins with the continuation where the tune ends beside the beat', () => {
    const notes: Written[] = [...line([60, 62, 64]), { pitch: 65, at: 1440, lasts: 1100 }]
    const { played, model } = show(midiOf(notes), { temperature: { from: 0.5, to: 1 }, steps: 3 })
    expect(played.startTicks).toBe(2880)
    expect(temperatures(model)).toEqual([0.5, 0.75, 1])
  })
})

describe('the continuation', () => {
  test('has exactly as many steps as were wanted, one after another from the last note’s end', () => {
    const { model, played } = show(twinkle, { steps: 37 })
    expect(played.startTicks).toBe(64 * TICKS_PER_STEP)
    expect(model.map(({ provenance }) => provenance?.step)).toEqual([...Array(37).keys()])
    model.forEach(({ atSeconds }, step) => expect(atSeconds).toBeCloseTo(8 + step * 0.125, 9))
  })

  test('is played by the network at every step: no reply is late', () => {
    const { model } = show(midiOf(line([60, 62], 480), slow), { steps: 200 })
    expect(new Set(model.map(({ provenance }) => provenance?.model))).toEqual(new Set(['ee']))
    const fast = show(midiOf(line([60, 62], 480), quick), { steps: 200 })
    expect(new Set(fast.model.map(({ provenance }) => provenance?.model))).toEqual(new Set(['ee']))
  })

  test('ends with its last note let go', () => {
    const { commands } = show(twinkle, {})
    const ons = commands.filter(({ type }) => type === 'noteOn').length
    const offs = commands.filter((command) => command.type === 'noteOff')
    expect(offs).toHaveLength(ons)
    expect(offs.at(-1)?.atSeconds).toBeCloseTo(16, 9)
  })

  test('comes a beat later where the tune’s last note begins just before its end', () => {
    const notes: Written[] = [...line([60, 62], 950), { pitch: 65, at: 1910, lasts: 10 }]
    const { played, model, performer } = show(midiOf(notes), { steps: 8 })
    expect(performer).toHaveLength(3)
    expect(played.startTicks).toBe(2400)
    expect(model).toHaveLength(8)
  })

  test('goes on with a Markov chain when the network fails on the way', () => {
    const { answer } = eagerModel()
    let asked = 0
    const { model, log, state } = show(twinkle, {
      answer: (ask) => {
        if (ask.reply && ++asked > 10) throw new Error('the weights are broken')
        return answer(ask)
      },
    })
    expect(model.slice(0, 10).every(({ provenance }) => provenance?.model === 'ee')).toBe(true)
    expect(model.slice(10).every(({ provenance }) => provenance?.model === 'markov')).toBe(true)
    expect(state.continuation.model).toEqual({ status: 'failed', reason: 'the weights are broken' })
    expect(replay(log)).toMatchObject({ identical: true })
  })

  test('is told again what it has lost', () => {
    const { answer } = eagerModel()
    let isLost = true
    const { model, log } = show(twinkle, {
      answer: (ask) => {
        if (isLost && ask.keep > 20) {
          isLost = false
          return { ask: ask.ask, outcome: 'lost' }
        }
        return answer(ask)
      },
    })
    expect(isLost).toBe(false)
    expect(model).toHaveLength(64)
    expect(replay(log)).toMatchObject({ identical: true })
  })
})

describe('the tune', () => {
  test('is told to the model as tokens from its first bar line, each with its place in the bar', () => {
    const { asks, answer } = eagerModel()
    show(twinkle, { answer, steps: 1 })
    const tokens: number[] = []
    const counters: number[] = []
    for (const ask of asks) {
      tokens.splice(ask.keep, Infinity, ...ask.tokens)
      counters.splice(ask.keep, Infinity, ...ask.counters)
    }
    expect(tokens.slice(0, 12)).toEqual([14, 0, 0, 0, 14, 0, 0, 0, 21, 0, 0, 0])
    expect(counters).toEqual([...Array(65).keys()])
  })

  test('is heard on the grid although its tempo changes', () => {
    const { asks, answer } = eagerModel()
    const file = midiOf(line([60, 62, 64, 65, 67, 65, 64, 62]), ({ header }) => {
      header.tempos.push(
        { ticks: 960, bpm: 75 },
        { ticks: 1440, bpm: 133 },
        { ticks: 2880, bpm: 61 },
      )
    })
    show(file, { answer, steps: 1 })
    const heard = asks.flatMap((ask) => ask.tokens)
    expect(heard.slice(0, 32)).toEqual(
      [60, 62, 64, 65, 67, 65, 64, 62].flatMap((pitch) => [pitch - 46, 0, 0, 0]),
    )
  })

  test('may last for an hour', { timeout: 60_000 }, () => {
    const { model, performer, log } = show(longTune(7200), { steps: 4 })
    expect(performer).toHaveLength(7200)
    expect(model).toHaveLength(4)
    expect(replay(log)).toMatchObject({ identical: true })
  })
})

function slow({ header }: { header: { tempos: { ticks: number; bpm: number }[] } }): void {
  header.tempos = [{ ticks: 0, bpm: 30 }]
}

function quick({ header }: { header: { tempos: { ticks: number; bpm: number }[] } }): void {
  header.tempos = [{ ticks: 0, bpm: 300 }]
}
