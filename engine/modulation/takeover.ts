/**
 * Pick-up: a learnt knob does not move its parameter until it has reached the parameter's value, so
 * that nothing jumps when a hand comes back to a knob whose fader has moved meanwhile.
 */
export interface Takeover {
  /** Whether the knob moves the parameter now. */
  readonly caught: boolean
  /** Where the knob was last seen, 0..1; null before it has moved. */
  readonly position: number | null
}

export const LOOSE: Takeover = { caught: false, position: null }

/** Near enough to catch: two steps of a 7-bit knob. */
const REACH = 2 / 127

/** The knob has moved; `value` is where the parameter stands, 0..1. */
export function moved(before: Takeover, position: number, value: number): Takeover {
  if (before.caught) return { caught: true, position }
  const near = position - value <= REACH && value - position <= REACH
  const crossed = before.position !== null && (before.position - value) * (position - value) <= 0
  return { caught: near || crossed, position }
}

/** Something else has moved the parameter: the knob waits to be reached again. */
export const released = (before: Takeover): Takeover =>
  before.caught ? { caught: false, position: before.position } : before
