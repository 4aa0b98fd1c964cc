import type { Channel, DeviceId, Event } from '../core/events.ts'
import type { Ticks } from '../core/units.ts'
import { constant, line, valueAt, type Curve } from '../expression/curve.ts'
import {
  admit,
  PARAMETERS,
  sceneParameter,
  shareOf,
  valueOfShare,
  type Parameter,
} from './parameters.ts'
import { LOOSE, moved, released, type Takeover } from './takeover.ts'

/** A control as a source: which knob of which device. */
export interface ControlSource {
  readonly device: DeviceId
  readonly channel: Channel
  readonly controller: number
}

/** Source → target, as data. */
export interface Route {
  readonly source: ControlSource
  readonly parameter: string
  readonly takeover: Takeover
}

export interface Modulation {
  readonly parameters: readonly Parameter[]
  readonly curves: Readonly<Record<string, Curve>>
  readonly routes: readonly Route[]
  /** The parameter that waits for a knob. */
  readonly learning: string | null
}

/** CC 64 is the pedal's and CC 120 to 127 are channel modes: neither can be learnt. */
const isLearnable = (controller: number): boolean => controller !== 64 && controller < 120

/** A nudged parameter crosses its whole range in this many ticks: eight beats. */
const NUDGE_TICKS = 8 * 480

export const createModulation = (): Modulation => ({
  parameters: PARAMETERS,
  curves: Object.fromEntries(PARAMETERS.map(({ id, initial }) => [id, constant(initial)])),
  routes: [],
  learning: null,
})

const parameterOf = (state: Modulation, id: string): Parameter | undefined =>
  state.parameters.find((parameter) => parameter.id === id)

/** A scene's controls are declared when it goes live; what was learnt for them comes back earlier. */
const isDeclarable = (state: Modulation, id: string): boolean =>
  id.startsWith('scene.') || parameterOf(state, id) !== undefined

/** @throws RangeError for a parameter that was never declared: a fault of ours, not of the input. */
export function parameterAt(state: Modulation, id: string, at: number): number {
  const curve = state.curves[id]
  if (!curve) throw new RangeError(`There is no parameter '${id}'.`)
  return valueAt(curve, at)
}

/** Value of a toggle. */
export const isOn = (state: Modulation, id: string): boolean => parameterAt(state, id, 0) >= 0.5

const withCurve = (state: Modulation, id: string, curve: Curve): Modulation => ({
  ...state,
  curves: { ...state.curves, [id]: curve },
})

/** Something other than a knob moved the parameter. */
const loosened = (state: Modulation, id: string): Modulation =>
  state.routes.some((route) => route.parameter === id && route.takeover.caught)
    ? {
        ...state,
        routes: state.routes.map((route) =>
          route.parameter === id ? { ...route, takeover: released(route.takeover) } : route,
        ),
      }
    : state

const isFrom = (source: ControlSource, event: ControlSource): boolean =>
  source.device === event.device &&
  source.channel === event.channel &&
  source.controller === event.controller

/** One knob moves one parameter; a parameter may have several knobs. */
function withRoute(state: Modulation, source: ControlSource, parameter: string): Modulation {
  const { device, channel, controller } = source
  const route = { source: { device, channel, controller }, parameter, takeover: LOOSE }
  return {
    ...state,
    routes: [...state.routes.filter((other) => !isFrom(other.source, source)), route],
  }
}

function onControl(
  state: Modulation,
  event: ControlSource & { value: number },
  at: Ticks,
): Modulation {
  const learnt =
    state.learning !== null && isLearnable(event.controller)
      ? { ...withRoute(state, event, state.learning), learning: null }
      : state
  const route = learnt.routes.find((candidate) => isFrom(candidate.source, event))
  const parameter = route && parameterOf(learnt, route.parameter)
  if (!route || !parameter) return learnt
  const takeover = moved(
    route.takeover,
    event.value,
    shareOf(parameter, parameterAt(learnt, parameter.id, at)),
  )
  const routes = learnt.routes.map((other) => (other === route ? { ...route, takeover } : other))
  const value = admit(parameter, valueOfShare(parameter, event.value))
  const curves =
    takeover.caught && value !== null
      ? { ...learnt.curves, [parameter.id]: constant(value) }
      : learnt.curves
  return { ...learnt, routes, curves }
}

function nudged(state: Modulation, parameter: Parameter, direction: number, at: Ticks): Modulation {
  const from = parameterAt(state, parameter.id, at)
  if (direction === 0) return withCurve(state, parameter.id, constant(from))
  const to = direction > 0 ? parameter.max : parameter.min
  const share = Math.abs(to - from) / (parameter.max - parameter.min)
  return withCurve(state, parameter.id, line(from, to, at, Math.ceil(share * NUDGE_TICKS)))
}

function withScene(state: Modulation, event: Event & { type: 'scene' }): Modulation {
  const controls = event.controls.map(({ name, label, initial }) =>
    sceneParameter(name, label, initial),
  )
  const kept = state.parameters.filter(({ id }) => !id.startsWith('scene.'))
  const curves = controls.map(({ id, initial }): [string, Curve] => [
    id,
    state.curves[id] ?? constant(initial),
  ])
  return {
    ...state,
    parameters: [...kept, ...controls],
    curves: { ...state.curves, ...Object.fromEntries(curves) },
  }
}

/**
 * The modulation after an event.
 * @param at the horizon: changes hold from there on
 */
export function modulate(state: Modulation, event: Event, at: Ticks): Modulation {
  switch (event.type) {
    case 'control':
      return onControl(state, event, at)
    case 'setParameter': {
      const parameter = parameterOf(state, event.parameter)
      const value = parameter && admit(parameter, event.value)
      return parameter && value !== undefined && value !== null
        ? loosened(withCurve(state, parameter.id, constant(value)), parameter.id)
        : state
    }
    case 'sweep': {
      const parameter = parameterOf(state, event.parameter)
      const from = parameter && admit(parameter, event.from)
      const to = parameter && admit(parameter, event.to)
      if (parameter?.kind !== 'continuous' || from == null || to == null) return state
      const curve = line(from, to, at, event.durationTicks)
      return loosened(withCurve(state, parameter.id, curve), parameter.id)
    }
    case 'nudge': {
      const parameter = parameterOf(state, event.parameter)
      if (parameter?.kind !== 'continuous') return state
      return loosened(nudged(state, parameter, event.direction, at), parameter.id)
    }
    case 'learn':
      return {
        ...state,
        learning: event.parameter && parameterOf(state, event.parameter) ? event.parameter : null,
      }
    case 'forget':
      return {
        ...state,
        routes: state.routes.filter((route) => route.parameter !== event.parameter),
      }
    case 'route':
      return isLearnable(event.controller) && isDeclarable(state, event.parameter)
        ? withRoute(state, event, event.parameter)
        : state
    case 'scene':
      return withScene(state, event)
    default:
      return state
  }
}
