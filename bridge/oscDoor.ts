import type { Clients } from './clients.ts'
import type { Hub } from './hub.ts'
import { BadInput } from './options.mjs'
import { openTcp, type Tcp } from './tcp.ts'
import { openUdp, type Udp } from './udp.ts'

/** Where OSC comes in unless told. */
export const USUAL_OSC_PORT = 9000
/** A free UDP port whose TCP port is taken is rare. */
const TRIES = 8

export interface OscDoorPorts {
  readonly hub: Hub
  readonly clients: Clients
  readonly isAllowed: (address: string) => boolean
  readonly admits: (address: string) => boolean
  /** What the performer should read. */
  readonly warn: (line: string) => void
}

export interface OscDoor {
  readonly udp: Udp
  readonly tcp: Tcp
}

/**
 * Opens one port for OSC by UDP and TCP.
 * @param port 0 for any free one; null for the usual one, without which the show goes on
 * @returns null when the usual one cannot be had
 * @throws BadInput when the one asked for cannot be had
 */
export async function openOscDoor(
  port: number | null,
  host: string,
  ports: OscDoorPorts,
): Promise<OscDoor | null> {
  const wanted = port ?? USUAL_OSC_PORT
  for (let left = TRIES; ; left--) {
    try {
      return await open(wanted, host, ports)
    } catch (error) {
      if (wanted === 0 && left > 1 && codeOf(error) === 'EADDRINUSE') continue
      const line = explain(error, wanted)
      if (port !== null) throw new BadInput(line, { cause: error })
      ports.warn(`No OSC comes in: ${line}`)
      return null
    }
  }
}

async function open(port: number, host: string, ports: OscDoorPorts): Promise<OscDoor> {
  const failed = (why: string): void => ports.warn(`OSC's port ${udp.port} failed: ${why}.`)
  const udp = await openUdp(port, host, { ...ports, failed })
  try {
    return { udp, tcp: await openTcp(udp.port, host, { ...ports, failed }) }
  } catch (error) {
    udp.close()
    throw error
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

function explain(error: unknown, port: number): string {
  const other = port < 65535 ? port + 1 : port - 1
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return (
        `OSC's port ${port} is taken by another program; close that, or choose another port: ` +
        `npm start -- --osc-port ${other}`
      )
    case 'EACCES':
      return `this user may not open port ${port}; choose one above 1023: npm start -- --osc-port 9000`
    default:
      return `OSC's port ${port} cannot be had (${String(error)}); try another: npm start -- --osc-port ${other}`
  }
}
