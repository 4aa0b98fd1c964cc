import { describe, expect, test } from 'vitest'
import type { Event, FutureLine } from '../../engine/core/events.ts'
import { replay } from '../../engine/performance/replay.ts'
import { runs, ScriptedNetwork, surely } from '../performance/scriptedNetwork.ts'
import { BAR, BEAT, noteOff, noteOn, SIXTEENTH, Stage } from '../performance/stage.ts'

const TICK = 0.00126

/** D4, then E4 after an eighth, silent from the fifth sixteenth on. */
const line = [64, 0, 66, 0, 1, 0, 0, 0]
const future: FutureLine = {
  line,
  probabilities: line.map((_, step) => 0.5 + step / 100),
  surpriseBits: line.map((_, step) => step / 10),
  temperature: 0.8,
  rhythmTemperature: 0.9,
  seed: 99,
  stream: 'basket/1/3',
  firstDraw: 0,
  model: 'scripted',
}
const take: Event = { type: 'take', future }
const audition: Event = { type: 'audition', future }

/** A stage on which a phrase has begun at second 1, bar one, and whose partner does not answer it. */
function playing(network = new ScriptedNetwork(() => surely(0))): Stage {
  const stage = new Stage({ network })
  stage.tell({ type: 'mode', mode: 'listen' })
  stage.play(60, 1, 1.3)
  return stage
}

const identical = (stage: Stage): void => {
  stage.conductor.end()
  expect(replay(stage.log())).toMatchObject({ identical: true })
}

describe('a future that is taken', () => {
  test('is played from the next bar on, note for note, with the keys of its draws', () => {
    const stage = playing()
    stage.at(1 + BEAT, take)
    stage.until(1 + 4 * BAR)
    const [first, second, ...others] = stage.partnerNotes
    expect(others).toEqual([])
    expect([first?.pitch, second?.pitch]).toEqual([62, 64])
    expect(Math.abs((first?.atSeconds ?? 0) - (1 + BAR))).toBeLessThan(TICK)
    expect(Math.abs((second?.atSeconds ?? 0) - (1 + BAR + 2 * SIXTEENTH))).toBeLessThan(TICK)
    expect(second?.provenance).toEqual({
      step: 2,
      temperature: 0.8,
      rhythmTemperature: 0.9,
      probability: 0.52,
      seed: 99,
      draw: 2,
      model: 'scripted',
      stream: 'basket/1/3',
    })
    const end = second && stage.endOf(second)
    expect(Math.abs((end?.atSeconds ?? 0) - (1 + BAR + 4 * SIXTEENTH))).toBeLessThan(TICK)
    identical(stage)
  })

  test('takes the place of what the partner was about to play', () => {
    const stage = new Stage({ network: runs() })
    stage.play(60, 1, 1.3)
    stage.at(1.4, { type: 'continue', steps: 64 })
    stage.at(1 + BAR + BEAT, take)
    stage.until(1 + 5 * BAR)
    const before = stage.partnerNotes.filter(({ atSeconds }) => atSeconds < 1 + 2 * BAR - TICK)
    const after = stage.partnerNotes.filter(({ atSeconds }) => atSeconds >= 1 + 2 * BAR - TICK)
    expect(before.length).toBeGreaterThan(8)
    expect(after.map(({ pitch }) => pitch)).toEqual([62, 64])
    identical(stage)
  })

  test('is heard by the network as what was played, so that it can go on from there', () => {
    const network = new ScriptedNetwork(() => surely(0))
    const stage = playing(network)
    stage.at(1 + BEAT, take)
    stage.until(1 + 3 * BAR)
    expect(network.tokens.slice(-8)).toEqual([16, 0, 18, 0, 1, 0, 0, 0])
  })

  test('yields to the performer', () => {
    const stage = playing()
    stage.at(1 + BEAT, take)
    stage.at(1 + BAR + 1.5 * SIXTEENTH, noteOn(72))
    stage.at(1 + BAR + BEAT, noteOff(72))
    stage.until(1 + BAR + 2 * BEAT)
    expect(stage.partnerNotes.map(({ pitch }) => pitch)).toEqual([62])
    identical(stage)
  })

  test('waits for its bar while the performer plays on', () => {
    const stage = playing()
    stage.at(1 + BEAT, take)
    stage.play(67, 1 + 2 * BEAT, 1 + 3 * BEAT)
    stage.until(1 + 4 * BAR)
    expect(stage.partnerNotes.map(({ pitch }) => pitch)).toEqual([62, 64])
  })

  test.each<[string, Event]>([
    ['panic', { type: 'panic' }],
    ['another mode', { type: 'mode', mode: 'answer' }],
  ])('is given up at %s', (_, event) => {
    const stage = playing()
    stage.at(1 + BEAT, take)
    stage.at(1 + 2 * BEAT, event)
    stage.until(1 + 3 * BAR)
    expect(stage.partnerNotes).toEqual([])
  })

  test('lies in the tune’s own register, whatever model is there by then', () => {
    const stage = playing()
    stage.at(1 + BEAT, take)
    stage.tell({
      type: 'model',
      status: 'ready',
      name: 'other',
      hash: 'other',
      minPitch: 36,
      maxPitch: 96,
    } as Event)
    stage.until(1 + 4 * BAR)
    const taken = stage.partnerNotes.filter(({ provenance }) => provenance?.stream !== undefined)
    expect(taken.map(({ pitch }) => pitch)).toEqual([62, 64])
  })
})

describe('an audition', () => {
  test('sounds at once, quietly, opens no petal, and leaves the music as it is', () => {
    const alone = playing(runs())
    const stage = playing(runs())
    for (const one of [alone, stage]) one.at(1.35, { type: 'continue', steps: 32 })
    stage.at(1.4, audition)
    alone.until(1 + 5 * BAR)
    stage.until(1 + 5 * BAR)
    const tried = stage.partnerNotes.filter(({ isAudition }) => isAudition)
    expect(tried.map(({ pitch }) => pitch)).toEqual([62, 64])
    expect((tried[0]?.atSeconds ?? 9) - 1.4).toBeLessThan(SIXTEENTH + 0.03)
    expect(tried[0]?.velocity).toBeLessThan(0.35)
    expect(tried.every((note) => stage.endOf(note))).toBe(true)
    const music = (of: Stage) =>
      of.partnerNotes
        .filter(({ isAudition }) => !isAudition)
        .map(({ pitch, atSeconds, velocity }) => [pitch, atSeconds, velocity])
    expect(music(alone).length).toBeGreaterThan(16)
    expect(music(stage)).toEqual(music(alone))
    const petals = stage.commands.flatMap((command) =>
      command.type === 'petal' ? [command.id] : [],
    )
    expect(petals.filter((id) => tried.some((note) => note.id === id))).toEqual([])
    identical(stage)
  })

  test.each<[string, Event]>([
    ['a second press', { type: 'audition', future: null }],
    ['a key', noteOn(70)],
    ['the taking of it', take],
    ['panic', { type: 'panic' }],
  ])('ends with %s', (_, event) => {
    const stage = playing()
    stage.at(1.4, audition)
    stage.at(1.4 + 1.5 * SIXTEENTH, event)
    stage.until(1.4 + BAR / 2)
    const tried = stage.partnerNotes.filter(({ isAudition }) => isAudition)
    expect(tried.map(({ pitch }) => pitch)).toEqual([62])
    expect(tried[0] && stage.endOf(tried[0])).toBeDefined()
  })
})
