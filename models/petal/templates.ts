import { PETAL_STEPS, PETAL_TIMES, SHAPE_LENGTH } from '../../engine/visuals/petalSource.ts'
import { LONGEST_NAME, NAME_PATTERN } from './flowerName.ts'
import { checkDrawings, checkTemplates } from './templateCheck.ts'
import { PetalError } from './petalError.ts'

/** A drawn flower: the mesh of one petal, [7 times][7 steps][7 x, 7 y, 7 z], in mesh units. */
export interface Template {
  readonly name: string
  readonly mesh: readonly (readonly (readonly number[])[])[]
}

/** The file that flowers are kept in. Times and steps are 0, .1, .3, .55, .8, 1 and 1.1. */
export interface TemplateSet {
  readonly times: readonly number[]
  readonly steps: readonly number[]
  /** Two or more, all different. */
  readonly templates: readonly Template[]
}

/**
 * JSON Schema (2020-12) of a template file, for editors and other programs. {@link checkTemplates}
 * refuses what it refuses, and flowers of a wrong size or too much alike, in words.
 */
export const TEMPLATE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Petal templates',
  description: 'Flowers drawn by hand: the mesh of one petal at 7 times and 7 steps.',
  type: 'object',
  required: ['times', 'steps', 'templates'],
  properties: {
    times: { const: [...PETAL_TIMES], description: 'of the opening; 1 is open' },
    steps: { const: [...PETAL_STEPS], description: 'along the petal; 0 is the base, 1 the tip' },
    templates: {
      type: 'array',
      minItems: 2,
      items: {
        type: 'object',
        required: ['name', 'mesh'],
        properties: {
          name: { type: 'string', maxLength: LONGEST_NAME, pattern: NAME_PATTERN },
          mesh: grid(7, grid(7, grid(21, { type: 'number' }, '7 x, 7 y, 7 z'), 'steps'), 'times'),
        },
      },
    },
  },
} as const

function grid<Items>(length: number, items: Items, description: string) {
  return { type: 'array', minItems: length, maxItems: length, description, items } as const
}

/**
 * Reads a template file.
 * @param text JSON
 * @throws PetalError with everything that is wrong and where, on one line
 */
export const parseTemplates = (text: string): TemplateSet => checkTemplates(parseJson(text))

/** The same for flowers that are still being drawn, one or more. @throws PetalError */
export const parseDrawings = (text: string): readonly Template[] => checkDrawings(parseJson(text))

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PetalError(
      `the templates are not JSON (${error instanceof Error ? error.message : String(error)})`,
      'save them again from where they came',
    )
  }
}

/** A template file's text: a row a line, so that a change is seen where it is. */
export const formatTemplates = ({ templates }: TemplateSet): string => formatDrawings(templates)

/** The same for flowers that are still being drawn, one or more. */
export function formatDrawings(templates: readonly Template[]): string {
  const flowers = templates.map(({ name, mesh }) => {
    const meshes = mesh.map((rows) =>
      rows.map((row) => `        ${JSON.stringify(row)}`).join(',\n'),
    )
    const whole = meshes.map((rows) => `      [\n${rows}\n      ]`).join(',\n')
    return `    {\n      "name": ${JSON.stringify(name)},\n      "mesh": [\n${whole}\n      ]\n    }`
  })
  return (
    `{\n  "times": ${JSON.stringify(PETAL_TIMES)},\n  "steps": ${JSON.stringify(PETAL_STEPS)},\n` +
    `  "templates": [\n${flowers.join(',\n')}\n  ]\n}\n`
  )
}

/** A template as a scene wants it: 1029 numbers, [time][step][7 x, 7 y, 7 z]. */
export function shapeOf({ mesh }: Template): Float32Array {
  return Float32Array.from(mesh.flat(2))
}

/** A template out of a shape's 1029 numbers. */
export function templateOf(name: string, shape: Float32Array): Template {
  if (shape.length !== SHAPE_LENGTH) {
    throw new RangeError(`a petal has ${SHAPE_LENGTH} numbers (7 times × 7 steps × 21)`)
  }
  return {
    name,
    mesh: PETAL_TIMES.map((_, t) =>
      PETAL_STEPS.map((_, s) => [...shape.subarray((t * 7 + s) * 21, (t * 7 + s + 1) * 21)]),
    ),
  }
}

/** Templates as a set, checked. @throws PetalError */
export const templateSet = (templates: readonly Template[]): TemplateSet =>
  checkTemplates({ times: [...PETAL_TIMES], steps: [...PETAL_STEPS], templates })
