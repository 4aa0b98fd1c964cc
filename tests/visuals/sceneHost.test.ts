import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../engine/core/units.ts'
import { createFrameBuffer, extrapolate } from '../../engine/visuals/extrapolate.ts'
import { afterDeath, type Deaths } from '../../engine/visuals/restarts.ts'
import { defineScene, unit } from '../../engine/visuals/scene.ts'
import {
  initialHost,
  stepHost,
  type HostCommand,
  type HostEvent,
  type HostState,
} from '../../engine/visuals/sceneHost.ts'

function run(...events: HostEvent[]): { state: HostState; commands: HostCommand[] } {
  let state = initialHost('garden')
  let commands: readonly HostCommand[] = []
  for (const event of events) [state, commands] = stepHost(state, event)
  return { state, commands: [...commands] }
}

const on = (name: string, attempt: number): HostEvent[] => [
  { type: 'asked', name },
  { type: 'proven', attempt },
]

const fails = (attempt: number, stage: 'loading' | 'proving' = 'proving'): HostEvent => ({
  type: 'candidateFailed',
  attempt,
  stage,
  why: 'x is not a function',
})

test('a scene is on only after it has been proven', () => {
  const asked = run({ type: 'asked', name: 'garden' })
  expect(asked.state.live).toBeNull()
  expect(asked.state.supervised.state).toBe('starting')
  expect(asked.commands).toMatchObject([{ type: 'try', name: 'garden', attempt: 1 }])
  const shown = run(...on('garden', 1))
  expect(shown.state.live?.name).toBe('garden')
  expect(shown.state.supervised.state).toBe('running')
  expect(shown.commands).toEqual([{ type: 'show', attempt: 1 }])
})

test('a candidate that fails leaves the picture alone and is named with a remedy', () => {
  const { state, commands } = run(...on('garden', 1), { type: 'asked', name: 'drift' }, fails(2))
  expect(state.live?.name).toBe('garden')
  expect(state.supervised.state).toBe('running')
  expect(commands).toEqual([])
  expect(state.trouble?.scene).toBe('drift')
  expect(state.trouble?.why).toContain('drift failed while proving: x is not a function')
  expect(state.trouble?.remedy).toContain('save it again')
})

test('a scene that fails while it is on gives way to the one before', () => {
  const before = [...on('garden', 1), ...on('drift', 2)]
  const { state, commands } = run(...before, { type: 'liveFailed', why: 'gone' })
  expect(commands).toMatchObject([{ type: 'hide' }, { type: 'try', name: 'garden', readBy: 1 }])
  expect(state.trouble?.scene).toBe('drift')
})

test('a newly saved version that fails later gives way to the version before', () => {
  const before = [...on('garden', 1), ...on('garden', 2)]
  const failed = run(...before, { type: 'liveFailed', why: 'gone' })
  expect(failed.commands).toMatchObject([{ type: 'hide' }, { type: 'try', readBy: 1 }])
  const back = run(...before, { type: 'liveFailed', why: 'gone' }, { type: 'proven', attempt: 3 })
  expect(back.state.live).toEqual({ name: 'garden', readBy: 1 })
  expect(back.state.trouble?.scene).toBe('garden')
})

test('news of an attempt given up is ignored', () => {
  const { state, commands } = run(
    { type: 'asked', name: 'garden' },
    { type: 'asked', name: 'drift' },
    { type: 'proven', attempt: 1 },
  )
  expect(state.live).toBeNull()
  expect(commands).toEqual([])
})

test('with nothing before it a broken scene gives way to the garden, and that to words', () => {
  const broken = run({ type: 'asked', name: 'drift' }, fails(1, 'loading'))
  expect(broken.commands).toMatchObject([{ type: 'try', name: 'garden', attempt: 2 }])
  const both = run({ type: 'asked', name: 'drift' }, fails(1, 'loading'), fails(2, 'loading'))
  expect(both.commands).toEqual([])
  expect(both.state.supervised.state).toBe('failed')
})

test('a corrected scene clears its trouble, another one\u2019s stays', () => {
  const troubled: HostEvent[] = [...on('garden', 1), { type: 'asked', name: 'drift' }, fails(2)]
  expect(run(...troubled, ...on('garden', 3)).state.trouble?.scene).toBe('drift')
  expect(run(...troubled, ...on('drift', 3)).state.trouble).toBeNull()
  expect(run(...troubled, { type: 'readable', scene: 'drift' }).state.trouble).toBeNull()
  const unread: HostEvent = { type: 'unreadable', scene: 'drift', why: 'line 3' }
  expect(run(...on('garden', 1), unread).state.trouble?.why).toContain('line 3')
})

test('a picture that dies is rebuilt ever later, then not at all, and an old death is forgotten', () => {
  let deaths: Deaths = []
  const delays: (number | null)[] = []
  for (let n = 0; n < 6; n++) {
    const next = afterDeath(deaths, milliseconds(n * 5000))
    deaths = next.deaths
    delays.push(next.again ? next.afterMilliseconds : null)
  }
  expect(delays).toEqual([0, 500, 1000, 2000, 4000, null])
  expect(afterDeath(deaths, milliseconds(500_000))).toMatchObject({ afterMilliseconds: 0 })
})

test('between frames time and beat walk on, and stand still when no frame comes for long', () => {
  const from = {
    ...createFrameBuffer(),
    showSeconds: seconds(10),
    beatPhase: unit(0.75, '').initial,
  }
  const moment = createFrameBuffer()
  extrapolate(from, seconds(0.25), moment)
  expect(moment.showSeconds).toBe(10.25)
  expect(moment.beatPhase).toBeCloseTo(0.25, 9)
  extrapolate(from, seconds(60), moment)
  expect(moment.showSeconds).toBe(12)
  extrapolate(from, seconds(-1), moment)
  expect(moment.showSeconds).toBe(10)
})

test('a scene whose name or control is no address is refused', () => {
  const create = (): never => {
    throw new Error('never made')
  }
  expect(() => defineScene({ name: 'My scene', controls: {}, create })).toThrow('My scene')
  const controls = { 'two words': unit(0, '') }
  expect(() => defineScene({ name: 'mine', controls, create })).toThrow('two words')
})
