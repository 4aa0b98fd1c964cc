import type { ControlEvent, DeviceId } from '../core/events.ts'
import { unit } from '../core/units.ts'

/** Any OSC address as a knob: `/sensor/x ,f 0.4` is control 0 of the device 'osc:/sensor/x'. */
export const deviceOfAddress = (address: string): DeviceId => `osc:${address}`

/** The address of such a device; null for others. */
export const addressOfDevice = (device: DeviceId): string | null =>
  device.startsWith('osc:') ? device.slice(4) : null

/** A message's first values may be learnt, each by itself; controls from 64 on mean something in MIDI. */
const MOST_VALUES = 32
/** Senders choose the addresses; they shall not choose how much is kept. */
const MOST_KNOBS = 1024
/** While a control is being learnt, a sensor that only trembles is not the hand that moves. */
const MOVED = 0.1

interface Knob {
  min: number
  max: number
  /** Where it stood when the learning began, 0..1; null while nothing is learnt. */
  from: number | null
}

/**
 * Makes controls of what comes to addresses that the instrument does not have. Their values have any
 * range: 0 to 1 to begin with, and from then on what they have been seen to reach.
 */
export class OscMoves {
  readonly #knobs = new Map<string, Knob>()
  #isLearning = false

  /**
   * @param isRouted whether a device's controls are learnt already
   * @param isLearning whether a parameter waits for the next control that moves
   */
  eventsOf(
    address: string,
    values: readonly unknown[],
    isRouted: (device: DeviceId) => boolean,
    isLearning: boolean,
  ): readonly ControlEvent[] {
    const device = deviceOfAddress(address)
    const counts = isRouted(device)
    if (isLearning !== this.#isLearning) {
      this.#isLearning = isLearning
      for (const knob of this.#knobs.values()) knob.from = null
    }
    if (!counts && !isLearning) return []
    const events: ControlEvent[] = []
    for (let controller = 0; controller < Math.min(values.length, MOST_VALUES); controller++) {
      const share = this.#share(device, controller, values[controller], counts)
      if (share !== null) {
        events.push({ type: 'control', device, channel: 1, controller, value: unit(share) })
      }
    }
    return events
  }

  /** 0..1 of what the knob reaches; null when it does not count. */
  #share(device: DeviceId, controller: number, value: unknown, counts: boolean): number | null {
    const number = typeof value === 'boolean' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) return null
    const name = `${device} ${controller}`
    const knob = this.#knobs.get(name) ?? { min: 0, max: 1, from: null }
    if (!this.#knobs.has(name)) {
      if (this.#knobs.size >= MOST_KNOBS) return null
      this.#knobs.set(name, knob)
    }
    if (number < knob.min) knob.min = number
    if (number > knob.max) knob.max = number
    const share = (number - knob.min) / (knob.max - knob.min)
    if (counts) return share
    knob.from ??= share
    return Math.abs(share - knob.from) >= MOVED ? share : null
  }
}
