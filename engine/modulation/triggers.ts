import { barTicksOf, type Meter } from '../clock/meter.ts'
import { ERRANDS, MODES, type Event } from '../core/events.ts'
import { ticks, unit } from '../core/units.ts'
import { isOn, parameterAt, type ControlSource, type Modulation, type Route } from './modulation.ts'

/** When a role is taken up that nobody has said a time for. */
export const whenRolesChange = (modulation: Modulation): 'bar' | 'now' =>
  isOn(modulation, 'partner.atBar') ? 'bar' : 'now'

/** A pad's note is learnt as a control of this number and its pitch: MIDI's own end at 127. */
export const FIRST_PAD = 128
const PRESSED = 0.5
const PARTNER = 'partner.'
/** Temperatures of the stage's sweep. */
export const STAGE_SWEEP = { from: 0.6, to: 1.6 } as const

const isTrigger = ({ parameters }: Modulation, id: string): boolean =>
  parameters.some((parameter) => parameter.id === id && parameter.kind === 'trigger')

const routeOf = ({ routes }: Modulation, from: ControlSource): Route | undefined =>
  routes.find(
    ({ source: { device, channel, controller } }) =>
      device === from.device && channel === from.channel && controller === from.controller,
  )

/**
 * The press of a pad that is learnt, or being learnt, for a trigger is no note but a control; every
 * other event is what it is.
 */
export function asControl(modulation: Modulation, event: Event): Event {
  if (event.type !== 'noteOn' && event.type !== 'noteOff') return event
  const { learning, routes } = modulation
  if (learning === null && routes.length === 0) return event
  const { device, channel, pitch } = event
  const source = { device, channel, controller: FIRST_PAD + pitch }
  const isLearning = learning !== null && event.type === 'noteOn' && isTrigger(modulation, learning)
  if (!isLearning && !routeOf(modulation, source)) return event
  const value = unit(event.type === 'noteOn' ? 1 : 0)
  return { type: 'control', ...source, value }
}

/** What the trigger of this id makes happen; null for none. */
function happening(modulation: Modulation, id: string, meter: Meter, at: number): Event | null {
  if (!isTrigger(modulation, id)) return null
  const value = (parameter: string): number => parameterAt(modulation, parameter, at)
  const sweep = (from: number, to: number): Event => ({
    ...{ type: 'sweep', parameter: 'temperature', from, to },
    durationTicks: ticks(value('sweep.bars') * barTicksOf(meter)),
  })
  switch (id) {
    case 'tap':
      return { type: 'tap' }
    case 'count-in':
      return { type: 'countIn' }
    case 'panic':
      return { type: 'panic' }
    case 'sweep.start':
      return sweep(value('sweep.from'), value('sweep.to'))
    case 'sweep.stage':
      return sweep(STAGE_SWEEP.from, STAGE_SWEEP.to)
    case 'partner.veto':
      return { type: 'veto' }
    case 'partner.continue':
      return { type: 'continue', steps: value('partner.steps') }
    default: {
      const errand = ERRANDS.find((candidate) => candidate === id)
      if (errand !== undefined) return { type: 'errand', errand }
      const mode = MODES.find((candidate) => PARTNER + candidate === id)
      if (mode === undefined) return null
      return { type: 'mode', mode, when: whenRolesChange(modulation) }
    }
  }
}

/**
 * Whether a control goes down. A knob that is turned through the upper half presses once; what sends
 * the same value again is a button that says nothing when it comes up.
 */
function isPressed({ takeover: { position } }: Route, value: number): boolean {
  return value >= PRESSED && (position === null || position < PRESSED || position === value)
}

/**
 * What an event is by a trigger that it sets or presses; null where it is what it is. While a control
 * is being learnt, pads and knobs only teach.
 * @param at the horizon
 */
export function triggered(
  modulation: Modulation,
  event: Event,
  meter: Meter,
  at: number,
): Event | null {
  if (event.type === 'setParameter') {
    return event.value >= PRESSED ? happening(modulation, event.parameter, meter, at) : null
  }
  if (event.type !== 'control' || modulation.learning !== null) return null
  const route = routeOf(modulation, event)
  return route && isPressed(route, event.value)
    ? happening(modulation, route.parameter, meter, at)
    : null
}
