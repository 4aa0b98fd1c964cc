import { lookup } from 'node:dns/promises'
import { ClockOut } from './clockOut.ts'
import type { Hub } from './hub.ts'
import { beatOf } from './instrumentBeat.ts'
import { openDriverMidi } from './midi.ts'
import { ClockFollower, CLOCKS_A_QUARTER } from './midiClock.ts'
import { midiToOsc, MIDI_ROOT, oscToMidi, PortNames } from './midiOsc.ts'
import { MidiPlayer } from './midiPlayer.ts'
import type { MidiPorts, MidiSink } from './midiPorts.ts'
import { isWanted } from './midiServing.ts'
import { decode, encode, IMMEDIATELY, isBundle, type OscMessage, type OscPacket } from './osc.ts'
import { BadInput, type MidiOptions } from './options.mjs'
import { unixSecondsOf } from './protocol.ts'
import type { Lane } from './relay.ts'
import type { Address } from './rtpMidi/peer.ts'
import { openRtpMidiPorts, type RtpMidiPorts } from './rtpMidi/ports.ts'
import { openSerialMidi } from './serialMidi.ts'

export interface MidiDoorParts {
  readonly hub: Hub
  /** The address that RTP-MIDI is bound to. */
  readonly host: string
  /** Whether other machines are told of RTP-MIDI. */
  readonly isAnnounced: boolean
  readonly isAllowed: (host: string) => boolean
  readonly nowSeconds: () => number
  /** Unix time, as in timetags. */
  readonly unixSeconds: () => number
  readonly warn: (line: string) => void
  readonly say: (line: string) => void
}

export interface MidiDoor {
  /** Of the ports that are open, as in their addresses. */
  readonly names: readonly string[]
  /** RTP-MIDI's; null when it is not open. */
  readonly rtpMidiPort: number | null
  close(): void
}

/** As peers on the network list us. */
const SESSION_NAME = 'Anthesis'
const HASH = 35
/** What was plugged in is told of so soon. */
const PORTS_MILLISECONDS = 250

/**
 * Opens the ways of MIDI that were asked for. What comes in goes to all clients as OSC, with the
 * tempo of a MIDI clock each quarter; what clients send to `/midi/PORT/…` goes out.
 * @throws BadInput when RTP-MIDI's ports cannot be had
 */
export async function openMidiDoor(options: MidiOptions, parts: MidiDoorParts): Promise<MidiDoor> {
  const { hub, warn, say } = parts
  const names = new PortNames()
  const clocks = new Map<string, ClockFollower>()
  const tell = (port: string, message: OscMessage): void => {
    hub.receive(encode(message), { name: `midi ${port}`, lane: null, hasSession: false })
  }
  const sink: MidiSink = {
    warn,
    say,
    takeName: (device) => names.take(device),
    freeName(name) {
      clocks.delete(name)
      names.free(name)
    },
    receive(port, bytes) {
      const message = midiToOsc(port, bytes)
      if (message === null) return
      tell(port, message)
      const tempo = tempoOf(clocks, port, bytes, parts.nowSeconds())
      if (tempo !== null) tell(port, tempo)
    },
  }
  const ways: MidiPorts[] = []
  const rtpMidi = await openNetwork(options, parts, sink)
  if (rtpMidi !== null) ways.push(rtpMidi)
  const { devices, virtual } = options
  if (devices !== null || virtual !== null) {
    ways.push(openDriverMidi({ wanted: devices, virtual }, sink))
  }
  for (const path of options.serialPaths) ways.push(openSerialMidi(path, sink))
  const clockOut = openClockOut(options.clocked, ways, parts.unixSeconds)
  const portNames = (): string[] => ways.flatMap((way) => way.names)
  const player = new MidiPlayer({
    send: (port, bytes) => ways.some((way) => way.send(port, bytes)),
    nowSeconds: parts.unixSeconds,
    after,
  })
  let told = ''
  const watch = setInterval(() => {
    const names = portNames().join(' ')
    if (names !== told) hub.tellPorts()
    told = names
  }, PORTS_MILLISECONDS).unref()
  if (ways.length > 0) {
    hub.addTarget((packet, from) => play(packet, from, player, clockOut, parts.unixSeconds))
    hub.openMidi({
      get names() {
        return portNames()
      },
      play: (owner, { port, timetag, bytes }) =>
        player.play(owner, port, bytes, unixSecondsOf(timetag)),
      leave: (owner) => player.leave(owner),
    })
  }
  return {
    get names() {
      return portNames()
    },
    rtpMidiPort: rtpMidi?.port ?? null,
    close() {
      clearInterval(watch)
      player.close()
      clockOut?.close()
      for (const way of ways) way.close()
    },
  }
}

async function openNetwork(
  { rtpMidiPort, rtpMidiPeers }: MidiOptions,
  { host, isAllowed, isAnnounced }: MidiDoorParts,
  sink: MidiSink,
): Promise<RtpMidiPorts | null> {
  if (rtpMidiPort === null && rtpMidiPeers.length === 0) return null
  const port = rtpMidiPort ?? 0
  const peers = await Promise.all(rtpMidiPeers.map(resolved))
  const options = { port, host, isAllowed, isAnnounced, name: SESSION_NAME, peers }
  try {
    return await openRtpMidiPorts(options, sink)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BadInput(
      `RTP-MIDI's ports ${port} and ${port + 1} cannot be had (${why}); choose another: ` +
        `npm start -- --rtp-midi ${port < 65000 ? port + 2 : port - 2}`,
      { cause: error },
    )
  }
}

async function resolved({ host, port }: Address): Promise<Address> {
  try {
    return { host: (await lookup(host, { family: 4 })).address, port }
  } catch {
    throw new BadInput(
      `--rtp-midi-to names ${host}, which has no IPv4 address here; check the name.`,
    )
  }
}

/**
 * What a port's clock says at each quarter: `/midi/PORT/tempo ,ffi`, a minute's quarters, the place in
 * its song, and 1 while the song runs.
 */
function tempoOf(
  clocks: Map<string, ClockFollower>,
  port: string,
  bytes: Uint8Array,
  nowSeconds: number,
): OscMessage | null {
  if ((bytes[0] ?? 0) < 0xf2) return null
  const clock = clocks.get(port) ?? new ClockFollower()
  clocks.set(port, clock)
  const before = clock.received
  if (!clock.hear(bytes, nowSeconds) || clock.received === before) return null
  const quarters = clock.quartersAt(nowSeconds)
  const isQuarter = (clock.isRunning ? clock.clocks : clock.received) % CLOCKS_A_QUARTER === 0
  if (clock.bpm === null || quarters === null || !isQuarter) return null
  const values = [clock.bpm, quarters, clock.isRunning ? 1 : 0]
  return { address: `${MIDI_ROOT}${port}/tempo`, types: 'ffi', values }
}

/** @param clocked as {@link MidiOptions} has it */
function openClockOut(
  clocked: readonly string[] | null,
  ways: readonly MidiPorts[],
  nowSeconds: () => number,
): ClockOut | null {
  if (clocked === null) return null
  return new ClockOut({
    send(message) {
      for (const way of ways) {
        for (const port of way.names) if (isWanted(port, clocked)) way.send(port, message)
      }
    },
    nowSeconds,
    after,
  })
}

function after(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds)
  return () => clearTimeout(timer)
}

/** Plays what a packet has for MIDI, when its timetag says. */
function play(
  packet: Uint8Array,
  from: Lane,
  player: MidiPlayer,
  clockOut: ClockOut | null,
  unixSeconds: () => number,
): void {
  if (packet[0] !== HASH && !startsWithRoot(packet)) return
  for (const { message, timetag } of timedMessagesOf(decode(packet), IMMEDIATELY)) {
    const atSeconds = timetag === IMMEDIATELY ? unixSeconds() : unixSecondsOf(timetag)
    const midi = oscToMidi(message)
    if (midi !== null) player.play(from, midi.port, midi.bytes, atSeconds)
    const beat = beatOf(message, atSeconds)
    if (beat !== null) clockOut?.beat(beat)
  }
}

interface Timed {
  readonly message: OscMessage
  readonly timetag: bigint
}

/** All messages of a packet, in order, each with the timetag of the bundle around it. */
const timedMessagesOf = (packet: OscPacket, timetag: bigint): Timed[] =>
  isBundle(packet)
    ? packet.packets.flatMap((inner) => timedMessagesOf(inner, packet.timetag))
    : [{ message: packet, timetag }]

function startsWithRoot(packet: Uint8Array): boolean {
  for (let i = 0; i < MIDI_ROOT.length; i++) {
    if (packet[i] !== MIDI_ROOT.charCodeAt(i)) return false
  }
  return true
}
