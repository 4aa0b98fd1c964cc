// multicast-dns is kept up, has no native code, and is all of mDNS that bonjour-service uses itself.
import multicastDns from 'multicast-dns'

/** As which AppleMIDI’s sessions are announced (Apple, “MIDI Network Driver Protocol”). */
const SERVICE = '_apple-midi._udp.local'
/** What the browser asks for to list all services (RFC 6763, section 9). */
const ALL_SERVICES = '_services._dns-sd._udp.local'
const SECONDS_TO_LIVE = 120

export interface Announcement {
  /** Of the session, as peers list it. */
  readonly name: string
  readonly port: number
  /** IPv4 addresses under which peers reach us. */
  readonly addresses: readonly string[]
  /** mDNS is not to be had, or has failed. */
  readonly failed: (why: string) => void
}

export interface Discovery {
  close(): void
}

/** The records that answer for a session (RFC 6763, sections 4 to 6). Pure. */
export function recordsOf({
  name,
  port,
  addresses,
}: Pick<
  Announcement,
  'name' | 'port' | 'addresses'
>): multicastDns.ResponseOutgoingPacket['answers'] {
  const label = name.replaceAll('.', '-')
  const instance = `${label}.${SERVICE}`
  const host = `${label.replace(/[^\w]+/g, '-')}.local`
  return [
    { name: ALL_SERVICES, type: 'PTR', ttl: SECONDS_TO_LIVE, data: SERVICE },
    { name: SERVICE, type: 'PTR', ttl: SECONDS_TO_LIVE, data: instance },
    {
      name: instance,
      type: 'SRV',
      ttl: SECONDS_TO_LIVE,
      data: { port, target: host, priority: 0, weight: 0 },
    },
    { name: instance, type: 'TXT', ttl: SECONDS_TO_LIVE, data: '' },
    ...addresses.map((data) => ({ name: host, type: 'A' as const, ttl: SECONDS_TO_LIVE, data })),
  ]
}

/** Announces a session on the network, so that tablets and computers list it, until closed. */
export function announce(announcement: Announcement): Discovery {
  const records = recordsOf(announcement)
  const mdns = multicastDns()
  mdns.on('error', (error) => announcement.failed(error.message))
  mdns.on('warning', () => undefined)
  mdns.on('query', ({ questions }) => {
    const asked = (questions ?? []).map(({ name }) => name.toLowerCase())
    if (records.some(({ name }) => asked.includes(name.toLowerCase()))) {
      mdns.respond({ answers: records })
    }
  })
  mdns.on('ready', () => mdns.respond({ answers: records }))
  return {
    close() {
      // RFC 6762, section 10.1: a record that lives no longer says goodbye.
      const farewell = records.map((record) => ({ ...record, ttl: 0 }))
      mdns.respond({ answers: farewell }, () => mdns.destroy())
    },
  }
}
