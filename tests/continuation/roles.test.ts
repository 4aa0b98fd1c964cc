import { describe, expect, test } from 'vitest'
import type { Event, Mode } from '../../engine/core/events.ts'
import { anything, runs, ScriptedNetwork } from '../performance/scriptedNetwork.ts'
import { BAR, BEAT, noteOff, noteOn, SIXTEENTH, Stage } from '../performance/stage.ts'

const mode = (name: Mode, when: 'now' | 'bar' = 'now'): Event => ({
  type: 'mode',
  mode: name,
  when,
})

const inRole = (name: Mode, network = runs()): Stage => {
  const stage = new Stage({ network })
  stage.tell(mode(name))
  return stage
}

/** Four quarters from second 1 on. */
function phrase(stage: Stage): void {
  for (const [index, pitch] of [60, 62, 64, 65].entries()) {
    stage.play(pitch, 1 + index * BEAT, 1.3 + index * BEAT)
  }
}

const sixteenthOf = ({ atSeconds }: { atSeconds: number }): number =>
  Math.round((atSeconds - 1) / SIXTEENTH)

describe('solo', () => {
  test('plays from the next beat on, and over whatever the performer plays', () => {
    const stage = inRole('solo')
    stage.until(3)
    const before = stage.partnerNotes.length
    expect(before).toBeGreaterThan(8)
    phrase(stage)
    stage.until(8)
    expect(stage.partnerNotes.length).toBeGreaterThan(before + 16)
    expect(
      stage.commands
        .filter((one) => one.type === 'noteOff')
        .every((one) => one.releaseSeconds > 0.12),
    ).toBe(true)
  })

  test('is silent after a panic until the performer’s next note', () => {
    const stage = inRole('solo')
    stage.at(3, { type: 'panic' })
    const silenced = stage.partnerNotes.length
    stage.until(6)
    expect(stage.partnerNotes).toHaveLength(silenced)
    stage.play(60, 6, 6.2)
    stage.until(9)
    expect(stage.partnerNotes.length).toBeGreaterThan(silenced + 4)
  })
})

describe('punch-in', () => {
  test('takes over after a silence, plays on, and yields at the first note', () => {
    const stage = inRole('punchIn')
    phrase(stage)
    stage.until(20)
    const begun = stage.partnerNotes[0]?.atSeconds ?? 0
    expect(begun).toBeGreaterThan(1 + 3 * BEAT)
    // Longer than the phrase, without an end.
    expect(stage.partnerNotes.at(-1)?.atSeconds).toBeGreaterThan(begun + 3 * BAR)
    stage.at(20.02, noteOn(60))
    const count = stage.partnerNotes.length
    expect(stage.conductor.state.continuation.sounding).toBeNull()
    stage.until(20.5)
    expect(stage.partnerNotes).toHaveLength(count)
    stage.at(20.5, noteOff(60))
  })
})

describe('trading', () => {
  test('gives the performer four bars and takes the next four', () => {
    const stage = inRole('trade')
    phrase(stage)
    stage.until(1 + 8 * BAR + 1)
    const bars = stage.partnerNotes.map((note) => Math.floor(sixteenthOf(note) / 16))
    expect([...new Set(bars)]).toEqual([4, 5, 6, 7])
    expect(sixteenthOf(stage.partnerNotes[0] ?? { atSeconds: 0 })).toBe(64)
  })

  test('hears the first note of the performer’s turn though it comes a little before the bar', () => {
    const stage = inRole('trade')
    phrase(stage)
    stage.play(60, 1 + 8 * BAR - 0.06, 1 + 9 * BAR)
    expect(stage.conductor.state.sound.sounding).toEqual([])
    stage.until(1 + 16 * BAR + 1)
    const bars = stage.partnerNotes.map((note) => Math.floor(sixteenthOf(note) / 16))
    expect([...new Set(bars)]).toEqual([4, 5, 6, 7, 12, 13, 14, 15])
  })

  test('does not yield in its own turn, and ends when a turn stays empty', () => {
    const stage = inRole('trade')
    phrase(stage)
    stage.play(60, 1 + 5 * BAR, 1.2 + 5 * BAR)
    stage.until(1 + 20 * BAR)
    const bars = stage.partnerNotes.map((note) => Math.floor(sixteenthOf(note) / 16))
    expect([...new Set(bars)]).toEqual([4, 5, 6, 7])
    expect(stage.conductor.state.continuation.turnTicks).toBeNull()
  })
})

test('shadow follows the performer’s rhythm half a beat behind', () => {
  const stage = inRole('shadow', new ScriptedNetwork(anything))
  phrase(stage)
  stage.until(6)
  const sounded = stage.partnerNotes.map(sixteenthOf)
  expect(sounded).toEqual([2, 6, 10, 14])
})

test('listen hears and stays silent', () => {
  const stage = inRole('listen')
  phrase(stage)
  stage.until(12)
  expect(stage.partnerNotes).toEqual([])
})

test('a role that is to change at the bar changes there, one that is to change at once at once', () => {
  const stage = inRole('solo')
  stage.at(2.05, mode('listen', 'bar'))
  expect(stage.conductor.state.continuation).toMatchObject({ mode: 'solo', nextMode: 'listen' })
  stage.until(4)
  expect(stage.conductor.state.continuation).toMatchObject({ mode: 'listen', nextMode: null })
  expect(stage.conductor.state.sound.sounding).toEqual([])
  const last = stage.partnerNotes.at(-1)
  expect(last && stage.endOf(last)?.atSeconds).toBeLessThanOrEqual(BAR + 0.01)
  stage.at(5, mode('solo'))
  expect(stage.conductor.state.continuation.mode).toBe('solo')
})

test('a role asked for by key or address waits for the bar, where the performer wants roles to', () => {
  const stage = inRole('solo')
  stage.tell({ type: 'setParameter', parameter: 'partner.atBar', value: 1 })
  stage.at(2.05, { type: 'mode', mode: 'listen' })
  expect(stage.conductor.state.continuation).toMatchObject({ mode: 'solo', nextMode: 'listen' })
  stage.until(4)
  expect(stage.conductor.state.continuation).toMatchObject({ mode: 'listen', nextMode: null })
  expect(stage.conductor.state.sound.sounding).toEqual([])
})

test('roles changed again and again, at once and at the bar, leave no note sounding', () => {
  const stage = inRole('solo')
  const roles: Mode[] = ['together', 'punchIn', 'trade', 'shadow', 'answer', 'solo', 'listen']
  for (const [turn, role] of [...roles, ...roles].entries()) {
    stage.play(60 + turn, stage.now + 0.1, stage.now + 0.4)
    stage.at(stage.now + 0.45, mode(role, turn % 2 ? 'bar' : 'now'))
    stage.until(stage.now + 1)
  }
  stage.tell(mode('listen'))
  stage.until(stage.now + BAR)
  expect(stage.partnerNotes.length).toBeGreaterThan(8)
  for (const note of stage.notes) expect(stage.endOf(note)).toBeDefined()
  expect(stage.conductor.state.sound.sounding).toEqual([])
})
