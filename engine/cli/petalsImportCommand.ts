import { resolve } from 'node:path'
import { importGltf, importObj } from '../../models/petal/importPetal.ts'
import {
  formatTemplates,
  parseTemplates,
  templateSet,
  type Template,
} from '../../models/petal/templates.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { readWords } from './options.ts'
import { readBytes, refusing, writeWhole } from './petalsFolder.ts'

const HELP = `Usage: npm run petals:import -- NAME=FLOWER.glb ... --out TEMPLATES.json [options]
       npm run petals:import -- NAME=0.obj,1.obj,2.obj,3.obj,4.obj,5.obj,6.obj ... --out ...

Makes a template file out of modelled petals: one petal from the origin outwards along x, its
opening a morph animation in a GLB (or a .gltf with its buffer inside), or seven OBJ files for
the times 0, 0.1, 0.3, 0.55, 0.8, 1 and 1.1. y is up, as these formats have it.

  --out FILE        where to write the templates
  --with FILE       templates to begin with; the new ones come after them
  --help            this text

Exit code: 0 done, 1 a fault of Anthesis, 2 input that cannot be used (one line on stderr
says why).
`

/** Turns modelled petals into templates; `npm run petals:import`. */
export const petalsImport: Command = async (words, terminal) => {
  const { values, rest, help } = readWords(words, ['out', 'with'])
  if (help) {
    terminal.say(HELP.trimEnd())
    return DONE
  }
  if (rest.length === 0) throw new BadInput('no NAME=FILE says what to read; --help shows how.')
  if (values.out === undefined) throw new BadInput('--out TEMPLATES.json is missing; see --help.')
  const read = (path: string): Uint8Array => readBytes(resolve(terminal.folder, path))
  const first = values.with
  const set = refusing(() =>
    templateSet([
      ...(first === undefined ? [] : parseTemplates(textOf(read(first))).templates),
      ...rest.map((word) => importWord(word, read)),
    ]),
  )
  const out = resolve(terminal.folder, values.out)
  await writeWhole(new Map([[out, new TextEncoder().encode(formatTemplates(set))]]))
  terminal.say(`${set.templates.map(({ name }) => name).join(', ')}: ${out}`)
  return DONE
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** @throws BadInput, or PetalError for what the files hold */
function importWord(word: string, read: (path: string) => Uint8Array): Template {
  const [, name, list] = /^([^=]+)=(.+)$/.exec(word) ?? []
  if (name === undefined || list === undefined) {
    throw new BadInput(`'${word}' is no NAME=FILE; --help shows how.`)
  }
  const paths = list.split(',')
  const [only = ''] = paths
  return paths.length === 1 && !/\.obj$/i.test(only)
    ? importGltf(name, read(only))
    : importObj(
        name,
        paths.map((path) => textOf(read(path))),
      )
}
