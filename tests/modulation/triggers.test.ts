import { describe, expect, test } from 'vitest'
import { MODES, type Event } from '../../engine/core/events.ts'
import { midiNote, ticks, unit } from '../../engine/core/units.ts'
import { createModulation, modulate } from '../../engine/modulation/modulation.ts'
import { asControl, triggered } from '../../engine/modulation/triggers.ts'

const press = (pitch: number): Event => ({
  type: 'noteOn',
  device: 'pads',
  channel: 10,
  pitch: midiNote(pitch),
  velocity: unit(0.2),
})
const lift = (pitch: number): Event => ({
  type: 'noteOff',
  device: 'pads',
  channel: 10,
  pitch: midiNote(pitch),
})
const set = (parameter: string, value: number): Event => ({
  type: 'setParameter',
  parameter,
  value,
})

const plain = createModulation()
const learning = modulate(plain, { type: 'learn', parameter: 'partner.solo' }, ticks(0))
/** Pad 36 has been learnt for the solo. */
const learnt = modulate(learning, asControl(learning, press(36)), ticks(0))

describe('a pad', () => {
  test('that is not learnt is a note', () => {
    expect(asControl(plain, press(36))).toEqual(press(36))
    expect(asControl(learnt, press(37))).toEqual(press(37))
  })

  test('is learnt by its next press, and is a control from then on, down and up', () => {
    expect(asControl(learning, press(36))).toMatchObject({ type: 'control', value: 1 })
    expect(asControl(learnt, press(36))).toMatchObject({ type: 'control', value: 1 })
    expect(asControl(learnt, lift(36))).toMatchObject({ type: 'control', value: 0 })
  })

  test('is the same pad on its own device and channel only', () => {
    const other = { ...press(36), device: 'keys' } as Event
    expect(asControl(learnt, other)).toEqual(other)
  })

  test('makes its role happen when it goes down, and nothing when it comes up', () => {
    expect(triggered(learnt, asControl(learnt, press(36)))).toEqual({
      type: 'mode',
      mode: 'solo',
      when: 'now',
    })
    expect(triggered(learnt, asControl(learnt, lift(36)))).toBeNull()
  })

  test('that is learnt for a fader is no pad: its note stays a note', () => {
    const fader = modulate(plain, { type: 'learn', parameter: 'temperature' }, ticks(0))
    expect(asControl(fader, press(36))).toEqual(press(36))
  })
})

describe('a trigger that is set, as by OSC', () => {
  test('calls each role, and the veto', () => {
    for (const mode of MODES) {
      expect(triggered(plain, set(`partner.${mode}`, 1))).toMatchObject({ type: 'mode', mode })
    }
    expect(triggered(plain, set('partner.veto', 0.5))).toEqual({ type: 'veto' })
  })

  test('waits for the bar where roles change there', () => {
    const atBar = modulate(plain, set('partner.atBar', 1), ticks(0))
    expect(triggered(atBar, set('partner.trade', 1))).toMatchObject({ when: 'bar' })
  })

  test('does nothing below a half, nor where it is no trigger', () => {
    expect(triggered(plain, set('partner.solo', 0.4))).toBeNull()
    expect(triggered(plain, set('partner.atBar', 1))).toBeNull()
    expect(triggered(plain, set('temperature', 1))).toBeNull()
    expect(triggered(plain, set('partner.nobody', 1))).toBeNull()
  })
})
