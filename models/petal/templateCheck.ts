import { PETAL_STEPS, PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { nameFault } from './flowerName.ts'
import { rmse, spanOf } from './mesh.ts'
import { isRecord, PetalError, quote } from './petalError.ts'
import type { Template, TemplateSet } from './templates.ts'

/** The spans that a petal may have, in mesh units; those drawn for this project have 1.1 to 1.3. */
const SMALLEST_SPAN = 0.1
const LARGEST_SPAN = 10
const USUAL_SPAN = 1.2
/** Flowers that differ by less than this, root mean square, leave a network nothing to learn. */
const LEAST_DIFFERENCE = 0.005
/** More faults than these are counted, not listed. */
const MOST_LISTED = 4

/**
 * Checks the value of a template file in full.
 * @returns the same value, typed
 * @throws PetalError that lists what is wrong and where
 */
export function checkTemplates(value: unknown): TemplateSet {
  const templates = checkDrawings(value)
  refuse(setFaults(templates))
  return { times: [...PETAL_TIMES], steps: [...PETAL_STEPS], templates }
}

/**
 * Checks flowers that are still being drawn: each by itself, however many there are.
 * @param value of a template file
 * @throws PetalError that lists what is wrong and where
 */
export function checkDrawings(value: unknown): readonly Template[] {
  if (!isRecord(value)) {
    throw new PetalError(
      `a template file is an object with times, steps and templates, not ${quote(value)}`,
      'export it again from the petal editor',
    )
  }
  const { times, steps, templates } = value
  const faults = [
    ...axisFaults('times', times, PETAL_TIMES),
    ...axisFaults('steps', steps, PETAL_STEPS),
  ]
  if (!Array.isArray(templates)) {
    faults.push(`templates: a list is expected, not ${quote(templates)}`)
    refuse(faults)
  }
  const found = templates as readonly unknown[]
  faults.push(...found.flatMap(templateFaults))
  refuse(faults)
  const sound = found as readonly Template[]
  refuse(sound.flatMap(({ name, mesh }) => spanFaults(name, spanOf(mesh.flat(2)))))
  return sound
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return
  const listed = faults.slice(0, MOST_LISTED).join(' · ')
  const rest = faults.length - MOST_LISTED
  throw new PetalError(
    `the templates cannot be used: ${listed}${rest > 0 ? ` · and ${rest} more` : ''}`,
    'correct them and load them again',
  )
}

function axisFaults(name: string, value: unknown, expected: readonly number[]): string[] {
  const given = JSON.stringify(value) === JSON.stringify(expected)
  if (given) return []
  const missing = Array.isArray(value) ? expected.filter((entry) => !value.includes(entry)) : []
  const lack = missing.length > 0 ? ` (missing ${missing.join(', ')})` : ''
  return [`${name}: ${expected.join(', ')} are expected, not ${quote(value)}${lack}`]
}

function templateFaults(template: unknown, index: number): string[] {
  const place = `templates[${index}]`
  if (!isRecord(template))
    return [`${place}: a name and a mesh are expected, not ${quote(template)}`]
  const { name, mesh } = template
  const fault = nameFault(name)
  const faults = fault === null ? [] : [`${place}.name: ${fault}`]
  return [...faults, ...meshFaults(fault === null ? `'${String(name)}'` : place, mesh)]
}

function meshFaults(place: string, mesh: unknown): string[] {
  if (!Array.isArray(mesh) || mesh.length !== PETAL_TIMES.length) {
    return [`${place}: a mesh for each of 7 times is expected, not ${sizeOf(mesh)}`]
  }
  return mesh.flatMap((rows: unknown, t) => {
    const time = `${place} at time ${String(PETAL_TIMES[t])}`
    if (!Array.isArray(rows) || rows.length !== PETAL_STEPS.length) {
      return [`${time}: 7 rows, one a step, are expected, not ${sizeOf(rows)}`]
    }
    return rows.flatMap((row: unknown, s) =>
      rowFaults(`${time}, step ${String(PETAL_STEPS[s])}`, row),
    )
  })
}

function rowFaults(place: string, row: unknown): string[] {
  if (!Array.isArray(row) || row.length !== 21) {
    return [`${place}: 21 numbers (7 x, 7 y, 7 z) are expected, not ${sizeOf(row)}`]
  }
  const bad = row.findIndex((entry) => typeof entry !== 'number' || !Number.isFinite(entry))
  if (bad < 0) return []
  const axis = 'xyz'.charAt(Math.floor(bad / 7))
  return [
    `${place}, ${axis} of column ${(bad % 7) + 1}: a finite number is expected, not ${quote(row[bad])}`,
  ]
}

const sizeOf = (value: unknown): string => (Array.isArray(value) ? `${value.length}` : quote(value))

function setFaults(templates: readonly Template[]): string[] {
  if (templates.length < 2) {
    return [
      templates.length === 1
        ? `there is one flower, '${templates[0]?.name ?? ''}', and nothing to go towards: draw a second`
        : 'there is no flower: draw two or more',
    ]
  }
  const flat = templates.map(({ mesh }) => mesh.flat(2))
  return templates.flatMap(({ name }, i) => {
    const shape = flat[i] ?? []
    const faults: string[] = []
    templates.slice(0, i).forEach((other, j) => {
      if (other.name === name) faults.push(`two flowers are called '${name}': rename one`)
      const difference = rmse(shape, flat[j] ?? [])
      if (difference < LEAST_DIFFERENCE) {
        faults.push(`'${other.name}' and '${name}' are the same flower: change or remove one`)
      }
    })
    return faults
  })
}

function spanFaults(name: string, span: number): string[] {
  if (span >= SMALLEST_SPAN && span <= LARGEST_SPAN) return []
  const advice = span > 0 ? `scale it by ${(USUAL_SPAN / span).toPrecision(2)}` : 'draw it anew'
  return [
    `'${name}' spans ${span.toPrecision(3)} units where a petal spans about ${USUAL_SPAN}: ${advice}`,
  ]
}
