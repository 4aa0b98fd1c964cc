import { describe, expect, test } from 'vitest'
import { isEvent } from '../../engine/core/checkEvent.ts'
import { PARAMETERS } from '../../engine/modulation/parameters.ts'
import { addressOf, endpointsOf, endpointsOfPage } from '../../engine/performance/addresses.ts'
import { readValues } from '../../engine/performance/endpoint.ts'
import { listOf } from '../../engine/performance/oscState.ts'

const done: unknown[] = []
const ENDPOINTS = endpointsOf(
  PARAMETERS,
  endpointsOfPage({
    scenes: ['garden', 'drift'],
    showScene: (name) => done.push(['scene', name]),
    drawFutures: (count, steps) => done.push(['draw', count, steps]),
    hearFuture: (place) => done.push(['hear', place]),
    takeFuture: (place) => done.push(['take', place]),
    choosePort: (voice, port) => done.push(['port', voice, port]),
  }),
)

function said(address: string, ...values: unknown[]): unknown {
  const endpoint = ENDPOINTS.find((one) => one.address === address)
  if (endpoint === undefined) return 'no such address'
  const read = readValues(endpoint, values)
  return 'refusal' in read ? read.refusal : endpoint.eventOf(read.values)
}

describe('the instrument’s addresses', () => {
  test('each parameter has one, and no two are the same', () => {
    const addresses = ENDPOINTS.map(({ address }) => address)
    expect(addresses).toEqual(expect.arrayContaining(PARAMETERS.map(({ id }) => addressOf(id))))
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  test('a fader’s value beyond its end is its end; a note beyond MIDI’s is refused', () => {
    expect(said('/anthesis/temperature', 7)).toMatchObject({ parameter: 'temperature', value: 2 })
    expect(said('/anthesis/note/on', 128, 100)).toBe('its pitch is 128, not 0 to 127')
    expect(said('/anthesis/note/on', 60.5, 100)).toBe('its pitch is 60.5, not a whole number')
    expect(said('/anthesis/note/on', 60)).toBe('it needs its velocity, a number of 0 to 127')
    expect(said('/anthesis/note/on', 'C4', 1)).toBe('it needs its pitch, a number of 0 to 127')
    expect(said('/anthesis/note/on', 60, NaN)).toBe('it needs its velocity, a number of 0 to 127')
    expect(said('/anthesis/note/off', 1, 2, 3)).toBe('it takes 2 values, not 3')
  })

  test('desks’ floats, booleans and 64-bit numbers are understood', () => {
    expect(said('/anthesis/note/on', 60, 0)).toMatchObject({ type: 'noteOff', pitch: 60 })
    expect(said('/anthesis/note/on', 60n, 127)).toMatchObject({ type: 'noteOn', velocity: 1 })
    expect(said('/anthesis/click', true)).toMatchObject({ parameter: 'click', value: 1 })
    expect(said('/anthesis/mode', 'together')).toEqual({ type: 'mode', mode: 'together' })
    expect(said('/anthesis/mode', 0)).toEqual({ type: 'mode', mode: 'answer' })
    expect(said('/anthesis/mode', 'loud')).toMatch(/^its mode is one of answer, /)
  })

  test('chords are read by their symbols, and an empty text ends them', () => {
    const [c, am] = [
      [0, 4, 7],
      [9, 0, 4],
    ]
    expect(said('/anthesis/chords', 'C Am')).toEqual({ type: 'progression', chords: [c, am] })
    expect(said('/anthesis/chords', '')).toEqual({ type: 'progression', chords: [] })
    expect(said('/anthesis/chords', 'C H')).toBe('"H" is no chord symbol that is known here')
    expect(said('/anthesis/chords', 7)).toMatch(/^it needs its chords, a text of at most 256/)
  })

  test('a button does what it says when it is pressed, and nothing when it is let go', () => {
    const press = (parameter: string) => ({ type: 'setParameter', parameter, value: 1 })
    expect(said('/anthesis/panic')).toEqual(press('panic'))
    expect(said('/anthesis/tap', 0.3)).toEqual(press('tap'))
    expect(said('/anthesis/count-in', 1)).toEqual(press('count-in'))
    expect(said('/anthesis/sweep/stage', true)).toEqual(press('sweep.stage'))
    expect(said('/anthesis/panic', 0)).toBeNull()
    expect(said('/anthesis/replay')).toEqual(press('replay'))
    expect(said('/anthesis/replay', 0)).toBeNull()
    expect(said('/anthesis/saveLog', 1)).toEqual(press('saveLog'))
  })

  test('a scene is chosen by name or place, futures are drawn, heard and taken by theirs', () => {
    const act = (address: string, ...values: unknown[]): void => {
      const endpoint = ENDPOINTS.find((one) => one.address === address)
      const read = endpoint && readValues(endpoint, values)
      if (read && 'values' in read) endpoint.act?.(read.values)
    }
    act('/anthesis/scene', 'drift')
    act('/anthesis/scene', 0)
    act('/anthesis/scene', 'nowhere')
    act('/anthesis/basket/draw')
    act('/anthesis/basket/draw', 8, 16)
    act('/anthesis/basket/hear', 0)
    act('/anthesis/basket/take', 0)
    act('/anthesis/basket/take', 3)
    act('/anthesis/performer/port', 'Digitone')
    act('/anthesis/performer/port', 3)
    expect(done.splice(0)).toEqual([
      ['scene', 'drift'],
      ['scene', 'garden'],
      ['draw', 64, 32],
      ['draw', 8, 16],
      ['hear', 0],
      ['take', 3],
      ['port', 'performer', 'Digitone'],
    ])
  })

  test('the split, the key and a veto are addresses like all parameters', () => {
    expect(said('/anthesis/hands/split', 48)).toMatchObject({ parameter: 'hands.split', value: 48 })
    expect(said('/anthesis/partner/veto', 1)).toMatchObject({ parameter: 'partner.veto' })
    expect(said('/anthesis/key', 0)).toMatchObject({ parameter: 'key', value: 0 })
  })

  test('where a voice sounds is set by name and whole number, the letter keys’ octave too', () => {
    expect(said('/anthesis/model/output', 'Both')).toMatchObject({ value: 2 })
    expect(said('/anthesis/model/channel', 99)).toMatchObject({ value: 16 })
    expect(said('/anthesis/hands/octave', -1)).toMatchObject({ value: -1 })
    expect(listOf(ENDPOINTS)).toContainEqual({
      address: '/anthesis/list/entry',
      types: 'ssssssff',
      values: [
        ...['/anthesis/model/channel', 'continuous', 'Partner MIDI channel', ''],
        ...['Partner MIDI channel', 'i', 1, 16],
      ],
    })
  })

  test('what an address takes at its ends makes events that the fold lets in', () => {
    for (const endpoint of ENDPOINTS) {
      for (const end of ['min', 'max'] as const) {
        const values = endpoint.arguments.map((one) =>
          one.kind === 'number' ? one[end] : one.kind === 'choice' ? (one.choices[0] ?? '') : '',
        )
        const event = said(endpoint.address, ...values)
        if (event !== null && !isEvent(event)) expect(event).toBe('an event')
      }
    }
  })

  test('the list tells each with its types and ranges, and how many there are', () => {
    const told = listOf(ENDPOINTS)
    expect(told.at(-1)).toEqual({
      address: '/anthesis/list/end',
      types: 'i',
      values: [ENDPOINTS.length],
    })
    expect(told).toContainEqual({
      address: '/anthesis/list/entry',
      types: 'ssssssff',
      values: ['/anthesis/tempo', 'continuous', 'Tempo', 'bpm', 'Tempo', 'f', 30, 300],
    })
    for (const { types, values } of told) expect(values.length).toBe(types.length)
  })
})
