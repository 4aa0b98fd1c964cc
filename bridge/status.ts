import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { ClientReport, Clients } from './clients.ts'
import type { FollowerReport } from './ensembleHub.ts'
import type { Hub } from './hub.ts'
import type { Ledger, SourceReport } from './ledger.ts'
import type { LinkDoor, LinkReport } from './link/door.ts'
import type { MqttLink, MqttReport } from './mqtt/link.ts'
import type { OscDoor } from './oscDoor.ts'
import { PROTOCOL_VERSION } from './protocol.ts'
import type { Sockets } from './socket.ts'
import type { TargetReport } from './udp.ts'

/** What `/status` says. */
export interface Status {
  readonly program: string
  readonly protocol: number
  readonly upSeconds: number
  /** null when no OSC comes in by UDP and TCP. */
  readonly osc: { readonly port: number; readonly receiveBufferBytes: number } | null
  /** Passed on since it started. */
  readonly packets: number
  /** The latest 256 who sent. */
  readonly sources: readonly SourceReport[]
  readonly clients: readonly ClientReport[]
  readonly targets: readonly TargetReport[]
  /** null without --mqtt. */
  readonly mqtt: MqttReport | null
  /** null without --link. */
  readonly link: LinkReport | null
  /** The take that leads, '' for none; and how those fare who follow the one here. */
  readonly ensemble: { readonly take: string; readonly followers: readonly FollowerReport[] }
  readonly drops: {
    /** Packets that were no OSC, or that may not be sent. */
    readonly refused: number
    /** Datagrams from addresses that are not on the list. */
    readonly notAllowed: number
    /** Datagrams for which the system had no room; null where it does not tell. */
    readonly system: number | null
    /** Continuous values that gave way to later ones. */
    readonly coalesced: number
    /** Clients told to go, since they could not take their events. */
    readonly clients: number
    /** Connections that were refused. */
    readonly connections: number
  }
  /** How late this process came to its work, over the last ten seconds at most. */
  readonly lag: { readonly p99Milliseconds: number; readonly maxMilliseconds: number }
}

export interface StatusParts {
  readonly program: string
  readonly nowSeconds: () => number
  readonly ledger: Ledger
  readonly clients: Clients
  readonly sockets: Sockets
  readonly osc: OscDoor | null
  readonly hub: Hub
  readonly mqtt: MqttLink | null
  readonly link: LinkDoor | null
}

const LAG_GRAIN_MILLISECONDS = 10
const LAG_WINDOW_MILLISECONDS = 10_000

export interface StatusReader {
  read(): Promise<Status>
  close(): void
}

/** Begins to watch, and reads whenever asked. */
export function statusReader(parts: StatusParts): StatusReader {
  const { ledger, clients, sockets, osc, nowSeconds, hub, mqtt, link } = parts
  const begun = nowSeconds()
  const delay = monitorEventLoopDelay({ resolution: LAG_GRAIN_MILLISECONDS })
  delay.enable()
  const window = setInterval(() => delay.reset(), LAG_WINDOW_MILLISECONDS).unref()
  const late = (nanoseconds: number): number =>
    Math.max(0, nanoseconds / 1e6 - LAG_GRAIN_MILLISECONDS)
  return {
    async read() {
      return {
        program: parts.program,
        protocol: PROTOCOL_VERSION,
        upSeconds: nowSeconds() - begun,
        osc: osc && { port: osc.udp.port, receiveBufferBytes: osc.udp.receiveBufferBytes },
        packets: ledger.packets,
        sources: ledger.report(nowSeconds()),
        clients: clients.report(),
        targets: osc?.udp.targets ?? [],
        mqtt: mqtt?.report() ?? null,
        link: link?.report() ?? null,
        ensemble: { take: hub.ensemble.take, followers: hub.ensemble.reports },
        drops: {
          refused: ledger.refused,
          notAllowed: osc?.udp.turnedAway ?? 0,
          system: (await osc?.udp.dropped()) ?? null,
          coalesced: clients.coalesced,
          clients: clients.overflowed,
          connections: sockets.turnedAway + (osc?.tcp.turnedAway ?? 0),
        },
        lag: { p99Milliseconds: late(delay.percentile(99)), maxMilliseconds: late(delay.max) },
      }
    },
    close() {
      clearInterval(window)
      delay.disable()
    },
  }
}
