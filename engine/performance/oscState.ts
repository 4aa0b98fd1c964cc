import { barAt, beatAt } from '../clock/grid.ts'
import { exactTicksAt } from '../clock/tempoMap.ts'
import { VOICES } from '../core/events.ts'
import { parameterAt } from '../modulation/modulation.ts'
import { addressOf, ROOT } from './addresses.ts'
import type { Endpoint } from './endpoint.ts'
import type { Performance } from './state.ts'

/** An OSC message as plain data: one letter a value. */
export interface Told {
  readonly address: string
  readonly types: string
  readonly values: readonly (number | string)[]
}

/** What the instrument says of itself stands below this. */
export const STATE_ROOT = `${ROOT}state/`

const told = (name: string, types: string, ...values: (number | string)[]): Told => ({
  address: STATE_ROOT + name,
  types,
  values,
})

/** What can be known of a performance from outside, at a moment of show time. */
export function stateOf(state: Performance, atSeconds: number): Told[] {
  const { clock, continuation, modulation, sound } = state
  const nowTicks = exactTicksAt(clock.map, atSeconds)
  const { model } = continuation
  return [
    ...modulation.parameters.map(({ id, kind, min, choices }) => {
      const value = parameterAt(modulation, id, nowTicks)
      const name = addressOf(id).slice(ROOT.length)
      return kind === 'choice'
        ? told(name, 's', choices[value - min] ?? '')
        : told(name, 'f', value)
    }),
    ...VOICES.map((voice) => told(`${voice}/port`, 's', sound.outputs[voice].port)),
    told('mode', 's', continuation.mode),
    told('playing', 's', sound.sounding.at(-1)?.voice ?? 'nobody'),
    told('beat', 'ii', barAt(clock.grid, nowTicks) + 1, beatAt(clock.grid, nowTicks) + 1),
    told('model', 'ss', model.status, model.status === 'ready' ? model.name : model.reason),
  ]
}

/**
 * `/anthesis/list/entry` for each endpoint, and `/anthesis/list/end` with their number. An entry is
 * address, kind, label and unit, then for each argument its name and its type: after 'i' or 'f' come
 * least and most, after 's' what it may be, between bars; '' for any text.
 */
export function listOf(endpoints: readonly Endpoint[]): Told[] {
  const entries = endpoints.map((endpoint): Told => {
    const { address, kind, label, unit } = endpoint
    const values: (number | string)[] = [address, kind, label, unit]
    let types = 'ssss'
    for (const argument of endpoint.arguments) {
      if (argument.kind !== 'number') {
        const may = argument.kind === 'choice' ? argument.choices.join('|') : ''
        types += 'sss'
        values.push(argument.name, 's', may)
      } else {
        types += 'ssff'
        values.push(argument.name, argument.isWhole ? 'i' : 'f', argument.min, argument.max)
      }
    }
    return { address: `${ROOT}list/entry`, types, values }
  })
  const end: Told = { address: `${ROOT}list/end`, types: 'i', values: [entries.length] }
  return [...entries, end]
}
