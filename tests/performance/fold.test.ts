import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { midiNote, seconds, ticks, unit } from '../../engine/core/units.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { replay } from '../../engine/performance/replay.ts'
import { createPerformance, type Performance } from '../../engine/performance/state.ts'
import { advance, step } from '../../engine/performance/step.ts'
import { perform, performances } from './script.ts'

const SEED = 20261120
const RUNS = { numRuns: 150, seed: SEED }

/** Every note-on by id, with its note-offs. */
function pairs(commands: readonly Command[]): Map<number, { ons: number; offs: number }> {
  const notes = new Map<number, { ons: number; offs: number }>()
  for (const command of commands) {
    if (command.type !== 'noteOn' && command.type !== 'noteOff') continue
    const note = notes.get(command.id) ?? { ons: 0, offs: 0 }
    if (command.type === 'noteOn') note.ons++
    else {
      expect(note.ons, `note ${command.id} ends before it begins`).toBe(1)
      note.offs++
    }
    notes.set(command.id, note)
  }
  return notes
}

describe(`the fold, over random performances (seed ${SEED})`, () => {
  test('a stretch of time cut into any windows gives the same commands', () => {
    const windows = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(performances, windows, (happenings, cuts) => {
        const before = happenings.reduce<Performance>(
          (state, { event }) => step(state, { atSeconds: seconds(0), event }).state,
          createPerformance(3),
        )
        const whole = advance(before, ticks(9600))
        let state = before
        const pieces: Command[] = []
        for (let at = 0, turn = 0; at < 9600; turn++) {
          at = Math.min(9600, at + (cuts[turn % cuts.length] ?? 1))
          const piece = advance(state, ticks(at))
          state = piece.state
          pieces.push(...piece.commands)
        }
        expect(pieces).toEqual(whole.commands)
        expect(state).toEqual(whole.state)
      }),
      RUNS,
    )
  })

  test('a log replays to the same digest at every record', () => {
    fc.assert(
      fc.property(performances, (happenings) => {
        const run = perform(happenings, [0.005, 0.013, 0.4])
        run.conductor.end()
        const commands: Command[] = []
        const outcome = replay(run.log(), (again) => commands.push(...again))
        expect(outcome).toMatchObject({ identical: true })
        expect(commands).toEqual(run.commands)
      }),
      RUNS,
    )
  })

  test('every note-on is followed by its note-off, whatever happens', () => {
    fc.assert(
      fc.property(performances, (happenings) => {
        const run = perform(
          [...happenings, { afterSeconds: 0.1, event: { type: 'panic' } }],
          [0.02],
        )
        for (const [id, note] of pairs(run.commands)) {
          expect(note, `note ${id}`).toEqual({ ons: 1, offs: 1 })
        }
      }),
      RUNS,
    )
  })

  test('a device that leaves takes its notes with it, and the others play on', () => {
    fc.assert(
      fc.property(performances, (happenings) => {
        const run = perform(
          [
            ...happenings,
            { afterSeconds: 0, event: { type: 'device', device: 'keys', connected: false } },
          ],
          [0.02],
        )
        const { hands, sound } = run.conductor.state
        expect(hands.held.filter((key) => key.device === 'keys')).toEqual([])
        const held = hands.held.map((key) => key.id)
        const loose = sound.sounding.filter(
          (note) => note.voice === 'performer' && !note.isSustained && !held.includes(note.id),
        )
        expect(loose).toEqual([])
      }),
      RUNS,
    )
  })

  test('the notes of the partner come in order of time', () => {
    fc.assert(
      fc.property(performances, (happenings) => {
        const run = perform(happenings, [0.005])
        const times = run.commands.flatMap((command) =>
          command.type === 'noteOn' && command.voice === 'model' ? [command.atSeconds] : [],
        )
        expect([...times].sort((a, b) => a - b)).toEqual(times)
      }),
      RUNS,
    )
  })

  test('the state is plain data: it survives being written down', () => {
    fc.assert(
      fc.property(performances, (happenings) => {
        const { state } = perform(happenings, [0.05]).conductor
        expect(JSON.parse(JSON.stringify(state))).toEqual(state)
      }),
      { ...RUNS, numRuns: 50 },
    )
  })
})

test('a log with one changed event says at which record the two runs part', () => {
  const on = (pitch: number) =>
    ({
      type: 'noteOn',
      device: 'keys',
      channel: 1,
      pitch: midiNote(pitch),
      velocity: unit(0.5),
    }) as const
  const run = perform(
    [60, 62, 64, 65].map((pitch) => ({ afterSeconds: 0.2, event: on(pitch) })),
    [0.01],
  )
  run.conductor.end()
  const changed = run.log().map((line) => line.replace('"pitch":64', '"pitch":63'))
  expect(replay(changed)).toMatchObject({ identical: false, sequence: 2 })
})

test('a log whose horizon no show reaches is refused, not folded for ever', () => {
  const run = perform([{ afterSeconds: 0.1, event: { type: 'panic' } }], [0.01])
  run.conductor.end()
  const hostile = run
    .log()
    .map((line) => line.replace(/"horizonTicks":\d+/, '"horizonTicks":9007199254740991'))
  expect(() => replay(hostile)).toThrow('Line 2')
})
