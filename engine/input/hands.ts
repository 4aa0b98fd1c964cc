import type { Channel, DeviceId, Event } from '../core/events.ts'
import type { MidiNote, Seconds, Unit } from '../core/units.ts'

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
  readonly atSeconds: Seconds
}

/** What the performer's hands do: the keys that are down and the sustain pedals. */
export interface Hands {
  readonly held: readonly HeldKey[]
  /** 'device/channel' of every sustain pedal that is down. */
  readonly pedals: readonly string[]
  readonly sent: readonly Sent[]
  readonly nextNote: number
}

/** What an event changed in the hands, for the rooms that follow. */
export interface HandsFacts {
  readonly begun: { readonly key: HeldKey; readonly velocity: Unit } | null
  readonly ended: readonly HeldKey[]
  /** Pedals that went up or whose device left: what they sustained ends. */
  readonly pedalsUp: readonly string[]
}

export const EMPTY_HANDS: Hands = { held: [], pedals: [], sent: [], nextNote: 0 }
export const NOTHING: HandsFacts = { begun: null, ended: [], pedalsUp: [] }

/**
 * A note that comes back this soon after it was sent, on the channel it was sent on, is our own: a
 * key cannot be struck again so fast, and a MIDI cable with its drivers takes less.
 */
const ECHO_SECONDS = 0.04
const KEPT_SENT = 32

/** The name under which the sustain pedal of a channel is kept. */
export const pedalOf = (from: { device: DeviceId; channel: Channel }): string =>
  `${from.device}/${from.channel}`

/** Names of devices may hold slashes of their own. */
const deviceOfPedal = (pedal: string): DeviceId => pedal.slice(0, pedal.lastIndexOf('/'))

const isKey = (key: HeldKey, event: { device: DeviceId; channel: Channel; pitch: MidiNote }) =>
  key.device === event.device && key.channel === event.channel && key.pitch === event.pitch

function strike(
  hands: Hands,
  event: Event & { type: 'noteOn' },
  atSeconds: Seconds,
): [Hands, HandsFacts] {
  const { device, channel, pitch, velocity } = event
  const echo = device.startsWith('midi:')
    ? hands.sent.find(
        (sent) =>
          sent.pitch === pitch &&
          sent.channel === channel &&
          Math.abs(atSeconds - sent.atSeconds) < ECHO_SECONDS,
      )
    : undefined
  if (echo) return [{ ...hands, sent: hands.sent.filter((sent) => sent !== echo) }, NOTHING]
  const key = { device, channel, pitch, id: hands.nextNote * 2 }
  const ended = hands.held.filter((other) => isKey(other, event))
  const held = [...hands.held.filter((other) => !isKey(other, event)), key]
  return [
    { ...hands, held, nextNote: hands.nextNote + 1 },
    { begun: { key, velocity }, ended, pedalsUp: [] },
  ]
}

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
    case 'control': {
      if (event.controller !== 64) return [hands, NOTHING]
      const pedal = pedalOf(event)
      const isDown = event.value >= 64 / 127
      if (isDown === hands.pedals.includes(pedal)) return [hands, NOTHING]
      return isDown
        ? [{ ...hands, pedals: [...hands.pedals, pedal] }, NOTHING]
        : [
            { ...hands, pedals: hands.pedals.filter((other) => other !== pedal) },
            { begun: null, ended: [], pedalsUp: [pedal] },
          ]
    }
    case 'device': {
      if (event.connected) return [hands, NOTHING]
      const ended = hands.held.filter((key) => key.device === event.device)
      const pedalsUp = hands.pedals.filter((pedal) => deviceOfPedal(pedal) === event.device)
      return [
        {
          ...hands,
          held: hands.held.filter((key) => key.device !== event.device),
          pedals: hands.pedals.filter((pedal) => !pedalsUp.includes(pedal)),
        },
        { begun: null, ended, pedalsUp },
      ]
    }
    case 'panic':
      return [
        { ...hands, held: [], pedals: [] },
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
