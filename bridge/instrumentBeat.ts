import { isBundle, type OscMessage, type OscPacket } from './osc.ts'

/** A beat of the instrument's, as it says at `/anthesis/out/beat ,iif bar beat tempo`. */
export interface Beat {
  /** Unix time at which it falls. */
  readonly atSeconds: number
  /** From bar one; negative in a count-in. */
  readonly quarters: number
  /** Quarters a minute. */
  readonly tempo: number
}

const BEAT = '/anthesis/out/beat'
const BEATS_A_BAR = 4

/** @returns null when the message tells no beat */
export function beatOf({ address, types, values }: OscMessage, atSeconds: number): Beat | null {
  if (address !== BEAT || types !== 'iif') return null
  const [bar = 0, beat = 0, tempo = 0] = values.map(Number)
  const quarters = (bar - 1) * BEATS_A_BAR + beat - 1
  return tempo >= 1 && tempo <= 1000 ? { atSeconds, quarters, tempo } : null
}

/** All messages of a packet, in order. */
export const messagesOf = (packet: OscPacket): OscMessage[] =>
  isBundle(packet) ? packet.packets.flatMap(messagesOf) : [packet]
