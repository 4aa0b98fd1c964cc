import { OUTPUTS, type Channel, type DeviceId, type Event } from '../core/events.ts'
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
  /** The show's own, in the order of their declaration, then the live scene's. */
  readonly parameters: readonly Parameter[]
  /** A curve a parameter, in the same order: an array is copied many times faster than a record. */
  readonly curves: readonly Curve[]
  /** Curves of scenes' controls that are not on; they come back with their scene. */
  readonly resting: Readonly<Record<string, Curve>>
  readonly routes: readonly Route[]
  /** The parameter that waits for a knob. */
  readonly learning: string | null
}

/** CC 64 is the pedal's and CC 120 to 127 are channel modes: neither can be learnt. Beyond are pads. */
const isLearnable = (controller: number): boolean =>
  controller !== 64 && (controller < 120 || controller >= 128)

/** A nudged parameter crosses its whole range in this many ticks: eight beats. */
const NUDGE_TICKS = 8 * 480

export const createModulation = (): Modulation => ({
  parameters: PARAMETERS,
  curves: PARAMETERS.map(({ initial }) => constant(initial)),
  resting: {},
  routes: [],
  learning: null,
})

const OWN_SLOTS: ReadonlyMap<string, number> = new Map(PARAMETERS.map(({ id }, slot) => [id, slot]))

/** Where a parameter stands among the parameters; -1 where it does not. */
function slotOf({ parameters }: Modulation, id: string): number {
  const own = OWN_SLOTS.get(id)
  if (own !== undefined) return own
  for (let slot = PARAMETERS.length; slot < parameters.length; slot++) {
    if (parameters[slot]?.id === id) return slot
  }
  return -1
}

const parameterOf = (state: Modulation, id: string): Parameter | undefined =>
  state.parameters[slotOf(state, id)]

/** How a declared parameter moves; undefined for one that was never declared. */
export const curveOf = (state: Modulation, id: string): Curve | undefined =>
  state.curves[slotOf(state, id)]

/** A scene's controls are declared when it goes live; what was learnt for them comes back earlier. */
const isDeclarable = (state: Modulation, id: string): boolean =>
  id.startsWith('scene.') || parameterOf(state, id) !== undefined

/** @throws RangeError for a parameter that was never declared: a fault of ours, not of the input. */
export function parameterAt(state: Modulation, id: string, at: number): number {
  const curve = curveOf(state, id)
  if (!curve) throw new RangeError(`There is no parameter '${id}'.`)
  return valueAt(curve, at)
}

/** Value of a toggle. */
export const isOn = (state: Modulation, id: string): boolean => parameterAt(state, id, 0) >= 0.5

function withCurveAt(curves: readonly Curve[], slot: number, curve: Curve): readonly Curve[] {
  const changed = curves.slice()
  changed[slot] = curve
  return changed
}

const withCurve = (state: Modulation, id: string, curve: Curve): Modulation => ({
  ...state,
  curves: withCurveAt(state.curves, slotOf(state, id), curve),
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

/** A pad has no fader to wait for: where it was last seen tells its next press. */
function seenAt(state: Modulation, index: number, route: Route, position: number): Modulation {
  if (route.takeover.position === position) return state
  const routes = state.routes.slice()
  routes[index] = { ...route, takeover: { caught: false, position } }
  return { ...state, routes }
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
  const index = learnt.routes.findIndex((candidate) => isFrom(candidate.source, event))
  const route = learnt.routes[index]
  const slot = route ? slotOf(learnt, route.parameter) : -1
  const parameter = learnt.parameters[slot]
  const curve = learnt.curves[slot]
  if (!route || !parameter || !curve) return learnt
  if (parameter.kind === 'trigger') return seenAt(learnt, index, route, event.value)
  const takeover = moved(route.takeover, event.value, shareOf(parameter, valueAt(curve, at)))
  const routes = learnt.routes.slice()
  routes[index] = { ...route, takeover }
  const value = admit(parameter, valueOfShare(parameter, event.value))
  const curves =
    takeover.caught && value !== null
      ? withCurveAt(learnt.curves, slot, constant(value))
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
  const own = PARAMETERS.length
  const resting = { ...state.resting }
  state.parameters.slice(own).forEach(({ id }, index) => {
    const curve = state.curves[own + index]
    if (curve) resting[id] = curve
  })
  return {
    ...state,
    parameters: [...PARAMETERS, ...controls],
    curves: [
      ...state.curves.slice(0, own),
      ...controls.map(({ id, initial }) => resting[id] ?? constant(initial)),
    ],
    resting,
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
      if (parameter?.kind === 'trigger') return state
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
    case 'voiceOutput': {
      const { voice, output, channel } = event
      const set = (parameter: string, value: number): Event => ({
        ...{ type: 'setParameter', parameter, value },
      })
      const sent =
        output === undefined
          ? state
          : modulate(state, set(`${voice}.output`, OUTPUTS.indexOf(output)), at)
      return channel === undefined ? sent : modulate(sent, set(`${voice}.channel`, channel), at)
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
