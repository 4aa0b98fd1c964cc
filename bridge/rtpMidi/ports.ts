import { networkInterfaces } from 'node:os'
import type { MidiPorts, MidiSink } from '../midiPorts.ts'
import { announce, type Discovery } from './discovery.ts'
import type { Address } from './peer.ts'
import { openRtpMidi, type RtpMidiOptions } from './udp.ts'

export interface RtpMidiPortsOptions extends RtpMidiOptions {
  /** Peers that we invite, rather than wait for. */
  readonly peers: readonly Address[]
  readonly isAllowed: (host: string) => boolean
  /** Whether the network is told that we are here. */
  readonly isAnnounced: boolean
}

export interface RtpMidiPorts extends MidiPorts {
  /** Of the session; MIDI is on the next one. */
  readonly port: number
}

/**
 * MIDI over the network: each peer of the session is a port, named as the peer calls itself.
 * @throws Error of the system’s when the UDP ports cannot be had
 */
export async function openRtpMidiPorts(
  options: RtpMidiPortsOptions,
  sink: MidiSink,
): Promise<RtpMidiPorts> {
  const bySsrc = new Map<number, string>()
  const rtpMidi = await openRtpMidi(options, {
    isAllowed: options.isAllowed,
    opened({ ssrc, name, control }) {
      const port = sink.takeName(name || control.host)
      bySsrc.set(ssrc, port)
      sink.say(`RTP-MIDI: ${port} (${control.host}) is connected`)
    },
    closed({ ssrc }, why) {
      const port = bySsrc.get(ssrc)
      if (port === undefined) return
      bySsrc.delete(ssrc)
      sink.freeName(port)
      sink.say(`RTP-MIDI: ${port} has gone, it ${why}`)
    },
    heard({ ssrc }, { message }) {
      const port = bySsrc.get(ssrc)
      if (port !== undefined) sink.receive(port, message)
    },
    failed: (why) => sink.warn(`RTP-MIDI failed: ${why}.`),
  })
  for (const peer of options.peers) rtpMidi.session.invite(peer)
  const discovery = options.isAnnounced ? announceAt(rtpMidi.port, options.name, sink) : null
  return {
    port: rtpMidi.port,
    get names() {
      return [...bySsrc.values()]
    },
    send(port, message) {
      for (const [ssrc, name] of bySsrc) {
        if (name === port) return rtpMidi.session.play(ssrc, [message])
      }
      return false
    },
    close() {
      discovery?.close()
      rtpMidi.close()
    },
  }
}

function announceAt(port: number, name: string, sink: MidiSink): Discovery {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
  return announce({
    name,
    port,
    addresses,
    failed: (why) => sink.warn(`RTP-MIDI is not announced (${why}); peers need our address.`),
  })
}
