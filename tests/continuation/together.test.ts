import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { midiNote } from '../../engine/core/units.ts'
import { performances } from '../performance/script.ts'
import { anything, runs, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { noteOff, noteOn, SIXTEENTH, Stage } from '../performance/stage.ts'

const TOGETHER: Event = { type: 'mode', mode: 'together' }

/** Those that were not taken back before they sounded. */
const soundedOf = (stage: Stage) =>
  stage.partnerNotes.filter(
    (note) => (stage.endOf(note)?.atSeconds ?? Infinity) > note.atSeconds + 0.002,
  )

const duet = () => {
  const network = runs()
  const stage = new Stage({ network })
  stage.tell(TOGETHER)
  return { network, stage }
}

describe('together', () => {
  test('the line is the performer’s where they play, and the model’s where they rest', () => {
    const { network, stage } = duet()
    stage.play(60, 1, 1 + 2 * SIXTEENTH)
    stage.play(64, 1 + 6 * SIXTEENTH, 1 + 7 * SIXTEENTH)
    stage.until(1 + 9.5 * SIXTEENTH)
    expect(network.tokens.slice(0, 3)).toEqual([14, 0, 1])
    expect(network.tokens.slice(6, 8)).toEqual([18, 1])
    expect(stage.partnerNotes.every(({ provenance }) => provenance?.model === 'scripted')).toBe(
      true,
    )
  })

  test('the partner plays on beside a held key, an octave or more away, and agrees with it', () => {
    const stage = new Stage({ network: new ScriptedNetwork(anything) })
    stage.tell(TOGETHER)
    stage.at(1, noteOn(72))
    stage.until(9)
    const sounded = soundedOf(stage).filter(({ atSeconds }) => atSeconds > 1)
    expect(sounded.length).toBeGreaterThan(5)
    for (const { pitch } of sounded) {
      expect(72 - pitch).toBeGreaterThanOrEqual(12)
      expect([0, 1, 6, 11]).not.toContain((72 - pitch) % 12)
    }
    stage.at(9, noteOff(72))
  })

  test('a note that clashes with the performer’s new one is let go at once', () => {
    for (let seed = 0; seed < 12; seed++) {
      const stage = new Stage({ seed, network: new ScriptedNetwork(anything) })
      stage.tell(TOGETHER)
      stage.play(72, 1, 1.1)
      while (stage.conductor.state.continuation.sounding === null && stage.now < 9) {
        stage.until(stage.now + 0.01)
      }
      const { sounding } = stage.conductor.state.continuation
      if (!sounding) continue
      stage.tell(noteOn(sounding.pitch + 13))
      expect(stage.conductor.state.continuation.sounding).toBeNull()
      const end = stage.commands.findLast((command) => command.type === 'noteOff')
      expect(end).toMatchObject({ id: sounding.id, releaseSeconds: 0.025 })
    }
  })

  test('a note that clashes with a harmony struck below the split is let go, and nothing is interrupted', () => {
    let heard = 0
    for (let seed = 0; seed < 12; seed++) {
      const stage = new Stage({ seed, network: new ScriptedNetwork(anything) })
      stage.tell(TOGETHER)
      stage.tell({ type: 'setParameter', parameter: 'hands.split', value: 71 })
      stage.play(72, 1, 1.1)
      while (stage.conductor.state.continuation.sounding === null && stage.now < 9) {
        stage.until(stage.now + 0.01)
      }
      const { sounding, phrase, context } = stage.conductor.state.continuation
      if (!sounding) continue
      heard++
      stage.tell(noteOn(sounding.pitch - 10))
      expect(stage.conductor.state.continuation.sounding).toEqual(sounding)
      stage.tell(noteOn(sounding.pitch - 11))
      expect(stage.conductor.state.continuation).toMatchObject({ sounding: null, phrase, context })
    }
    expect(heard).toBeGreaterThan(5)
  })

  test('the partner’s notes are gone before what is struck next could rub against them, and are not cut', () => {
    const { stage } = duet()
    stage.play(72, 1, 1.2)
    stage.until(6)
    const ends = soundedOf(stage).flatMap((note) => stage.endOf(note) ?? [])
    expect(ends.length).toBeGreaterThan(4)
    for (const { releaseSeconds } of ends) expect(releaseSeconds).toBe(0.025)
  })

  test('the busier the performer, the fewer notes the partner has', () => {
    const notesBeside = (gap: number): number => {
      const stage = new Stage({ network: new ScriptedNetwork(anything) })
      stage.tell(TOGETHER)
      for (let at = 1; at < 13; at += gap * SIXTEENTH) stage.play(72, at, at + 0.1)
      return soundedOf(stage).length
    }
    expect(notesBeside(1)).toBeLessThan(0.6 * notesBeside(8))
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
