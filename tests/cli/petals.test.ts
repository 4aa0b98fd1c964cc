import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BAD_INPUT, DONE, run, type Command } from '../../engine/cli/command.ts'
import { petalsFlower } from '../../engine/cli/petalsFlowerCommand.ts'
import { readPetalFolder, writePetalFolder } from '../../engine/cli/petalsFolder.ts'
import { encodePng } from '../../engine/cli/petalsPng.ts'
import { petalsImport } from '../../engine/cli/petalsImportCommand.ts'
import { petalsSheet } from '../../engine/cli/petalsSheetCommand.ts'
import { trainPetals } from '../../engine/cli/petalsTraining.ts'
import { drawnFlowers } from '../../models/petal/drawnFlowers.ts'
import { openGlb } from '../../models/petal/glb.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { formatTemplates, TEMPLATE_SCHEMA, templateSet } from '../../models/petal/templates.ts'
import { randomModel } from '../models/petal/randomModel.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petals-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function call(command: Command, ...words: string[]) {
  const said: string[] = []
  const warned: string[] = []
  const code = await run('petals', command, words, {
    folder,
    say: (line) => said.push(line),
    warn: (line) => warned.push(line),
  })
  return { code, said, warned }
}

/** The one line that a command refuses its words with. */
async function refusal(command: Command, ...words: string[]): Promise<string> {
  const { code, warned } = await call(command, ...words)
  expect(code).toBe(BAD_INPUT)
  expect(warned).toHaveLength(1)
  expect(warned[0]).not.toContain('\n')
  return warned[0] ?? ''
}

const CARD = fileURLToPath(new URL('../../models/petal', import.meta.url))
const SHIPPED_PETALS = join(CARD, 'weights')

/** The words of the two commands that make the picture, which README and card both name. */
function commandsOfTheCard(): string[][] {
  const readme = readFileSync(join(CARD, '../../README.md'), 'utf8')
  const card = readFileSync(join(CARD, 'README.md'), 'utf8')
  return ['train:petals', 'petals:sheet'].map((name) => {
    const line = new RegExp(`^ {4}(npm run ${name} -- (.+))$`, 'm').exec(card)
    expect(readme).toContain(line?.[1] ?? `npm run ${name} on a line of the card`)
    return line?.[2]?.split(' ') ?? []
  })
}

/** A PNG's lines, each after the number of its filter. */
function unpacked(png: Buffer): Buffer {
  const data = png.indexOf('IDAT') + 4
  return inflateSync(png.subarray(data, data + png.readUInt32BE(data - 8)))
}

/** r, g, b of each pixel, a line after the other, out of a PNG without filters. */
function readPng(png: Buffer) {
  const [wide, high] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const bytes = unpacked(png)
  const line = wide * 3 + 1
  const lines = Array.from({ length: high }, (_, y) => bytes.subarray(y * line + 1, (y + 1) * line))
  return { wide, lines }
}

/** The same flowers, many times as large. */
const grownLarge = (model: PetalModel): PetalModel => ({
  ...model,
  generative: model.generative.map((layer, index, { length }) =>
    index < length - 1 ? layer : { ...layer, kernel: layer.kernel.map((weight) => weight * 9) },
  ),
})

const saved = () => writePetalFolder(join(folder, 'model'), randomModel(1))

describe('train:petals', () => {
  test('writes a folder that is read back, says its figures as JSON, and its sheet is the picture in the README', async () => {
    const [training = [], sheet = []] = commandsOfTheCard()
    mkdirSync(join(folder, 'models/petal'), { recursive: true })
    copyFileSync(join(CARD, 'templates.json'), join(folder, 'models/petal/templates.json'))
    const { code, said } = await call(trainPetals, ...training, '--json')
    expect(code).toBe(DONE)
    const told = JSON.parse(said.join('')) as Record<string, unknown>
    const names = ['star', 'magnolia', 'lily']
    expect(told).toMatchObject({ names, scheme: 'emergent', seed: 1 })
    const model = readPetalFolder(join(folder, 'petals'))
    expect(told['templateHash']).toBe(model.templateHash)
    expect(told['figures']).toEqual(model.figures)
    expect((await call(petalsSheet, ...sheet)).code).toBe(DONE)
    const shown = unpacked(readFileSync(join(CARD, 'sheet.png')))
    expect(unpacked(readFileSync(join(folder, 'sheet.png'))).equals(shown)).toBe(true)
  }, 120_000)

  test('prints the schema of a template file', async () => {
    const { code, said } = await call(trainPetals, '--schema')
    expect(code).toBe(DONE)
    expect(JSON.parse(said.join('\n'))).toEqual(TEMPLATE_SCHEMA)
    expect(await refusal(trainPetals, '--schema', '--foo')).toMatch(/'--foo' is no option/)
  })

  test('refuses what cannot be trained on', async () => {
    const [star] = drawnFlowers()
    writeFileSync(join(folder, 'one.json'), JSON.stringify({ templates: [star] }))
    expect(await refusal(trainPetals, 'one.json', '--out', 'out')).toMatch(/times: 0, 0.1/)
    expect(await refusal(trainPetals, 'none.json', '--out', 'out')).toMatch(/there is no such file/)
    expect(await refusal(trainPetals, 'one.json')).toMatch(/--out FOLDER is missing/)
    writeFileSync(join(folder, 'all.json'), formatTemplates(templateSet(drawnFlowers())))
    expect(await refusal(trainPetals, 'all.json', '--out', 'one.json')).toMatch(
      /cannot make the folder .*one\.json: there is a file of that name; choose another place/,
    )
    const few = ['all.json', '--out', 'out', '--contexts', '1']
    expect(await refusal(trainPetals, ...few)).toMatch(/3 flowers need 2 to 8 contexts/)
    expect(await refusal(trainPetals, 'all.json', '--out', 'o', '--scheme', 'mine')).toMatch(
      /--scheme is article or emergent/,
    )
  })
})

describe('petals:sheet', () => {
  test('draws a column for each coordinate and a row for each of five times', async () => {
    await saved()
    const words = ['model', '--from', '-1', '--to', '2', '--columns', '3', '--size', '32']
    const { code, said } = await call(petalsSheet, ...words, '--out', 'sheet.png')
    expect(code).toBe(DONE)
    expect(said.join('')).toMatch(/3 flowers from -1 to 2 \(0 flower 0, 1 flower 1\)/)
    const png = readFileSync(join(folder, 'sheet.png'))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([96, 160])
  })

  test.each([
    ['the petals that come with the page', SHIPPED_PETALS, 'a'],
    ['any others, however far they reach', 'model', 'b'],
  ])('cuts no flower of %s at the edge of its cell', async (_, from, out) => {
    await writePetalFolder(join(folder, 'model'), grownLarge(randomModel(1)))
    const words = ['--from', '-1.5', '--to', '2.5', '--columns', '5', '--size', '40']
    await call(petalsSheet, from, ...words, '--out', out)
    const { wide, lines } = readPng(readFileSync(join(folder, out)))
    const ground = lines[0]?.subarray(0, 3).toString('hex')
    const isDrawn = (x: number, y: number): boolean =>
      lines[y]?.subarray(x * 3, x * 3 + 3).toString('hex') !== ground
    const drawn = lines.flatMap((_, y) =>
      Array.from({ length: wide }, (_, x) => [x % 40, y % 40] as const).filter((_, x) =>
        isDrawn(x, y),
      ),
    )
    expect(drawn.length).toBeGreaterThan(1000)
    const cut = drawn.filter((place) => place.some((at) => at === 0 || at === 39))
    expect(cut).toHaveLength(0)
    // And none is drawn smaller than it has to be.
    const spans = [0, 1].map((axis) => {
      const places = drawn.map((place) => place[axis] ?? 0)
      return Math.max(...places) - Math.min(...places)
    })
    expect(Math.max(...spans)).toBeGreaterThan(33)
  })

  test('refuses a folder that holds no model, and leaves nothing behind', async () => {
    expect(await refusal(petalsSheet, 'model', '--out', 'sheet.png')).toMatch(/cannot read/)
    await saved()
    expect(await refusal(petalsSheet, 'model', '--out', 's.png', '--from', 'x')).toMatch(
      /--from takes a number/,
    )
    expect(readdirSync(folder)).toEqual(['model'])
  })
})

describe('petals:flower', () => {
  test('writes an opening, or one moment of it', async () => {
    await saved()
    await call(petalsFlower, 'model', '--at', '-0.5', '--out', 'a.glb', '--petals', '5')
    const opening = openGlb(readFileSync(join(folder, 'a.glb'))).json
    expect(opening['nodes']).toHaveLength(5)
    expect(opening['animations']).toHaveLength(1)
    await call(petalsFlower, 'model', '--at', '1.5', '--time', '0.9', '--out', 'b.glb')
    expect(openGlb(readFileSync(join(folder, 'b.glb'))).json['animations']).toBeUndefined()
  })

  test('refuses a coordinate or a time that is none', async () => {
    await saved()
    expect(await refusal(petalsFlower, 'model', '--at', 'b', '--out', 'a.glb')).toMatch(/--at/)
    expect(await refusal(petalsFlower, 'model', '--time', '2', '--out', 'a.glb')).toMatch(/--time/)
  })
})

describe('petals:import', () => {
  test('makes templates out of an exported opening, after those that there are', async () => {
    await saved()
    await call(petalsFlower, 'model', '--at', '0', '--out', 'a.glb', '--petals', '1')
    writeFileSync(join(folder, 'all.json'), formatTemplates(templateSet(drawnFlowers())))
    const { code, said, warned } = await call(
      petalsImport,
      'mine=a.glb',
      '--with',
      'all.json',
      '--out',
      'four.json',
    )
    expect({ code, warned }).toEqual({ code: DONE, warned: [] })
    expect(said.join('')).toMatch(/^star, magnolia, lily, mine: /)
  })

  test('refuses a word that names no file, a still flower, and one flower alone', async () => {
    await saved()
    await call(petalsFlower, 'model', '--at', '0', '--time', '1', '--out', 'still.glb')
    await call(petalsFlower, 'model', '--at', '0', '--out', 'a.glb')
    const into = ['--out', 'new.json']
    expect(await refusal(petalsImport, 'still.glb', ...into)).toMatch(/is no NAME=FILE/)
    expect(await refusal(petalsImport, 'a=still.glb', ...into)).toMatch(/has no animation/)
    expect(await refusal(petalsImport, 'a=a.glb', ...into)).toMatch(/one flower, 'a'/)
    expect(await refusal(petalsImport, 'a=none.obj', ...into)).toMatch(/cannot read/)
  })
})

test('a PNG holds its pixels line by line', () => {
  const png = Buffer.from(encodePng(2, 2, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))
  expect([...unpacked(png)]).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12])
})
