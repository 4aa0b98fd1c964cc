import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { midiNote } from '../../engine/core/units.ts'
import { performances } from '../performance/script.ts'
import { anything, runs, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { noteOff, noteOn, SIXTEENTH, Stage } from '../performance/stage.ts'

const TOGETHER: Event = { type: 'mode', mode: 'together' }

const duet = () => {
  const network = runs()
  const stage = new Stage({ network })
  stage.tell(TOGETHER)
  return { network, stage }
}

describe('together', () => {
  test('a sixteenth in which the performer plays is the performer’s, every other the model’s', () => {
    const { network, stage } = duet()
    stage.play(60, 1, 1 + 2 * SIXTEENTH)
    stage.play(64, 1 + 6 * SIXTEENTH, 1 + 7 * SIXTEENTH)
    stage.until(1 + 9.5 * SIXTEENTH)
    const model = (index: number) => 26 + (index % 4)
    expect(network.tokens.slice(0, 10)).toEqual([
      14,
      0,
      1,
      model(3),
      model(4),
      model(5),
      18,
      1,
      model(8),
      model(9),
    ])
    // What was decided a moment before the performer struck is taken back and never sounds.
    const sounded = stage.partnerNotes.filter(
      (note) => (stage.endOf(note)?.atSeconds ?? Infinity) > note.atSeconds + 0.002,
    )
    expect(sounded.map(({ atSeconds }) => Math.round((atSeconds - 1) / SIXTEENTH))).toEqual([
      3, 4, 5, 8, 9,
    ])
    expect(stage.partnerNotes.every(({ provenance }) => provenance?.model === 'scripted')).toBe(
      true,
    )
  })

  test('the partner is silent while a key is held, and its note yields to the performer’s', () => {
    const { stage } = duet()
    stage.play(60, 1, 1.2)
    stage.until(2)
    const before = stage.partnerNotes.length
    stage.at(2.01, noteOn(67))
    stage.until(4)
    const last = stage.partnerNotes.at(-1)
    expect(stage.partnerNotes.length - before).toBeLessThanOrEqual(1)
    expect(last && stage.endOf(last)).toMatchObject({ releaseSeconds: 0.12 })
    stage.at(4, noteOff(67))
    stage.until(5)
    expect(stage.partnerNotes.length).toBeGreaterThan(before + 3)
  })

  test('a note heard just after its sixteenth was decided takes the model’s place', () => {
    const { network, stage } = duet()
    stage.play(60, 1, 1.1)
    // A hair behind the eighth sixteenth.
    stage.play(72, 1 + 8 * SIXTEENTH + 0.03, 1 + 9 * SIXTEENTH)
    stage.until(1 + 9.2 * SIXTEENTH)
    expect(network.tokens[8]).toBe(26)
    expect(network.tokens[9]).toBe(1)
  })

  test('goes on for minutes without growing, network or not', () => {
    for (const network of [runs(), null]) {
      const stage = new Stage({ network })
      stage.tell(TOGETHER)
      stage.play(60, 1, 1.2)
      stage.until(30)
      const playUntil = (end: number) => {
        for (let at = stage.now + 0.1; at < end; at += 0.3) {
          stage.play(60 + (Math.round(at) % 12), at, at + 0.2)
        }
      }
      // By then whatever is kept of the playing is full.
      playUntil(90)
      const early = JSON.stringify(stage.conductor.state).length
      playUntil(150)
      expect(JSON.stringify(stage.conductor.state).length).toBeLessThan(early + 10_000)
      expect(stage.conductor.state.continuation.context.tokens.length).toBeLessThanOrEqual(256)
    }
  })

  test('another mode or a panic ends it', () => {
    for (const end of [{ type: 'mode', mode: 'answer' }, { type: 'panic' }] satisfies Event[]) {
      const { stage } = duet()
      stage.play(60, 1, 1.2)
      stage.at(3, end)
      const count = stage.partnerNotes.length
      stage.until(6)
      expect(stage.partnerNotes).toHaveLength(count)
      expect(stage.conductor.state.sound.sounding).toEqual([])
    }
  })

  test('a key held through a change of mode does no harm', () => {
    const { stage } = duet()
    stage.at(1, noteOn(60))
    stage.at(2, { type: 'mode', mode: 'answer' })
    stage.at(2.2, noteOff(60))
    stage.play(64, 3, 3.3)
    stage.until(8)
    expect(stage.partnerNotes.length).toBeGreaterThan(0)
    expect(stage.conductor.state.sound.sounding).toEqual([])
  })
})

const SEED = 20261120

test(`through anything that happens the worker holds exactly what the fold holds (seed ${SEED})`, () => {
  fc.assert(
    fc.property(performances, fc.constantFrom(0.001, 0.05, 0.4), (happenings, replySeconds) => {
      const network = new ScriptedNetwork(anything)
      const stage = new Stage({ network, replySeconds })
      for (const { afterSeconds, event } of happenings) {
        stage.at(stage.now + afterSeconds, event)
        const { context, model } = stage.conductor.state.continuation
        if (model.status !== 'ready' || network.context !== context.id) continue
        const given = context.given - context.dropped
        const told = network.tokens.slice(context.dropped, context.dropped + given)
        expect(told).toEqual(context.tokens.slice(0, given))
      }
      for (const ask of network.asks) expect(ask.tokens).toHaveLength(ask.counters.length)
      for (const { pitch, velocity, surpriseBits, atSeconds } of stage.notes) {
        expect(midiNote(pitch)).toBe(pitch)
        expect(velocity).toBeLessThanOrEqual(1)
        expect(Number.isFinite(surpriseBits) && Number.isFinite(atSeconds)).toBe(true)
      }
    }),
    { seed: SEED, numRuns: 60 },
  )
})
