/**
 * OSC 1.0: what may stand in a packet. Source: the OSC 1.0 specification,
 * opensoundcontrol.stanford.edu/spec-1_0.
 */

/** The one value of the type I. */
export const IMPULSE = Object.freeze({ impulse: true })

/**
 * A value by its type: i f d are numbers, h t are bigints, s S c are strings (c of one character), b
 * is bytes, m is the 4 bytes port, status, data, data; r is the number 0xRRGGBBAA; T F are booleans,
 * N is null, I is {@link IMPULSE}, and brackets are an array.
 */
export type OscValue =
  (number | bigint | string | boolean | null | Uint8Array | typeof IMPULSE) | readonly OscValue[]

export interface OscMessage {
  /** An address, or a pattern of addresses. */
  readonly address: string
  /** One letter a value, brackets around arrays; no comma. */
  readonly types: string
  readonly values: readonly OscValue[]
}

export interface OscBundle {
  /** 64 bits of NTP time; {@link IMMEDIATELY} is the moment of arrival. */
  readonly timetag: bigint
  readonly packets: readonly OscPacket[]
}

export type OscPacket = OscMessage | OscBundle

/** The timetag that says no time. */
export const IMMEDIATELY = 1n
/** A bundle in a bundle in a bundle … */
export const DEEPEST_BUNDLE = 8
export const DEEPEST_ARRAY = 8
/** In bytes. Longer ones name nothing, and matching would take time. */
export const LONGEST_ADDRESS = 1024

/** A packet that is no OSC, or values that do not make one; the message says why. */
export class OscError extends Error {}

export const isBundle = (packet: OscPacket): packet is OscBundle => 'timetag' in packet
