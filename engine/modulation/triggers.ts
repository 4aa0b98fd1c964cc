import { MODES, type Event } from '../core/events.ts'
import { unit } from '../core/units.ts'
import { isOn, type Modulation } from './modulation.ts'

/** A pad's note is learnt as a control of this number and its pitch: MIDI's own end at 127. */
const FIRST_PAD = 128
const PRESSED = 0.5
const PREFIX = 'partner.'

const isTrigger = ({ parameters }: Modulation, id: string): boolean =>
  parameters.some((parameter) => parameter.id === id && parameter.kind === 'trigger')

/**
 * The press of a pad that is learnt, or being learnt, for a trigger is no note but a control; every
 * other event is what it is.
 */
export function asControl(modulation: Modulation, event: Event): Event {
  if (event.type !== 'noteOn' && event.type !== 'noteOff') return event
  const { learning, routes } = modulation
  if (learning === null && routes.length === 0) return event
  const { device, channel, pitch } = event
  const controller = FIRST_PAD + pitch
  const isLearnt = routes.some(
    ({ source }) =>
      source.device === device && source.channel === channel && source.controller === controller,
  )
  const isLearning = learning !== null && event.type === 'noteOn' && isTrigger(modulation, learning)
  if (!isLearnt && !isLearning) return event
  const value = unit(event.type === 'noteOn' ? 1 : 0)
  return { type: 'control', device, channel, controller, value }
}

/** What the trigger of this id makes happen; null for none. */
function happening(modulation: Modulation, id: string): Event | null {
  if (!id.startsWith(PREFIX) || !isTrigger(modulation, id)) return null
  const name = id.slice(PREFIX.length)
  if (name === 'veto') return { type: 'veto' }
  const mode = MODES.find((candidate) => candidate === name)
  if (mode === undefined) return null
  return { type: 'mode', mode, when: isOn(modulation, 'partner.atBar') ? 'bar' : 'now' }
}

/** What an event makes happen by a trigger, beside what it is. */
export function triggered(modulation: Modulation, event: Event): Event | null {
  if (event.type === 'setParameter') {
    return event.value >= PRESSED ? happening(modulation, event.parameter) : null
  }
  if (event.type !== 'control' || event.value < PRESSED) return null
  const route = modulation.routes.find(
    ({ source: { device, channel, controller } }) =>
      device === event.device && channel === event.channel && controller === event.controller,
  )
  return route ? happening(modulation, route.parameter) : null
}
