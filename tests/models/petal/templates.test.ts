import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ARTICLE_MESH, ARTICLE_TIME } from '../../../models/petal/articleMesh.ts'
import { drawnFlowers } from '../../../models/petal/drawnFlowers.ts'
import { rmse, roughness, spanOf } from '../../../models/petal/mesh.ts'
import { PetalError } from '../../../models/petal/petalError.ts'
import { checkTemplates } from '../../../models/petal/templateCheck.ts'
import { hashTemplates } from '../../../models/petal/templateHash.ts'
import {
  formatDrawings,
  formatTemplates,
  parseDrawings,
  parseTemplates,
  shapeOf,
  templateOf,
  templateSet,
  type Template,
} from '../../../models/petal/templates.ts'

const SHIPPED = new URL('../../../models/petal/templates.json', import.meta.url)

const sound = () => ({ ...templateSet(drawnFlowers()) })

/** What a value is refused with, which has to be one line. */
function refusal(value: unknown): string {
  try {
    checkTemplates(value)
  } catch (error) {
    if (!(error instanceof PetalError)) throw error
    expect(error.message).not.toContain('\n')
    return error.message
  }
  throw new Error('the templates were taken')
}

const [star, magnolia, lily] = drawnFlowers()

function scaled(template: Template | undefined, factor: number): Template {
  return {
    name: `${template?.name ?? ''} ${factor}`,
    mesh: (template?.mesh ?? []).map((rows) => rows.map((row) => row.map((v) => v * factor))),
  }
}

function withValue(time: number, step: number, index: number, value: unknown) {
  const set = structuredClone(sound())
  const templates: { name: string; mesh: unknown[][][] }[] = structuredClone(
    drawnFlowers(),
  ) as never
  const row = templates[1]?.mesh[time]?.[step]
  if (row) row[index] = value
  return { ...set, templates }
}

describe('the drawn flowers', () => {
  test('one passes through the mesh that the article prints', () => {
    const time = [0, 0.1, 0.3, 0.55, 0.8, 1, 1.1].indexOf(ARTICLE_TIME)
    expect(rmse(star?.mesh[time]?.flat() ?? [], ARTICLE_MESH.flat())).toBeLessThan(1e-5)
  })

  test('begin as one bud and open into flowers of their own', () => {
    const at = (template: Template | undefined, time: number) => template?.mesh[time]?.flat() ?? []
    expect(at(star, 0)).toEqual(at(magnolia, 0))
    expect(rmse(at(star, 5), at(magnolia, 5))).toBeGreaterThan(0.1)
    expect(rmse(at(star, 5), at(lily, 5))).toBeGreaterThan(0.1)
    expect(rmse(at(magnolia, 5), at(lily, 5))).toBeGreaterThan(0.1)
  })

  test('span about 1.1 to 1.3 units and are smooth', () => {
    for (const shape of drawnFlowers().map(shapeOf)) {
      expect(spanOf(shape)).toBeGreaterThan(1.05)
      expect(spanOf(shape)).toBeLessThan(1.3)
      expect(roughness(shape)).toBeLessThan(0.02)
    }
  })

  test('the file that ships holds them', () => {
    const shipped = parseTemplates(readFileSync(SHIPPED, 'utf8'))
    expect(shipped.templates.map(({ name }) => name)).toEqual(['star', 'magnolia', 'lily'])
    shipped.templates.forEach((template, k) => {
      expect(rmse(shapeOf(template), shapeOf(drawnFlowers()[k] ?? template))).toBeLessThan(1e-5)
    })
  })

  test('are written and read back', () => {
    const set = sound()
    const read = parseTemplates(formatTemplates(set))
    expect(read).toEqual(set)
    expect(hashTemplates(read)).toBe(hashTemplates(set))
    expect(hashTemplates(templateSet([...set.templates.slice(1)]))).not.toBe(hashTemplates(set))
  })

  test('pass through a shape and back', () => {
    const [first] = drawnFlowers()
    if (first === undefined) throw new Error('no flower')
    const shape = shapeOf(first)
    expect(shapeOf(templateOf('again', shape))).toEqual(shape)
    expect(() => templateOf('short', shape.subarray(1))).toThrow('1029')
  })
})

describe('templates that cannot be used', () => {
  test('no JSON, no object, no list', () => {
    expect(() => parseTemplates('{')).toThrow(/not JSON/)
    expect(refusal([])).toMatch(/an object with times, steps and templates/)
    expect(refusal({ ...sound(), templates: 3 })).toMatch(/templates: a list is expected, not 3/)
  })

  test('missing times are named', () => {
    expect(refusal({ ...sound(), times: [0, 0.1, 0.3, 0.8, 1, 1.1] })).toMatch(/missing 0.55/)
    expect(refusal({ ...sound(), steps: undefined })).toMatch(/steps: 0, 0.1.* not nothing/)
  })

  test('a wrong shape is told with its place', () => {
    const mesh = star?.mesh.slice(0, 6)
    expect(refusal({ ...sound(), templates: [{ name: 'a', mesh }, magnolia] })).toMatch(
      /'a': a mesh for each of 7 times is expected, not 6/,
    )
    const short = { name: 'b', mesh: star?.mesh.map((rows) => rows.map((row) => row.slice(1))) }
    expect(refusal({ ...sound(), templates: [magnolia, short] })).toMatch(
      /'b' at time 0, step 0: 21 numbers \(7 x, 7 y, 7 z\) are expected, not 20 .* and 45 more/,
    )
  })

  test.each([NaN, Infinity, null, '1'])('%s among the numbers is told with its place', (value) => {
    expect(refusal(withValue(3, 4, 9, value))).toMatch(
      /'magnolia' at time 0.55, step 0.8, y of column 3: a finite number is expected/,
    )
  })

  test.each([
    [' ', /templates\[0\]\.name: a name is expected, not " "/],
    [
      'x'.repeat(41),
      /templates\[0\]\.name: a name of at most 40 characters is expected, not of 41/,
    ],
    ['a\nrose', /templates\[0\]\.name: a name without line breaks/],
    ['a\u2028rose', /templates\[0\]\.name: a name without line breaks/],
    ['a\u001b[31mrose', /templates\[0\]\.name: a name without line breaks/],
  ])('a name that no list could show, %j, is told with its place', (name, complaint) => {
    const said = refusal({ ...sound(), templates: [{ ...star, name }, magnolia] })
    expect(said).toMatch(complaint)
    for (const broken of ['\u2028', '\u001b']) expect(said).not.toContain(broken)
  })

  test('a name is as long as it looks', () => {
    const roses = Array.from({ length: 40 }, () => '\u{1f339}').join('')
    const templates = [{ ...star, name: roses }, magnolia]
    expect(checkTemplates({ ...sound(), templates }).templates[0]?.name).toBe(roses)
  })

  test('one flower leaves nothing to go towards', () => {
    expect(refusal({ ...sound(), templates: [star] })).toMatch(/one flower, 'star'/)
    expect(refusal({ ...sound(), templates: [] })).toMatch(/no flower/)
  })

  test('the same flower twice', () => {
    const twin = { ...star, name: 'twin' }
    expect(refusal({ ...sound(), templates: [star, twin] })).toMatch(
      /'star' and 'twin' are the same flower/,
    )
    expect(refusal({ ...sound(), templates: [star, { ...lily, name: 'star' }] })).toMatch(
      /two flowers are called 'star'/,
    )
  })

  test('a mesh a thousand times too big is told by how much to scale it', () => {
    expect(refusal({ ...sound(), templates: [star, scaled(magnolia, 1000)] })).toMatch(
      /spans 1\.\d\de\+3 units where a petal spans about 1.2: scale it by 0.00\d+/,
    )
    expect(refusal({ ...sound(), templates: [star, scaled(magnolia, 0)] })).toMatch(
      /spans 0.00 .*: draw it anew/,
    )
  })
})

describe('flowers that are still being drawn', () => {
  const [star] = drawnFlowers()

  test('may be one alone, and come back as they were saved', () => {
    if (!star) throw new Error('no star')
    expect(parseDrawings(formatDrawings([star]))).toEqual([star])
  })

  test('are each checked in full all the same', () => {
    if (!star) throw new Error('no star')
    const mesh = star.mesh.map((rows) => rows.map((row) => row.map((x) => x * 1000)))
    expect(() => parseDrawings(formatDrawings([{ ...star, mesh }]))).toThrow(/scale it by 0.001/)
  })
})
