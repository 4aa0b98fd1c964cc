import { PARAMETERS } from '../modulation/parameters.ts'
import { BadInput } from './command.ts'

/** A temperature that moves on a straight line; both ends are alike where it stands still. */
export interface TemperatureLine {
  readonly from: number
  readonly to: number
}

const FORMS = 'give T, or A..B for a sweep, such as 0.875..1.15'

/** With a sign and an exponent too, so that the complaint can be about the value. */
const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?`
const LINE = new RegExp(`^(${NUMBER})(?:\\.\\.(${NUMBER}))?$`, 'i')

const PARAMETER = PARAMETERS.find(({ id }) => id === 'temperature')

function inRange(text: string): number {
  if (!PARAMETER) throw new Error('The engine declares no temperature.')
  const { min, max } = PARAMETER
  const value = Number(text)
  if (value >= min && value <= max) return value
  throw new BadInput(`--temperature goes from ${min} to ${max}, and ${text} is outside; ${FORMS}.`)
}

/** Reads `T` or `A..B`. @throws BadInput */
export function readTemperature(text: string): TemperatureLine {
  const [, from, to = from] = LINE.exec(text) ?? []
  if (from === undefined || to === undefined) {
    throw new BadInput(`--temperature cannot be '${text}'; ${FORMS}.`)
  }
  return { from: inRange(from), to: inRange(to) }
}
