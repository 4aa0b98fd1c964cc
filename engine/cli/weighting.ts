import { MEASURES, type Measure, type Weighting } from '../continuation/basket/measures.ts'
import { PARAMETERS } from '../modulation/parameters.ts'
import { BadInput } from './command.ts'

const FORM = `write measure=weight,… with ${MEASURES.join(', ')} and weights of -1 to 1`

/** The weighting that the panel begins with. */
export const DECLARED_WEIGHTING: Weighting = Object.fromEntries(
  MEASURES.map((name) => [
    name,
    PARAMETERS.find(({ id }) => id === `basket.${name}`)?.initial ?? 0,
  ]),
) as Record<Measure, number>

/** Reads `balance=1,surprise=-0.5`; what is not named does not count. @throws BadInput */
export function readWeighting(text: string): Weighting {
  const weights: Record<Measure, number> = {
    balance: 0,
    complexity: 0,
    noveltyToPrimer: 0,
    noveltyToCorpus: 0,
    surprise: 0,
  }
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=')
    const measure = MEASURES.find((known) => known === name)
    if (measure === undefined) throw new BadInput(`--weighting knows no '${name}'; ${FORM}.`)
    const weight = value.trim() === '' ? NaN : Number(value)
    if (!(weight >= -1 && weight <= 1)) {
      throw new BadInput(`--weighting gives ${name} '${value}'; ${FORM}.`)
    }
    weights[measure] = weight
  }
  return weights
}
