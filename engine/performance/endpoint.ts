import type { Event } from '../core/events.ts'

/** What an OSC message may carry: the values of every type, as the codec reads them. */
export type Carried = unknown

/** What one value of an endpoint may be. */
export type Argument = NumberArgument | ChoiceArgument | TextArgument

export interface NumberArgument {
  readonly name: string
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  readonly isWhole: boolean
  /** A value beyond the ends is the nearest end, as for a fader; else it is refused. */
  readonly isClamped: boolean
  /** Taken when the message has fewer values; null when it must be there. */
  readonly otherwise: number | null
}

export interface ChoiceArgument {
  readonly name: string
  readonly kind: 'choice'
  readonly choices: readonly string[]
}

/** A text that nobody can list beforehand. */
export interface TextArgument {
  readonly name: string
  readonly kind: 'text'
  /** Why a text is refused, as the end of a sentence; null for one that is not. */
  readonly complaintAbout?: (text: string) => string | null
}

const LONGEST_TEXT = 256

/** How a desk offers an endpoint. */
export type EndpointKind = 'continuous' | 'toggle' | 'choice' | 'note' | 'trigger' | 'command'

/** A message's values, checked. */
export type Values = readonly (number | string)[]

/** One address of the instrument: what it takes, and what it does. */
export interface Endpoint {
  readonly address: string
  readonly label: string
  readonly kind: EndpointKind
  /** Shown after the value; '' for a pure number. */
  readonly unit: string
  readonly arguments: readonly Argument[]
  /** @param values checked, one an argument */
  readonly eventOf: (values: Values) => Event | null
  /** What the page does besides, where that is no event: it cannot wait for a timetag. */
  readonly act?: (values: Values) => void
}

/** A message's values, checked whole; or why they are refused, as the end of a sentence. */
export type Read = { readonly values: Values } | { readonly refusal: string }

/** Desks send whole numbers as floats and switches as booleans; 64-bit ones come as bigints. */
function numberOf(value: Carried): number | null {
  const number = typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** Why a value does not fit its argument; else the value. */
function readOne(argument: Argument, value: Carried): { value: number | string } | string {
  const { name } = argument
  if (argument.kind === 'choice') {
    // By its name, or by its place, from 0, for desks that have numbers alone.
    const chosen = typeof value === 'string' ? value : argument.choices[numberOf(value) ?? -1]
    return chosen !== undefined && argument.choices.includes(chosen)
      ? { value: chosen }
      : `its ${name} is one of ${argument.choices.join(', ')}`
  }
  if (argument.kind === 'text') {
    if (typeof value !== 'string' || value.length > LONGEST_TEXT) {
      return `it needs its ${name}, a text of at most ${LONGEST_TEXT} letters`
    }
    return argument.complaintAbout?.(value) ?? { value }
  }
  const { min, max, isWhole, isClamped, otherwise } = argument
  const number = value === undefined ? otherwise : numberOf(value)
  if (number === null) return `it needs its ${name}, a number of ${min} to ${max}`
  if (isClamped) return { value: Math.min(max, Math.max(min, number)) }
  if (number < min || number > max) return `its ${name} is ${number}, not ${min} to ${max}`
  return isWhole && !Number.isInteger(number)
    ? `its ${name} is ${number}, not a whole number`
    : { value: number }
}

/** Checks the values of a message for an endpoint. */
export function readValues(endpoint: Endpoint, carried: readonly Carried[]): Read {
  if (carried.length > endpoint.arguments.length) {
    return { refusal: `it takes ${endpoint.arguments.length} values, not ${carried.length}` }
  }
  const values: (number | string)[] = []
  for (const [place, argument] of endpoint.arguments.entries()) {
    const read = readOne(argument, carried[place])
    if (typeof read === 'string') return { refusal: read }
    values.push(read.value)
  }
  return { values }
}
