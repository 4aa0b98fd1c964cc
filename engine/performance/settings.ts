import { isEvent } from '../core/checkEvent.ts'
import { VOICES, type Event } from '../core/events.ts'
import { parameterAt } from '../modulation/modulation.ts'
import type { Performance } from './state.ts'

/**
 * What survives a reload, as the events that bring it back: parameters that stand elsewhere than at
 * first, learnt knobs, where the voices sound, and the mode.
 */
export function settingsOf({
  modulation,
  horizonTicks,
  sound,
  continuation,
}: Performance): Event[] {
  const values = modulation.parameters.flatMap(({ id, initial }): Event[] => {
    const value = parameterAt(modulation, id, horizonTicks)
    return value === initial ? [] : [{ type: 'setParameter', parameter: id, value }]
  })
  const routes = modulation.routes.map(({ source, parameter }): Event => ({
    type: 'route',
    ...source,
    parameter,
  }))
  const outputs = VOICES.map((voice): Event => ({
    type: 'voiceOutput',
    voice,
    ...sound.outputs[voice],
  }))
  return [...values, ...routes, ...outputs, { type: 'mode', mode: continuation.mode, when: 'now' }]
}

const BRINGS_BACK: readonly Event['type'][] = ['setParameter', 'route', 'voiceOutput', 'mode']

/** The settings in stored text. What is damaged or foreign is left out, not half-read. */
export function readSettings(text: string | null): Event[] {
  if (text === null) return []
  try {
    const stored: unknown = JSON.parse(text)
    return Array.isArray(stored)
      ? stored.filter(isEvent).filter(({ type }) => BRINGS_BACK.includes(type))
      : []
  } catch {
    return []
  }
}
