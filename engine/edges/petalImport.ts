import { shortName } from '../../models/petal/flowerName.ts'
import { importGltf, importObj } from '../../models/petal/importPetal.ts'
import { PetalError } from '../../models/petal/petalError.ts'
import { checkDrawings } from '../../models/petal/templateCheck.ts'
import { parseDrawings, type Template } from '../../models/petal/templates.ts'
import { PETAL_STEPS, PETAL_TIMES } from '../visuals/petalSource.ts'

/** Flowers out of chosen files; fetched only when some are. */

const isObj = ({ name }: File): boolean => /\.obj$/i.test(name)
const stemOf = ({ name }: File): string => name.replace(/\.[^.]*$/, '')

/** What a flower out of one file is called. */
const nameOf = (file: File): string => shortName(stemOf(file).trim()) || 'flower'

/** What a series is called: as its files are without their numbers, or as their folder. */
function seriesName(first: File): string {
  const stem = stemOf(first).replace(/[\s._-]*\d+(?:\.\d+)?$/, '')
  const folder = first.webkitRelativePath.split('/').at(-2) ?? ''
  return shortName(stem.trim()) || shortName(folder.trim()) || 'flower'
}

/** The last number in a file's name: its time, or its place among the others. */
const numberOf = (file: File): number =>
  Number(/\d+(?:\.\d+)?(?=\D*$)/.exec(stemOf(file))?.[0] ?? NaN)

/** By number, so that 0 comes before 0.1 and 8 before 10; by name where there is none. */
const byMoment = (a: File, b: File): number =>
  numberOf(a) - numberOf(b) || (stemOf(a) < stemOf(b) ? -1 : 1)

/**
 * @param files template files (.json), morph animations (.glb, .gltf) and seven OBJ files of one
 *   flower, in the order of the last numbers in their names
 * @throws PetalError, in one line, and then nothing of them is used
 */
export async function importFlowers(files: readonly File[]): Promise<readonly Template[]> {
  const series = files.filter(isObj).toSorted(byMoment)
  const others = files.filter((file) => !isObj(file))
  const found = await Promise.all(others.map(flowersOf))
  const [first] = series
  if (first) {
    found.push([importObj(seriesName(first), await Promise.all(series.map((file) => file.text())))])
  }
  return checkDrawings({
    times: [...PETAL_TIMES],
    steps: [...PETAL_STEPS],
    templates: found.flat(),
  })
}

async function flowersOf(file: File): Promise<readonly Template[]> {
  if (/\.json$/i.test(file.name)) return parseDrawings(await file.text())
  if (/\.(glb|gltf)$/i.test(file.name)) {
    return [importGltf(nameOf(file), new Uint8Array(await file.arrayBuffer()))]
  }
  throw new PetalError(
    `'${file.name}' is no flower`,
    'choose a template file (.json), a morph animation (.glb, .gltf) or seven .obj files',
  )
}
