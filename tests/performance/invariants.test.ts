import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactTicksAt } from '../../engine/clock/tempoMap.ts'
import { anything, ScriptedNetwork } from './scriptedNetwork.ts'
import { performances, type Happening } from './script.ts'
import { Stage } from './stage.ts'

const SEED = 20261121
const RUNS = { numRuns: 100, seed: SEED }

const stages = fc
  .record({ happenings: performances, replySeconds: fc.constantFrom(0.001, 0.08, 1) })
  .map(({ happenings, replySeconds }) => ({ happenings, replySeconds }))

function performed(happenings: readonly Happening[], replySeconds: number): Stage {
  const stage = new Stage({ network: new ScriptedNetwork(anything), replySeconds })
  for (const { afterSeconds, event } of happenings) stage.at(stage.now + afterSeconds, event)
  return stage
}

/** Every number in plain data. */
function* numbersIn(value: unknown): Generator<number> {
  if (typeof value === 'number') yield value
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) yield* numbersIn(item)
  }
}

describe(`any performance (seed ${SEED})`, () => {
  test('no number in commands or state is infinite or none', () => {
    fc.assert(
      fc.property(stages, ({ happenings, replySeconds }) => {
        const stage = performed(happenings, replySeconds)
        for (const number of numbersIn([stage.commands, stage.conductor.state])) {
          if (!Number.isFinite(number)) expect(number).toBe('a number')
        }
      }),
      RUNS,
    )
  })

  test('the partner plays one note at a time', () => {
    fc.assert(
      fc.property(stages, ({ happenings, replySeconds }) => {
        const { commands } = performed(happenings, replySeconds)
        let sounding: number | null = null
        for (const command of commands) {
          if (command.type !== 'noteOn' && command.type !== 'noteOff') continue
          if (command.voice !== 'model') continue
          if (command.type === 'noteOn') {
            expect(sounding).toBeNull()
            sounding = command.id
          } else {
            expect(command.id).toBe(sounding)
            sounding = null
          }
        }
      }),
      RUNS,
    )
  })

  test('the partner’s onsets lie on sixteenths, and each draw is made once', () => {
    fc.assert(
      fc.property(stages, ({ happenings, replySeconds }) => {
        const stage = new Stage({ network: new ScriptedNetwork(anything), replySeconds })
        let seen = 0
        let lastDraw = -1
        const look = () => {
          const { grid, map } = stage.conductor.state.clock
          for (const { atSeconds, provenance } of stage.partnerNotes.slice(seen)) {
            const offset = exactTicksAt(map, atSeconds) - grid.originTicks
            // Or as late after it as the performer's own feel.
            const late = offset / 120 - Math.floor(offset / 120 + 1e-6)
            expect(late).toBeLessThan(0.5)
            expect(provenance?.draw).toBeGreaterThan(lastDraw)
            lastDraw = provenance?.draw ?? lastDraw
          }
          seen = stage.partnerNotes.length
        }
        for (const { afterSeconds, event } of happenings) {
          const end = stage.now + afterSeconds
          while (stage.now < end) {
            stage.until(Math.min(end, stage.now + 0.02))
            look()
          }
          stage.tell(event)
          look()
        }
      }),
      { ...RUNS, numRuns: 40 },
    )
  })

  test('when all keys are up and none is touched again, the partner falls silent by itself', () => {
    fc.assert(
      fc.property(stages, ({ happenings, replySeconds }) => {
        const stage = performed(happenings, replySeconds)
        stage.tell({ type: 'mode', mode: 'answer' })
        stage.tell({ type: 'setParameter', parameter: 'tempo', value: 300 })
        for (const device of ['keys', 'midi:Keystep 37', 'midi:nanoKONTROL']) {
          stage.tell({ type: 'device', device, connected: false })
        }
        stage.until(stage.now + 40)
        const { sound, continuation, hands } = stage.conductor.state
        expect(sound.sounding).toEqual([])
        expect(hands.held).toEqual([])
        expect(continuation).toMatchObject({ plan: null, phrase: null, sounding: null })
      }),
      { ...RUNS, numRuns: 40 },
    )
  })
})
