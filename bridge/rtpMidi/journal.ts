/**
 * The recovery journal’s bytes: what a receiver needs to be where the sender is, whatever it missed.
 * Pure. Source: RFC 6295, section 5 and appendices A and B. Chapters P, C, W, N, T and A are read and
 * written; M, E and the system journal are stepped over.
 */

/** S in the RFC: false when the packet just before this one brought it. */
interface Aged {
  readonly isOld: boolean
}

export interface ProgramLog extends Aged {
  readonly program: number
  /** Null when no bank was chosen before the program. */
  readonly bank: { readonly msb: number; readonly lsb: number } | null
}

/** A.3.3: the value, how often a switch changed state, or how often the command came. */
export type ControllerTool = 'value' | 'toggle' | 'count'

export interface ControllerLog extends Aged {
  readonly controller: number
  readonly tool: ControllerTool
  readonly value: number
}

export interface WheelLog extends Aged {
  /** 14 bits. */
  readonly value: number
}

export interface NoteLog extends Aged {
  readonly note: number
  readonly velocity: number
  /** Y: it is not too late to play it. */
  readonly isPlayable: boolean
}

export interface PressureLog extends Aged {
  readonly pressure: number
}

export interface PolyPressureLog extends PressureLog {
  readonly note: number
}

export interface ChannelJournal {
  /** 0 to 15. */
  readonly channel: number
  readonly program: ProgramLog | null
  readonly controllers: readonly ControllerLog[]
  readonly wheel: WheelLog | null
  readonly notes: readonly NoteLog[]
  readonly releases: { readonly notes: readonly number[] } & Aged
  readonly pressure: PressureLog | null
  readonly polyPressures: readonly PolyPressureLog[]
}

export interface Journal {
  /** The first packet whose commands the journal knows, 16 bits. */
  readonly checkpoint: number
  readonly channels: readonly ChannelJournal[]
}

/** Chapters in the order in which they stand, as their bits in a channel’s table of contents. */
export const CHAPTERS = { P: 0x80, C: 0x40, M: 0x20, W: 0x10, N: 0x08, E: 0x04, T: 0x02, A: 0x01 }
/** In the journal’s first byte: no news in all of it, a system journal, channel journals. */
export const JOURNAL_FLAGS = { S: 0x80, Y: 0x40, A: 0x20 }
