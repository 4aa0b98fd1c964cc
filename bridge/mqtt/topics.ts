import { isPattern } from '../osc.ts'
import { STATE } from '../protocol.ts'

/** Where at the broker the bridges of an installation meet. */
export interface Topics {
  /** For a packet with these addresses: its address under the installation's; one topic for all others. */
  osc(addresses: readonly string[]): string
  /** All of the above. */
  readonly anyOsc: string
  /** Retained: who a bridge is; empty when it has gone. */
  presence(bridge: string): string
  readonly anyPresence: string
  /** What a leader shares. */
  take(bridge: string): string
  /** What followers want of a leader, and how they fare. */
  asks(bridge: string): string
}

export const topicsOf = (installation: string): Topics => ({
  osc: ([address, ...others]) =>
    address === undefined || others.length > 0 || isPattern(address) || address.includes('+')
      ? `${installation}/osc`
      : `${installation}/osc${address}`,
  // '#' takes in its parent too.
  anyOsc: `${installation}/osc/#`,
  presence: (bridge) => `${installation}/bridges/${bridge}`,
  anyPresence: `${installation}/bridges/+`,
  take: (bridge) => `${installation}/takes/${bridge}`,
  asks: (bridge) => `${installation}/asks/${bridge}`,
})

/** The bridge that a topic of presence is of. */
export const bridgeOf = (topic: string): string => topic.slice(topic.lastIndexOf('/') + 1)

/** Whether those who come later shall get it: the instrument's state. */
export const isRetained = (addresses: readonly string[]): boolean =>
  addresses.length > 0 && addresses.every((address) => address.startsWith(STATE))
