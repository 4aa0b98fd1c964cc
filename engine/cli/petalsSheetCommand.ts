import { resolve } from 'node:path'
import { MESH_LENGTH } from '../../models/petal/mesh.ts'
import { WalkSource } from '../../models/petal/walkSource.ts'
import { PETAL_TIMES, SHAPE_LENGTH } from '../visuals/petalSource.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { onlyWord, wholeNumber } from './options.ts'
import { petalSurface, pictureFlower, viewOfFlowers } from './petalsBouquet.ts'
import { readPetalFolder, writeWhole } from './petalsFolder.ts'
import { anyNumber, readSignedWords } from './petalsOptions.ts'
import { encodePng } from './petalsPng.ts'

const HELP = `Usage: npm run petals:sheet -- FOLDER --out SHEET.png [options]

Draws the flowers of a trained model: a column for each context coordinate, a row for each time
from bud to open. 0 is the first drawn flower, 1 the second.

  --out SHEET.png  where to write the picture
  --from X         the first column's coordinate; -1 unless told
  --to X           the last column's; 2 unless told
  --columns N      1 to 64; 13 unless told
  --size N         pixels of a flower's side, 16 to 512; 120 unless told
  --help           this text

Exit code: 0 done, 1 a fault of Anthesis, 2 input that cannot be used (one line on stderr
says why).
`

/** Beyond the limits of a walk all flowers are alike anyway. */
const FARTHEST = 1000
/** Rows of the sheet, as places among the drawn times: 0.1 to 1. */
const ROWS = [1, 2, 3, 4, 5]
/** Turns of the colour circle at coordinate 0, and from there to 1. */
const HUE = { start: 0.9, range: 0.16 }

/** Draws a sheet of flowers; `npm run petals:sheet`. */
export const petalsSheet: Command = async (words, terminal) => {
  const names = ['out', 'from', 'to', 'columns', 'size'] as const
  const { values, rest, help } = readSignedWords(words, names, ['from', 'to'])
  if (help) {
    terminal.say(HELP.trimEnd())
    return DONE
  }
  const folder = resolve(terminal.folder, onlyWord(rest, 'folder of a trained model'))
  if (values.out === undefined) throw new BadInput('--out SHEET.png is missing; --help says more.')
  const out = resolve(terminal.folder, values.out)
  const from = anyNumber('--from', values.from ?? '-1', -FARTHEST, FARTHEST)
  const to = anyNumber('--to', values.to ?? '2', -FARTHEST, FARTHEST)
  const columns = wholeNumber('--columns', values.columns ?? '13', 1, 64)
  const size = wholeNumber('--size', values.size ?? '120', 16, 512)
  const source = new WalkSource(readPetalFolder(folder))
  await writeWhole(new Map([[out, drawSheet(source, from, to, columns, size)]]))
  const [first = '', second = ''] = source.model.names
  terminal.say(
    `${columns} flowers from ${from} to ${to} (0 ${first}, 1 ${second}), times ${ROWS.map(
      (row) => PETAL_TIMES[row],
    ).join(', ')} from top to bottom: ${out}`,
  )
  return DONE
}

/** @returns a PNG file */
function drawSheet(
  source: WalkSource,
  from: number,
  to: number,
  columns: number,
  size: number,
): Uint8Array {
  const width = columns * size
  const pixels = new Uint8Array(width * ROWS.length * size * 3)
  const shape = new Float32Array(SHAPE_LENGTH)
  const cells = Array.from({ length: columns }, (_, column) => {
    const at = columns === 1 ? from : from + ((to - from) * column) / (columns - 1)
    source.shape(at, shape)
    return ROWS.map((time, row) => {
      const mesh = shape.subarray(time * MESH_LENGTH, (time + 1) * MESH_LENGTH)
      return { row, column, hue: HUE.start + HUE.range * at, surface: petalSurface(mesh) }
    })
  }).flat()
  const view = viewOfFlowers(cells.map(({ surface }) => surface))
  for (const { row, column, hue, surface } of cells) {
    const flower = pictureFlower(surface, hue, size, view)
    for (let y = 0; y < size; y++) {
      const line = flower.subarray(y * size * 3, (y + 1) * size * 3)
      pixels.set(line, ((row * size + y) * width + column * size) * 3)
    }
  }
  return encodePng(width, ROWS.length * size, pixels)
}
