import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { connect, type IClientPublishOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import type { EnsembleHub } from '../ensembleHub.ts'
import type { Hub, Sender } from '../hub.ts'
import { whyMalformed } from '../osc.ts'
import { LARGEST_PACKET } from '../protocol.ts'
import type { BrokerAddress } from './address.ts'
import { HeldEvents } from './heldEvents.ts'
import { Peers, presenceText, type Peer } from './peers.ts'
import { bridgeOf, isRetained, topicsOf, type Topics } from './topics.ts'

export interface MqttPorts {
  readonly hub: Hub
  readonly ensemble: EnsembleHub
  readonly nowSeconds: () => number
  /** What the performer should read. */
  readonly warn: (line: string) => void
  /** A line for the log. */
  readonly say: (line: string) => void
}

/** What `/status` says of the broker. */
export interface MqttReport {
  /** Without a password. */
  readonly broker: string
  readonly isConnected: boolean
  /** Events that came to nothing because the broker was away too long. */
  readonly dropped: number
  readonly peers: readonly Peer[]
}

export interface MqttLink {
  report(): MqttReport
  close(): void
}

const RECONNECT_MILLISECONDS = 500
const PATIENCE_MILLISECONDS = 5000
/** A machine whose cable is out is known to have gone after one and a half of these. */
const KEEPALIVE_SECONDS = 5
/** Retained state outlives a show's day and no more. */
const STATE_SECONDS = 12 * 3600
/** What is unsent beyond this is a broker that does not read. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024
/** The largest packet, its topic and its properties. */
const LARGEST_MESSAGE = LARGEST_PACKET + 4096

/**
 * Joins the bridges of an installation through an MQTT 5 broker. Each packet of the room is a message
 * whose topic is its address: at least once for events, at most once for continuous values, retained
 * for state. No bridge sends on what came from another; each knows its own by a user property, and an
 * event that came twice by its number.
 */
export function openMqtt(address: BrokerAddress, ports: MqttPorts): MqttLink {
  return new Link(address, ports)
}

/** Codes of a certificate that is in order but for who signed it. Source: OpenSSL, `verify`. */
const UNKNOWN_SIGNER = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

function whyNot(error: Error): string {
  const isUnknown = 'code' in error && UNKNOWN_SIGNER.includes(String(error.code))
  return isUnknown
    ? 'its certificate is signed by nobody known here; name the signer’s file in NODE_EXTRA_CA_CERTS'
    : error.message
}

class Link implements MqttLink {
  readonly #ports: MqttPorts
  readonly #shown: string
  readonly #topics: Topics
  readonly #bridge = randomBytes(8).toString('hex')
  readonly #client: MqttClient
  readonly #peers = new Peers()
  readonly #held = new HeldEvents<() => void>()
  readonly #sender: Sender = { name: 'mqtt', lane: null, hasSession: false }
  /** Numbers of the latest events, by the bridge they are of. */
  readonly #numbers = new Map<string, number>()
  #number = 0
  #take = ''
  #takeSeconds = 0
  #isFollowing = false
  /** The bridge whose take is subscribed to. */
  #followed: string | null = null
  #isSaidGone = false
  #isClosed = false

  constructor(address: BrokerAddress, ports: MqttPorts) {
    const { protocol, host, port, username, password, installation, shown } = address
    this.#ports = ports
    this.#shown = shown
    this.#topics = topicsOf(installation)
    this.#client = connect({
      protocol,
      host,
      port,
      ...(username === null ? {} : { username }),
      ...(password === null ? {} : { password }),
      protocolVersion: 5,
      clientId: `anthesis-${this.#bridge}`,
      clean: true,
      keepalive: KEEPALIVE_SECONDS,
      connectTimeout: PATIENCE_MILLISECONDS,
      reconnectPeriod: RECONNECT_MILLISECONDS,
      reconnectOnConnackError: true,
      queueQoSZero: false,
      resubscribe: false,
      properties: { maximumPacketSize: LARGEST_MESSAGE },
      will: { topic: this.#topics.presence(this.#bridge), payload: '', qos: 1, retain: true },
    })
    this.#client.on('connect', () => this.#join())
    this.#client.on('close', () => this.#lose())
    this.#client.on('error', (error) => this.#complain(whyNot(error)))
    this.#client.on('message', (topic, payload, packet) => this.#hear(topic, payload, packet))
    ports.hub.addLink(this.#sender, (packet, addresses, isContinuous) =>
      this.#pass(packet, addresses, isContinuous),
    )
    ports.ensemble.connect({
      follow: (isWanted) => {
        this.#isFollowing = isWanted
        this.#choose()
      },
      lead: (take) => {
        this.#take = take
        this.#takeSeconds = ports.nowSeconds()
        if (this.#client.connected) this.#introduce()
      },
      // Followers find what is missing after the broker was away, and ask.
      share: (packet, isBeat) =>
        this.#client.connected &&
        this.#publish(this.#topics.take(this.#bridge), packet, { qos: isBeat ? 0 : 1 }),
      tellLeader: (packet) => {
        const leader = this.#peers.leader?.bridge
        if (leader !== undefined && this.#client.connected) {
          this.#publish(this.#topics.asks(leader), packet, { qos: 1 })
        }
      },
    })
  }

  report(): MqttReport {
    return {
      broker: this.#shown,
      isConnected: this.#client.connected,
      dropped: this.#held.dropped,
      peers: this.#peers.all,
    }
  }

  close(): void {
    this.#isClosed = true
    const end = (): void => void this.#client.end(true)
    if (!this.#client.connected) end()
    else
      this.#client.publish(this.#topics.presence(this.#bridge), '', { qos: 1, retain: true }, end)
  }

  #join(): void {
    const { anyOsc, anyPresence } = this.#topics
    this.#peers.forgetAll()
    this.#followed = null
    // Not our own, and what is retained only where we have not subscribed before.
    this.#client.subscribe([anyOsc, anyPresence, this.#topics.asks(this.#bridge)], {
      qos: 1,
      nl: true,
    })
    this.#introduce()
    for (const send of this.#held.take(this.#ports.nowSeconds())) send()
    const line = `The MQTT broker at ${this.#shown} is ${this.#isSaidGone ? 'back' : 'here'}.`
    if (this.#isSaidGone) this.#ports.warn(line)
    else this.#ports.say(line)
    this.#isSaidGone = false
  }

  #lose(): void {
    this.#complain('it does not answer')
    this.#peers.forgetAll()
    this.#numbers.clear()
    this.#ports.ensemble.hearLead('')
  }

  /** Once, until it is back. */
  #complain(why: string): void {
    if (this.#isSaidGone || this.#isClosed) return
    this.#isSaidGone = true
    this.#ports.warn(
      `The MQTT broker at ${this.#shown} is not to be had (${why}); the show goes on here alone, ` +
        'and the other machines are back when it is.',
    )
    this.#ports.hub.release()
  }

  #introduce(): void {
    const peer = { name: hostname(), take: this.#take, sinceSeconds: this.#takeSeconds }
    this.#client.publish(this.#topics.presence(this.#bridge), presenceText(peer), {
      qos: 1,
      retain: true,
    })
  }

  #pass(packet: Uint8Array, addresses: readonly string[], isContinuous: boolean): void {
    const topic = this.#topics.osc(addresses)
    const retain = isRetained(addresses)
    const options: IClientPublishOptions = {
      qos: isContinuous ? 0 : 1,
      retain,
      ...(retain ? { properties: { messageExpiryInterval: STATE_SECONDS } } : {}),
    }
    if (this.#client.connected) this.#publish(topic, packet, options)
    else if (!isContinuous) {
      const copy = new Uint8Array(packet)
      this.#held.hold(() => this.#publish(topic, copy, options), this.#ports.nowSeconds())
    }
  }

  #publish(topic: string, packet: Uint8Array, options: IClientPublishOptions): void {
    if (options.qos === 0 && this.#client.stream.writableLength > MOST_UNSENT_BYTES) return
    const userProperties = { bridge: this.#bridge, number: String(this.#number++) }
    this.#client.publish(topic, Buffer.from(packet), {
      ...options,
      properties: { ...options.properties, userProperties },
    })
  }

  #hear(topic: string, payload: Buffer, packet: IPublishPacket): void {
    if (topic.startsWith(this.#topics.presence(''))) {
      this.#meet(bridgeOf(topic), payload.toString('utf8'))
      return
    }
    const { bridge, number } = packet.properties?.userProperties ?? {}
    if (bridge === this.#bridge) return
    // What has no bridge is another program's, which numbers nothing.
    const isOfBridge = typeof bridge === 'string' && packet.qos > 0 && !packet.retain
    if (isOfBridge && this.#isRepeated(bridge, Number(number))) return
    if (this.#isForEnsemble(topic)) {
      const isOsc = payload.length <= LARGEST_PACKET && whyMalformed(payload) === null
      const { ensemble, hub } = this.#ports
      const isSound =
        isOsc &&
        (topic === this.#topics.asks(this.#bridge)
          ? ensemble.hearFollower(payload)
          : bridge !== this.#followed || ensemble.hearShared(payload))
      if (!isSound) hub.refuse(this.#sender, 'it is no message of the ensemble')
    } else this.#ports.hub.receive(payload, this.#sender)
  }

  #isForEnsemble(topic: string): boolean {
    return topic === this.#topics.asks(this.#bridge) || topic.startsWith(this.#topics.take(''))
  }

  /** At least once may be twice. */
  #isRepeated(bridge: string, number: number): boolean {
    if (number <= (this.#numbers.get(bridge) ?? -1)) return true
    // Bridges that are no peers any more shall not fill the memory.
    if (this.#numbers.size >= 256) this.#numbers.clear()
    this.#numbers.set(bridge, number)
    return false
  }

  #meet(bridge: string, text: string): void {
    if (bridge === this.#bridge) return
    this.#peers.hear(bridge, text)
    const { leader } = this.#peers
    if (leader !== null && this.#take !== '') {
      this.#ports.say(`${leader.name} leads as well as this machine`)
    }
    this.#choose()
  }

  /** Hears the leader elsewhere while anyone here wants to. */
  #choose(): void {
    const { leader } = this.#peers
    this.#ports.ensemble.hearLead(leader?.take ?? '')
    const wanted = this.#isFollowing ? (leader?.bridge ?? null) : null
    if (wanted === this.#followed || !this.#client.connected) return
    if (this.#followed !== null) this.#client.unsubscribe(this.#topics.take(this.#followed))
    if (wanted !== null) this.#client.subscribe(this.#topics.take(wanted), { qos: 1, nl: true })
    this.#followed = wanted
  }
}
