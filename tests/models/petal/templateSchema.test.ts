import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnFlowers } from '../../../models/petal/drawnFlowers.ts'
import { isRecord, PetalError } from '../../../models/petal/petalError.ts'
import { checkTemplates } from '../../../models/petal/templateCheck.ts'
import { TEMPLATE_SCHEMA, templateSet } from '../../../models/petal/templates.ts'

const SEED = 20_261

/** Where a value parts from a schema; of JSON Schema the words that ours is written in. */
function faults(schema: unknown, value: unknown, place = ''): string[] {
  if (!isRecord(schema)) throw new Error(`no schema at ${place}`)
  const { type, const: only, pattern, required, properties, items } = schema
  const { minItems, maxItems, maxLength } = schema
  const unlike = [
    typeof type === 'string' && type !== typeOf(value),
    only !== undefined && JSON.stringify(only) !== JSON.stringify(value),
    typeof pattern === 'string' && typeof value === 'string' && !new RegExp(pattern).test(value),
    typeof maxLength === 'number' &&
      typeof value === 'string' &&
      Array.from(value).length > maxLength,
    Array.isArray(value) && typeof minItems === 'number' && value.length < minItems,
    Array.isArray(value) && typeof maxItems === 'number' && value.length > maxItems,
    isRecord(value) && Array.isArray(required) && required.some((name) => !(String(name) in value)),
  ]
  if (unlike.includes(true)) return [place]
  const within = isRecord(properties) && isRecord(value) ? Object.entries(properties) : []
  const entries = Array.isArray(value) && items !== undefined ? [...value.entries()] : []
  return [
    ...within.flatMap(([name, inner]) =>
      isRecord(value) && name in value ? faults(inner, value[name], `${place}/${name}`) : [],
    ),
    ...entries.flatMap(([index, entry]) => faults(items, entry, `${place}/${index}`)),
  ]
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return value === null ? 'null' : typeof value
}

/** What the checker says; null when it takes the value. */
function refusal(value: unknown): string | null {
  try {
    checkTemplates(value)
    return null
  } catch (error) {
    if (error instanceof PetalError) return error.message
    throw error
  }
}

/** What a schema cannot say: flowers of a wrong size, and flowers too much alike. */
const BEYOND_A_SCHEMA = / spans |the same flower|two flowers are called/

/** Puts something else at the end of a path through a file; a path goes as deep as its file does. */
function spoil(value: unknown, path: readonly number[], junk: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return junk
  if (Array.isArray(value) && value.length > 0) {
    const entries: readonly unknown[] = value
    const at = first % value.length
    if (rest.length === 0 && junk === undefined) return entries.filter((_, i) => i !== at)
    return entries.map((entry, i) => (i === at ? spoil(entry, rest, junk) : entry))
  }
  if (!isRecord(value)) return junk
  const names = Object.keys(value)
  const name = names[first % names.length] ?? ''
  if (rest.length === 0 && junk === undefined) {
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
  }
  return { ...value, [name]: spoil(value[name], rest, junk) }
}

test('the flowers that ship are as the schema says', () => {
  expect(faults(TEMPLATE_SCHEMA, templateSet(drawnFlowers()))).toEqual([])
})

test.each([
  '',
  '\t',
  'a\nrose',
  'a\u0085rose',
  'a\u2029rose',
  'x'.repeat(41),
  'x'.repeat(40),
  '\u{1f339}'.repeat(40),
  ' a rose ',
])('the schema and the checker are of one mind about a flower named %j', (name) => {
  const { templates, ...axes } = templateSet(drawnFlowers())
  const file = {
    ...axes,
    templates: templates.map((each, i) => (i === 1 ? { ...each, name } : each)),
  }
  expect(faults(TEMPLATE_SCHEMA, file).length === 0).toBe(refusal(file) === null)
})

test('the schema and the checker refuse the same files', () => {
  const sound = templateSet(drawnFlowers())
  const junk = fc.oneof(
    fc.constantFrom(undefined, null, true, '', ' ', 'star', 'rose', '1', 0, 0.1, -3, 1e9, [], {}),
    fc.array(fc.integer(), { maxLength: 22 }),
  )
  const path = fc.array(fc.nat(99), { minLength: 0, maxLength: 6 })
  let refused = 0
  fc.assert(
    fc.property(path, junk, (path, junk) => {
      const file: unknown = JSON.parse(JSON.stringify(spoil(sound, path, junk) ?? null))
      const said = refusal(file)
      const isSound = said === null || BEYOND_A_SCHEMA.test(said)
      refused += isSound ? 0 : 1
      expect(faults(TEMPLATE_SCHEMA, file).length === 0, said ?? 'taken').toBe(isSound)
    }),
    { seed: SEED, numRuns: 600 },
  )
  expect(refused).toBeGreaterThan(100)
  expect(refused).toBeLessThan(590)
})
