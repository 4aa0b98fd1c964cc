import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { isOnset, MELODY_RANGE, pitchOfToken } from '../../engine/continuation/tokens.ts'
import { tunesOf } from '../../engine/continuation/tuneTokens.ts'
import { isEvent } from '../../engine/core/checkEvent.ts'
import type { Event } from '../../engine/core/events.ts'
import { LEAST_KEY_CONFIDENCE } from '../../engine/expression/key.ts'
import { notesOfLog } from '../../engine/performance/logNotes.ts'
import { replay } from '../../engine/performance/replay.ts'
import { viewOf, type View } from '../../engine/performance/view.ts'
import { ShippedNetwork } from './shippedNetwork.ts'
import { Stage } from './stage.ts'

/** How it was played stands in tests/recordings/writeHuman.ts. */
const RECORDING = fileURLToPath(new URL('../recordings/human.json', import.meta.url))
const TEMPO = 92
const BEAT = 60 / TEMPO
const BETWEEN_SECONDS = 14
const C_MAJOR = [0, 2, 4, 5, 7, 9, 11]
const E_FLAT = 3
const E_FLAT_MAJOR = [3, 5, 7, 8, 10, 0, 2]

const isHappening = (one: unknown): one is { atSeconds: number; event: Event } =>
  typeof one === 'object' &&
  one !== null &&
  'atSeconds' in one &&
  typeof one.atSeconds === 'number' &&
  'event' in one &&
  isEvent(one.event)

let stage: Stage
/** Just before each answer. */
const views: View[] = []
/** Just before each new phrase. */
const answers: Stage['partnerNotes'][] = []

/** Of takes with other dice. */
const otherAnswers: Stage['partnerNotes'][] = []

const network = new ShippedNetwork()
const happenings: unknown = JSON.parse(readFileSync(RECORDING, 'utf8'))
const played = Array.isArray(happenings) ? happenings.filter(isHappening) : []

function playPhrase(on: Stage, phrase: number): void {
  const [from, to] = [phrase * BETWEEN_SECONDS, (phrase + 1) * BETWEEN_SECONDS]
  for (const { atSeconds, event } of played) {
    if (atSeconds >= from && atSeconds < to) on.at(atSeconds, event)
  }
}

beforeAll(() => {
  stage = new Stage({ network, key: 'auto' })
  for (let phrase = 0; phrase < 3; phrase++) {
    const from = phrase * BETWEEN_SECONDS
    playPhrase(stage, phrase)
    stage.until(from + 1 + 33 * (BEAT / 4))
    stage.until(stage.now + BEAT)
    views.push(viewOf(stage.conductor.state, stage.now))
    stage.until(from + BETWEEN_SECONDS)
    answers.push(stage.partnerNotes.filter(({ atSeconds }) => atSeconds >= from))
  }
  stage.conductor.end()
  for (const seed of [1, 2, 3, 4]) {
    const other = new Stage({ network, key: 'auto', seed })
    for (const phrase of [0, 1]) {
      playPhrase(other, phrase)
      other.until((phrase + 1) * BETWEEN_SECONDS)
    }
    otherAnswers.push(other.partnerNotes)
  }
}, 120_000)

describe('a human performance in E flat, swung, at a tempo nobody was told', () => {
  test('is heard in its key', () => {
    for (const { key } of views) {
      expect(key?.name).toBe('Eb')
      expect(key?.confidence).toBeGreaterThanOrEqual(LEAST_KEY_CONFIDENCE)
    }
    expect(stage.conductor.state.ear.usedKey.tonic).toBe(E_FLAT)
  })

  test('is answered in its key, whatever the dice', () => {
    const shares = [answers.flat(), ...otherAnswers].map((notes) => {
      expect(notes.length).toBeGreaterThan(5)
      const inKey = notes.filter(({ pitch }) => E_FLAT_MAJOR.includes(pitch % 12))
      return inKey.length / notes.length
    })
    // The few chromatic neighbours are the model's own.
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThanOrEqual(
      0.9,
    )
  })

  test('is heard in its time', () => {
    for (const { tempo } of views) {
      const octave = [0.5, 1, 2].find((factor) => Math.abs(tempo / TEMPO / factor - 1) < 0.04)
      expect(octave).toBeDefined()
    }
  })

  test('is answered in whole phrases: after each, when it is over, and before the next', () => {
    for (const [phrase, notes] of answers.entries()) {
      expect(notes.length).toBeGreaterThan(2)
      const start = phrase * BETWEEN_SECONDS + 1
      const lastOnset = start + 28 * (BEAT / 4)
      for (const { atSeconds } of notes) {
        expect(atSeconds).toBeGreaterThan(lastOnset + 0.9 * BEAT)
        expect(atSeconds).toBeLessThan(start + BETWEEN_SECONDS - 1)
      }
    }
  })

  test('enters within two sixteenths of a beat of the player’s', () => {
    for (const [phrase, notes] of answers.entries()) {
      const beats = ((notes[0]?.atSeconds ?? 0) - phrase * BETWEEN_SECONDS - 1) / BEAT
      expect(beats - Math.floor(beats + 0.15)).toBeLessThan(0.65)
    }
  })

  test('is answered swung as it was played', () => {
    const feel = stage.conductor.state.ear.feel
    expect(feel?.swing.unitSteps).toBe(2)
    expect(feel?.swing.share).toBeGreaterThan(0.54)
    expect(feel?.swing.share).toBeLessThan(0.62)
    const inBeat = answers[0]?.map(({ atSeconds }) => ((atSeconds - 1) / BEAT) % 1) ?? []
    const offBeats = inBeat.filter((share) => share > 0.3 && share < 0.8)
    expect(offBeats.length).toBeGreaterThan(0)
    for (const share of offBeats) expect(share).toBeGreaterThan(0.53)
  })

  test('is material to learn from by its log: whole phrases, in the model’s key', () => {
    const tunes = tunesOf(notesOfLog(stage.log()), MELODY_RANGE)
    expect(tunes).toHaveLength(answers.length)
    const pitches = tunes
      .flat()
      .filter(isOnset)
      .map((token) => pitchOfToken(token, MELODY_RANGE))
    const inC = pitches.filter((pitch) => C_MAJOR.includes(pitch % 12))
    expect(inC.length / pitches.length).toBeGreaterThan(0.9)
  })

  test('replays to the same digest', () => {
    expect(replay(stage.log())).toMatchObject({ identical: true })
  })
})
