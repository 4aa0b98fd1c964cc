import { lookup } from 'node:dns/promises'
import type { RequestListener, Server } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { Admission } from './admission.ts'
import { Clients } from './clients.ts'
import { ConnectionLimit, type Rate } from './connectionLimit.ts'
import { ContinuousAddresses } from './continuousAddresses.ts'
import { gate } from './gate.ts'
import { Hub } from './hub.ts'
import { Ledger } from './ledger.ts'
import { openLogFile } from './logFile.ts'
import { openOscDoor } from './oscDoor.ts'
import { openMidiDoor } from './midiDoor.ts'
import { BadInput, type MidiOptions } from './options.mjs'
import { encode } from './osc.ts'
import { openOscQuery } from './oscQueryDoor.ts'
import { openLink } from './link/door.ts'
import { readBrokerAddress } from './mqtt/address.ts'
import type { MqttLink, MqttPorts } from './mqtt/link.ts'
import { openSockets } from './socket.ts'
import { isLoopback, sourceFilter } from './sourceFilter.ts'
import { statusReader } from './status.ts'
import { WallClock } from './wallClock.ts'

/** What of the command line is the bridge's. */
export interface BridgeOptions {
  /** null is the usual one, without which the show goes on. */
  readonly oscPort: number | null
  /** The address that OSC's port is bound to. */
  readonly oscHost: string
  readonly targets: readonly { readonly host: string; readonly port: number }[]
  readonly continuous: readonly string[]
  readonly allow: readonly string[]
  /** A broker's address, as it was typed. */
  readonly mqtt: string | null
  readonly logFile: string | null
  readonly midi: MidiOptions
  /** Whether to join an Ableton Link session. */
  readonly link: boolean
}

export interface BridgeParts {
  /** Listening. */
  readonly server: Server
  readonly admission: Admission
  readonly program: string
  /** What the performer should read. */
  readonly warn: (line: string) => void
  readonly limits?: Partial<BridgeLimits>
}

export interface BridgeLimits {
  /** Of new sockets, by address. */
  readonly connections: Rate
  readonly pingMilliseconds: number
}

export interface Bridge {
  /** null when no OSC comes in by UDP and TCP. */
  readonly oscPort: number | null
  /** null when no MIDI comes in by network. */
  readonly rtpMidiPort: number | null
  /** Stands before the pages. */
  gate(inner: RequestListener): RequestListener
  close(): void
}

const LIMITS: BridgeLimits = {
  connections: { burst: 128, perSecond: 16 },
  pingMilliseconds: 10_000,
}
const TOKEN_TRIES: Rate = { burst: 10, perSecond: 1 / 6 }
const CLOCK_CHECK_MILLISECONDS = 1000

/**
 * Opens every door of the bridge.
 * @throws BadInput when one that was asked for cannot be opened
 */
export async function openBridge(parts: BridgeParts, options: BridgeOptions): Promise<Bridge> {
  const { server, admission, program, warn } = parts
  const limits = { ...LIMITS, ...parts.limits }
  // What Date.now cuts off is half a millisecond on average.
  const clock = new WallClock(
    () => Date.now() + 0.5,
    () => performance.now(),
  )
  const nowSeconds = (): number => clock.seconds()
  const log =
    options.logFile === null
      ? null
      : openLogFile(options.logFile, (why) => warn(`The log file is given up (${why}).`))
  const say = (line: string): void => log?.say(line)
  const warnAndSay = (line: string): void => {
    warn(line)
    say(line)
  }
  const ledger = new Ledger()
  const atEndOfTurn = (flush: () => void): void => void setImmediate(flush)
  const continuous = new ContinuousAddresses(options.continuous.map(checkedPattern))
  const hub = new Hub({ nowSeconds, atEndOfTurn, say, ledger, continuous, program })
  const clients = new Clients(hub)
  const tries = new ConnectionLimit(TOKEN_TRIES)
  // Each door has its own, so that who beats at one keeps nobody from the other.
  const admitter = (): ((address: string) => boolean) => {
    const connections = new ConnectionLimit(limits.connections)
    return (address) => connections.admits(address, nowSeconds())
  }
  const isAllowed = sourceFilter(options.allow)
  const osc = await openOscDoor(options.oscPort, options.oscHost, {
    hub,
    clients,
    admits: admitter(),
    isAllowed,
    warn: warnAndSay,
  })
  for (const { host, port } of options.targets) {
    const address = await resolve(host)
    if (osc === null)
      throw new BadInput('--osc-to sends from OSC’s port; choose a free --osc-port.')
    if (isLoopback(address) && port === osc.udp.port) {
      throw new BadInput(`--osc-to ${host}:${port} is this very bridge; name another port.`)
    }
    osc.udp.addTarget({ host: address, port })
  }
  const midi = await openMidiDoor(options.midi, {
    hub,
    host: options.oscHost,
    isAnnounced: !isLoopback(options.oscHost),
    isAllowed,
    nowSeconds: () => performance.now() / 1000,
    unixSeconds: nowSeconds,
    warn: warnAndSay,
    say,
  })
  const link = options.link ? openLink({ hub, warn: warnAndSay, say }) : null
  const mqtt = await openBroker(options.mqtt, { hub, nowSeconds, warn: warnAndSay, say })
  const oscQuery = openOscQuery({ hub, port: osc?.udp.port ?? null })
  const { pingMilliseconds } = limits
  const admits = admitter()
  const sockets = openSockets(server, { hub, clients, admission, admits, say, pingMilliseconds })
  const status = statusReader({
    program,
    nowSeconds,
    ledger,
    clients,
    sockets,
    osc,
    hub,
    mqtt,
    link,
  })
  const clockCheck = setInterval(() => {
    const jump = clock.check()
    if (jump !== 0) warnAndSay(`The system’s clock jumped by ${jump.toFixed(3)} s; followed it.`)
  }, CLOCK_CHECK_MILLISECONDS).unref()
  say(`the bridge of Anthesis ${program} is open`)
  return {
    oscPort: osc?.udp.port ?? null,
    rtpMidiPort: midi.rtpMidiPort,
    gate: (inner) =>
      gate(inner, {
        admission,
        oscQuery,
        status: () => status.read(),
        mayTry: (address) => tries.admits(address, nowSeconds()),
        say,
      }),
    close() {
      clearInterval(clockCheck)
      status.close()
      sockets.close()
      mqtt?.close()
      link?.close()
      osc?.udp.close()
      osc?.tcp.close()
      midi.close()
      clients.destroyAll()
    },
  }
}

/** The package is loaded where it is asked for alone. */
async function openBroker(
  address: string | null,
  ports: Omit<MqttPorts, 'ensemble'>,
): Promise<MqttLink | null> {
  if (address === null) return null
  const broker = readBrokerAddress(address)
  const { openMqtt } = await import('./mqtt/link.ts')
  return openMqtt(broker, { ...ports, ensemble: ports.hub.ensemble })
}

function checkedPattern(pattern: string): string {
  try {
    encode({ address: pattern, types: '', values: [] })
    return pattern
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BadInput(`--continuous takes an OSC address or pattern, not '${pattern}'. ${why}`)
  }
}

async function resolve(host: string): Promise<string> {
  try {
    return (await lookup(host, { family: 4 })).address
  } catch {
    throw new BadInput(`--osc-to names ${host}, which has no IPv4 address here; check the name.`)
  }
}
