/** What is added to a model's logits, in nats, so that the music goes somewhere. */
export interface Lean {
  /** May be -Infinity, as the others: that is not to be drawn. */
  readonly hold: number
  readonly off: number
  /** To every note that could begin. */
  readonly onset: number
  /** To notes of these pitch classes: bit n for the class n semitones above C. */
  readonly favoured: number
  readonly favour: number
  /** From each semitone outside this register, MIDI numbers. */
  readonly lowest: number
  readonly highest: number
  readonly distance: number
  /** Semitones outside the register beyond which a note begins only where none else can. */
  readonly reach: number
}

export const NO_LEAN: Lean = {
  hold: 0,
  off: 0,
  onset: 0,
  favoured: 0,
  favour: 0,
  lowest: 0,
  highest: 127,
  distance: 0,
  reach: 127,
}
