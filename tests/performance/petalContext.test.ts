import { expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { Event } from '../../engine/core/events.ts'
import { createPerformance, type Performance } from '../../engine/performance/state.ts'
import { step } from '../../engine/performance/step.ts'
import { frameOf, viewOf } from '../../engine/performance/view.ts'
import type { PetalCommand } from '../../engine/visuals/frame.ts'

const moved = (parameter: string, value: number): Event => ({
  type: 'setParameter',
  parameter,
  value,
})

/** The performance after events at whole seconds, and the petals they began. */
function after(events: readonly Event[]) {
  const petals: PetalCommand[] = []
  let state: Performance = createPerformance(1)
  events.forEach((event, sequence) => {
    const stepped = step(state, { atSeconds: seconds(sequence), event })
    state = stepped.state
    for (const command of stepped.commands) if (command.type === 'petal') petals.push(command)
  })
  return { state, petals }
}

const key = (pitch: number): Event => ({
  type: 'noteOn',
  device: 'keyboard',
  channel: 1,
  pitch: midiNote(pitch),
  velocity: unit(0.7),
})

test('each note keeps the context at which it began', () => {
  const { petals } = after([key(60), moved('context.1', 1.5), moved('context.2', -0.5), key(64)])
  expect(petals.map((petal) => petal.type === 'petal' && petal.contexts)).toEqual([
    [0, 0],
    [1.5, -0.5],
  ])
})

test('the picture glides to a context that has jumped, and is there within 300 ms', () => {
  const { state } = after([key(60), moved('context.1', 1)])
  const shown = [1, 1.1, 1.3].map((at) => frameOf(state, at).contexts[0])
  expect(shown[0]).toBe(0)
  expect(shown[1]).toBeGreaterThan(0)
  expect(shown[1]).toBeLessThan(1)
  expect(shown[2]).toBe(1)
})

test('a context beyond its range stops at the end, and one that is no number moves nothing', () => {
  const { state } = after([moved('context.1', 9), moved('context.2', NaN)])
  expect(frameOf(state, 5).contexts).toEqual([2, 0])
})

test('curves are shifted, scaled and pushed by parameters, for all petals at once', () => {
  const { state } = after([moved('curves.shift', 0.25), moved('curves.scale', 9)])
  expect(frameOf(state, 5).curveMove).toEqual({ shift: 0.25, scale: 3, normal: 0 })
})

test('curves glide to a move that has jumped, and are there within 300 ms', () => {
  const { state } = after([key(60), moved('curves.shift', 0.5), moved('curves.scale', 2)])
  const shown = [2, 2.1, 2.3].map((at) => frameOf(state, at).curveMove)
  // The shift of a second before has long arrived; the scale sets out.
  expect(shown[0]).toEqual({ shift: 0.5, scale: 1, normal: 0 })
  expect(shown[1]?.scale).toBeGreaterThan(1)
  expect(shown[1]?.scale).toBeLessThan(2)
  expect(shown[2]).toEqual({ shift: 0.5, scale: 2, normal: 0 })
})

test('the performance knows which network grows its petals', () => {
  const flowers = ['star', 'lily']
  const { state } = after([{ type: 'petals', hash: '00c0ffee', flowers }, key(60)])
  expect(state.petals).toMatchObject({ hash: '00c0ffee', flowers })
  expect(viewOf(state, 5).flowers).toEqual(flowers)
})
