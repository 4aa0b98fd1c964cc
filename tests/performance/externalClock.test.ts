import { expect, test } from 'vitest'
import { barAt } from '../../engine/clock/grid.ts'
import { exactTicksAt } from '../../engine/clock/tempoMap.ts'
import { bpm, midiNote, unit } from '../../engine/core/units.ts'
import { Conductor, LOOKAHEAD_SECONDS } from '../../engine/performance/conductor.ts'

/** A machine that plays from a moment on, and a performance that follows it. */
function follow(tempo: number, fromSeconds: number, conductor: Conductor, quarters: number): void {
  for (let quarter = 0; quarter < quarters; quarter++) {
    const at = fromSeconds + (quarter * 60) / tempo
    conductor.advanceTo(at + LOOKAHEAD_SECONDS)
    conductor.accept(
      { type: 'externalBeat', tempo: bpm(tempo), quarters: quarter, isRunning: true },
      at,
    )
  }
}

/** Where the performance stands at a moment, in quarters from bar one. */
function quartersAt({ state: { clock } }: Conductor, atSeconds: number): number {
  return (exactTicksAt(clock.map, atSeconds) - clock.grid.originTicks) / 480
}

const idle = (): Conductor =>
  new Conductor(1, 'test', { perform: () => undefined, write: () => undefined })

test.each([60, 97.3, 174])(
  'bars and beats are those of a MIDI clock of %d beats a minute',
  (tempo) => {
    const conductor = idle()
    follow(tempo, 1.234, conductor, 17)
    const atSeconds = 1.234 + (16 * 60) / tempo
    expect(quartersAt(conductor, atSeconds)).toBeCloseTo(16, 1)
    const { clock } = conductor.state
    expect(barAt(clock.grid, exactTicksAt(clock.map, atSeconds) + 40)).toBe(4)
  },
)

test('while a phrase is played no bar moves: the tempo leans until the beats meet', () => {
  const conductor = idle()
  // A held key keeps the phrase open for one who only listens.
  conductor.accept({ type: 'mode', mode: 'listen' }, 0)
  const key = { device: 'keys', channel: 1, pitch: midiNote(60) }
  conductor.accept({ type: 'noteOn', ...key, velocity: unit(0.8) }, 0.1)
  const { originTicks } = conductor.state.clock.grid
  // A tenth of a beat late.
  follow(100, 0.1 + 0.06, conductor, 24)
  const { clock } = conductor.state
  expect(clock.grid.originTicks).toBe(originTicks)
  const tempi = clock.map.map((segment) => segment.tempo)
  expect(Math.max(...tempi)).toBeLessThanOrEqual(104)
  expect(Math.min(...tempi)).toBeGreaterThanOrEqual(96)
  const at = 0.16 + (23 * 60) / 100
  const beats = quartersAt(conductor, at)
  expect(Math.abs(beats - Math.round(beats))).toBeLessThan(0.02)
})

test('a clock that stands still gives its tempo alone', () => {
  const conductor = idle()
  const { originTicks } = conductor.state.clock.grid
  conductor.accept({ type: 'externalBeat', tempo: bpm(133), quarters: 7.3, isRunning: false }, 1)
  expect(conductor.state.clock.map.at(-1)?.tempo).toBe(133)
  expect(conductor.state.clock.grid.originTicks).toBe(originTicks)
})
