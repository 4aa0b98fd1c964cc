import { resolve } from 'node:path'
import { exportFlower, exportOpening } from '../../models/petal/exportGlb.ts'
import { MESH_LENGTH } from '../../models/petal/mesh.ts'
import { WalkSource } from '../../models/petal/walkSource.ts'
import { SHAPE_LENGTH } from '../visuals/petalSource.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { onlyWord, wholeNumber } from './options.ts'
import { readPetalFolder, writeWhole } from './petalsFolder.ts'
import { anyNumber, readSignedWords } from './petalsOptions.ts'

const HELP = `Usage: npm run petals:flower -- FOLDER --at X --out FLOWER.glb [options]

Writes a flower of a trained model as GLB, for Blender and the like.

  --at X          the context coordinate: 0 is the first drawn flower, 1 the second
  --out FILE      where to write it
  --time T        one moment, 0 to 1.1; unless told, the whole opening with morph targets
  --petals N      1 to 200, at steps of 137.5 degrees; 13 unless told
  --seconds N     that the opening lasts, 1 to 600; 4 unless told
  --help          this text

Exit code: 0 done, 1 a fault of Anthesis, 2 input that cannot be used (one line on stderr
says why).
`

/** Writes a flower as GLB; `npm run petals:flower`. */
export const petalsFlower: Command = async (words, terminal) => {
  const names = ['at', 'out', 'time', 'petals', 'seconds'] as const
  const { values, rest, help } = readSignedWords(words, names, ['at'])
  if (help) {
    terminal.say(HELP.trimEnd())
    return DONE
  }
  const folder = resolve(terminal.folder, onlyWord(rest, 'folder of a trained model'))
  if (values.out === undefined) throw new BadInput('--out FLOWER.glb is missing; --help says more.')
  const out = resolve(terminal.folder, values.out)
  const at = anyNumber('--at', values.at ?? '0', -1000, 1000)
  const petals = wholeNumber('--petals', values.petals ?? '13', 1, 200)
  const seconds = wholeNumber('--seconds', values.seconds ?? '4', 1, 600)
  const time = values.time === undefined ? null : anyNumber('--time', values.time, 0, 1.1)
  const source = new WalkSource(readPetalFolder(folder))
  const name = `flower at ${at}`
  await writeWhole(new Map([[out, fileOf(source, name, at, petals, seconds, time)]]))
  terminal.say(`${name}, ${petals} petals: ${out}`)
  return DONE
}

function fileOf(
  source: WalkSource,
  name: string,
  at: number,
  petals: number,
  seconds: number,
  time: number | null,
): Uint8Array {
  if (time === null) {
    const shape = new Float32Array(SHAPE_LENGTH)
    source.shape(at, shape)
    return exportOpening(name, shape, petals, seconds)
  }
  const mesh = new Float32Array(MESH_LENGTH)
  source.mesh(at, time, mesh)
  return exportFlower(name, mesh, petals)
}
