import type { Channel, DeviceId, Event } from '../core/events.ts'
import { toSevenBits, unit, type MidiNote, type Seconds, type Unit } from '../core/units.ts'

/** A key that is down. */
export interface HeldKey {
  readonly device: DeviceId
  readonly channel: Channel
  readonly pitch: MidiNote
  /** Of the note it began; even, so that it never meets one of the model's. */
  readonly id: number
}

/** A note that went out over MIDI and may come back through a thru or a loop. */
interface Sent {
  readonly channel: Channel
  readonly pitch: MidiNote
  /** As the message carried it, 1..127. */
  readonly velocity: number
  /** Where the key is that began it; null for the partner's. */
  readonly from: { readonly device: DeviceId; readonly channel: Channel } | null
  readonly atSeconds: Seconds
}

/** A wheel or a pressure that went out over MIDI and may come back likewise. */
export interface SentWheel {
  readonly type: 'pitchBend' | 'pressure'
  readonly channel: Channel
  /** As the message carried it. */
  readonly value: number
  readonly atSeconds: Seconds
}

/** What the performer does: the keys and the pedals that are down. */
export interface Hands {
  readonly held: readonly HeldKey[]
  /** 'device/channel' of every sustain pedal that is down. */
  readonly pedals: readonly string[]
  /** Sostenuto pedals that are down, with the notes whose keys were down when they went down. */
  readonly sostenuto: readonly { readonly pedal: string; readonly notes: readonly number[] }[]
  /** 'device/channel' of every soft pedal that is down. */
  readonly soft: readonly string[]
  readonly sent: readonly Sent[]
  readonly sentWheels: readonly SentWheel[]
  readonly nextNote: number
}

/** What an event changed in the hands, for the rooms that follow. */
export interface HandsFacts {
  readonly begun: { readonly key: HeldKey; readonly velocity: Unit } | null
  readonly ended: readonly HeldKey[]
  /** Pedals that went up or whose device left: what they sustained ends. */
  readonly pedalsUp: readonly string[]
}

export const EMPTY_HANDS: Hands = {
  held: [],
  pedals: [],
  sostenuto: [],
  soft: [],
  sent: [],
  sentWheels: [],
  nextNote: 0,
}
export const NOTHING: HandsFacts = { begun: null, ended: [], pedalsUp: [] }
/** The facts of what comes back from our own output: nobody did it. */
export const ECHO: HandsFacts = { ...NOTHING }

/**
 * A note that comes back this soon after it was sent, on the channel it was sent on, is our own: a
 * key cannot be struck again so fast, and a MIDI cable with its drivers takes less.
 */
const ECHO_SECONDS = 0.04
/**
 * Wireless MIDI, another program's buffers or a thread that stands still take longer. A note taken for
 * the player's would be sent and come back again, for ever; so until then one is our own too, if it is
 * exactly as loud, which a hand's unison seldom is, and no key that is struck again. What stays open:
 * a loop this slow through the very keyboard and channel that play, with notes shorter than itself. A
 * wheel has the short time alone: swallowing its way back to the middle would leave it bent.
 */
const LATE_ECHO_SECONDS = 0.25
const KEPT_SENT = 32

/** The name under which the sustain pedal of a channel is kept. */
export const pedalOf = (from: { device: DeviceId; channel: Channel }): string =>
  `${from.device}/${from.channel}`

/** Names of devices may hold slashes of their own. */
const deviceOfPedal = (pedal: string): DeviceId => pedal.slice(0, pedal.lastIndexOf('/'))

/** Whether something that came by MIDI went out this lately. */
const isEcho = (device: DeviceId, { atSeconds }: { atSeconds: Seconds }, now: Seconds): boolean =>
  device.startsWith('midi:') && Math.abs(now - atSeconds) < ECHO_SECONDS

const isKey = (key: HeldKey, event: { device: DeviceId; channel: Channel; pitch: MidiNote }) =>
  key.device === event.device && key.channel === event.channel && key.pitch === event.pitch

/** Where one sends an even velocity, only the key that is up between tells a repeated note from an echo. */
const isStruckAgain = ({ held }: Hands, { from }: Sent, event: Event & { type: 'noteOn' }) =>
  from?.device === event.device &&
  from.channel === event.channel &&
  !held.some((key) => isKey(key, event))

/** Whether a note that came by MIDI is one that went out, on its way back. */
function isNoteEcho(
  hands: Hands,
  sent: Sent,
  event: Event & { type: 'noteOn' },
  now: Seconds,
): boolean {
  const { device, channel, pitch, velocity } = event
  if (sent.pitch !== pitch || sent.channel !== channel) return false
  if (isEcho(device, sent, now)) return true
  const late = now - sent.atSeconds
  return (
    device.startsWith('midi:') &&
    late > 0 &&
    late < LATE_ECHO_SECONDS &&
    sent.velocity === toSevenBits(velocity) &&
    !isStruckAgain(hands, sent, event)
  )
}

function strike(
  hands: Hands,
  event: Event & { type: 'noteOn' },
  atSeconds: Seconds,
): [Hands, HandsFacts] {
  const { device, channel, pitch, velocity } = event
  const echo = hands.sent.find((sent) => isNoteEcho(hands, sent, event, atSeconds))
  if (echo) return [{ ...hands, sent: hands.sent.filter((sent) => sent !== echo) }, ECHO]
  const key = { device, channel, pitch, id: hands.nextNote * 2 }
  const ended = hands.held.filter((other) => isKey(other, event))
  const held = [...hands.held.filter((other) => !isKey(other, event)), key]
  return [
    { ...hands, held, nextNote: hands.nextNote + 1 },
    { begun: { key, velocity: softened(hands, key, velocity) }, ended, pedalsUp: [] },
  ]
}

/** A wheel that our own output turned would turn it again, for ever. */
function turnWheel(
  hands: Hands,
  { type, device, channel, value }: Event & { type: 'pitchBend' | 'pressure' },
  atSeconds: Seconds,
): [Hands, HandsFacts] {
  const echo = hands.sentWheels.find(
    (sent) =>
      sent.type === type &&
      sent.channel === channel &&
      sent.value === value &&
      isEcho(device, sent, atSeconds),
  )
  return echo
    ? [{ ...hands, sentWheels: hands.sentWheels.filter((sent) => sent !== echo) }, ECHO]
    : [hands, NOTHING]
}

/** A piano's soft pedal takes about a third of the force. */
const SOFT_SHARE = 0.65

const softened = ({ soft }: Hands, key: HeldKey, velocity: Unit): Unit =>
  soft.length > 0 && soft.includes(pedalOf(key)) ? unit(velocity * SOFT_SHARE) : velocity

const SUSTAIN = 64
const SOSTENUTO = 66
const SOFT = 67

/** Controllers 64, 66 and 67 (MIDI 1.0 Detailed Specification, table III): from 64 on they are down. */
function press(hands: Hands, event: Event & { type: 'control' }): [Hands, HandsFacts] {
  if (event.controller < SUSTAIN || event.controller > SOFT) return [hands, NOTHING]
  const pedal = pedalOf(event)
  const isDown = event.value >= 64 / 127
  const up: HandsFacts = isDown ? NOTHING : { begun: null, ended: [], pedalsUp: [pedal] }
  const others = (pedals: readonly string[]) => pedals.filter((other) => other !== pedal)
  switch (event.controller) {
    case SUSTAIN:
      if (isDown === hands.pedals.includes(pedal)) return [hands, NOTHING]
      return [{ ...hands, pedals: isDown ? [...hands.pedals, pedal] : others(hands.pedals) }, up]
    case SOSTENUTO: {
      if (isDown === hands.sostenuto.some((one) => one.pedal === pedal)) return [hands, NOTHING]
      const notes = hands.held.filter((key) => pedalOf(key) === pedal).map(({ id }) => id)
      const sostenuto = isDown
        ? [...hands.sostenuto, { pedal, notes }]
        : hands.sostenuto.filter((one) => one.pedal !== pedal)
      return [{ ...hands, sostenuto }, up]
    }
    case SOFT: {
      if (isDown === hands.soft.includes(pedal)) return [hands, NOTHING]
      return [{ ...hands, soft: isDown ? [...hands.soft, pedal] : others(hands.soft) }, NOTHING]
    }
    default:
      return [hands, NOTHING]
  }
}

/** Whether a pedal holds a note whose key is up. */
export const isPedalled = ({ pedals, sostenuto }: Hands, note: { id: number; pedal: string }) =>
  pedals.includes(note.pedal) ||
  sostenuto.some(({ pedal, notes }) => pedal === note.pedal && notes.includes(note.id))

/** The hands after an event, and what it changed. */
export function handle(hands: Hands, event: Event, atSeconds: Seconds): [Hands, HandsFacts] {
  switch (event.type) {
    case 'noteOn':
      return strike(hands, event, atSeconds)
    case 'noteOff': {
      const ended = hands.held.filter((key) => isKey(key, event))
      if (ended.length === 0) return [hands, NOTHING]
      const held = hands.held.filter((key) => !isKey(key, event))
      return [
        { ...hands, held },
        { begun: null, ended, pedalsUp: [] },
      ]
    }
    case 'control':
      return press(hands, event)
    case 'pitchBend':
    case 'pressure':
      return turnWheel(hands, event, atSeconds)
    case 'device': {
      if (event.connected) return [hands, NOTHING]
      const ended = hands.held.filter((key) => key.device === event.device)
      const isGone = (pedal: string) => deviceOfPedal(pedal) === event.device
      const caught = hands.sostenuto.map(({ pedal }) => pedal)
      const pedalsUp = [...new Set([...hands.pedals, ...caught])].filter(isGone)
      return [
        {
          ...hands,
          held: hands.held.filter((key) => key.device !== event.device),
          pedals: hands.pedals.filter((pedal) => !isGone(pedal)),
          sostenuto: hands.sostenuto.filter(({ pedal }) => !isGone(pedal)),
          soft: hands.soft.filter((pedal) => !isGone(pedal)),
        },
        { begun: null, ended, pedalsUp },
      ]
    }
    case 'panic':
      return [
        { ...hands, held: [], pedals: [], sostenuto: [], soft: [] },
        { begun: null, ended: hands.held, pedalsUp: hands.pedals },
      ]
    default:
      return [hands, NOTHING]
  }
}

/** Remembers a note that goes out over MIDI, so that it is not heard as the player's. */
export const rememberSent = (hands: Hands, note: Sent): Hands => ({
  ...hands,
  sent: [...hands.sent, note].slice(-KEPT_SENT),
})

/** Remembers a wheel that goes out over MIDI, likewise. */
export const rememberWheel = (hands: Hands, wheel: SentWheel): Hands => ({
  ...hands,
  sentWheels: [...hands.sentWheels, wheel].slice(-KEPT_SENT),
})
