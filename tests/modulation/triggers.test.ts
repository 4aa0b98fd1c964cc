import { describe, expect, test } from 'vitest'
import { MODES, type Event } from '../../engine/core/events.ts'
import { midiNote, ticks, unit } from '../../engine/core/units.ts'
import { createModulation, modulate, type Modulation } from '../../engine/modulation/modulation.ts'
import { PARAMETERS } from '../../engine/modulation/parameters.ts'
import { asControl, triggered as triggeredIn } from '../../engine/modulation/triggers.ts'

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
/** Turned: a control change of the device of the pads. */
const turn = (value: number): Event => ({
  ...{ type: 'control', device: 'pads', channel: 10, controller: 20 },
  value: unit(value / 127),
})
const set = (parameter: string, value: number): Event => ({
  type: 'setParameter',
  parameter,
  value,
})

const triggered = (state: Modulation, event: Event): Event | null =>
  triggeredIn(state, event, '3/4', 0)

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

describe('a control that is learnt for a trigger', () => {
  const taught = modulate(
    modulate(plain, { type: 'learn', parameter: 'tap' }, ticks(0)),
    turn(0),
    ticks(0),
  )
  /** How often it taps while a control sends these values. */
  const taps = (...values: readonly number[]): number => {
    let state = taught
    let count = 0
    for (const value of values) {
      if (triggered(state, turn(value))?.type === 'tap') count++
      state = modulate(state, turn(value), ticks(0))
    }
    return count
  }

  test('presses once each time it goes down', () => {
    expect(taps(127, 0, 127, 0)).toBe(2)
    expect(taps(90, 0, 70, 30)).toBe(2)
  })

  test('is a knob that presses once on its way up, whatever it trembles', () => {
    expect(taps(10, 40, 70, 90, 127, 126, 127, 80)).toBe(1)
  })

  test('is a button that says nothing when it comes up', () => {
    expect(taps(127, 127, 127)).toBe(3)
  })

  test('only teaches while something is being learnt', () => {
    const again = modulate(taught, { type: 'learn', parameter: 'panic' }, ticks(0))
    expect(triggered(again, turn(127))).toBeNull()
    expect(modulate(again, turn(127), ticks(0)).routes).toMatchObject([{ parameter: 'panic' }])
  })
})

describe('what a trigger makes happen', () => {
  test('tap, count-in and panic are what their buttons are', () => {
    expect(triggered(plain, set('tap', 1))).toEqual({ type: 'tap' })
    expect(triggered(plain, set('count-in', 1))).toEqual({ type: 'countIn' })
    expect(triggered(plain, set('panic', 1))).toEqual({ type: 'panic' })
  })

  test('the last minute again, and the log saved, are errands of the page', () => {
    expect(triggered(plain, set('replay', 1))).toEqual({ type: 'errand', errand: 'replay' })
    expect(triggered(plain, set('saveLog', 1))).toEqual({ type: 'errand', errand: 'saveLog' })
  })

  test('a sweep goes over its bars of the meter, from and to where its knobs stand', () => {
    const moved = [set('sweep.from', 0.5), set('sweep.to', 1.25), set('sweep.bars', 2.2)].reduce(
      (state, event) => modulate(state, event, ticks(0)),
      plain,
    )
    const sweep = { type: 'sweep', parameter: 'temperature' }
    const durationTicks = 2 * 3 * 480
    expect(triggered(moved, set('sweep.start', 1))).toEqual({
      ...{ ...sweep, from: 0.5, to: 1.25, durationTicks },
    })
    expect(triggered(moved, set('sweep.stage', 1))).toEqual({
      ...{ ...sweep, from: 0.6, to: 1.6, durationTicks },
    })
  })

  test('the partner goes on for as many sixteenths as are set', () => {
    const longer = modulate(plain, set('partner.steps', 48), ticks(0))
    expect(triggered(longer, set('partner.continue', 1))).toEqual({ type: 'continue', steps: 48 })
  })

  test('every declared trigger does something', () => {
    for (const { id, kind } of PARAMETERS) {
      if (kind === 'trigger') expect([id, triggered(plain, set(id, 1))]).not.toEqual([id, null])
    }
  })
})
