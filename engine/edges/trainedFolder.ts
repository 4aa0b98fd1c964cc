import { networkOf } from '../../models/petal/network.ts'
import { PetalError } from '../../models/petal/petalError.ts'
import { PETAL_PATHS, readPetals } from '../../models/petal/petalFiles.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { requireNetwork } from '../visuals/growPetal.ts'

/** A folder of trained petals, as `npm run train:petals` writes it, out of chosen files. */

/**
 * @param files of the folder; others among them are left aside
 * @throws PetalError or RangeError, in one line, for what cannot be read or drawn
 */
export async function readTrainedFolder(files: readonly File[]): Promise<PetalModel> {
  // The browser names each by its whole path, which begins with the chosen folder.
  const pathOf = ({ name, webkitRelativePath }: File): string => webkitRelativePath || name
  const about = files.map(pathOf).find((path) => path.split('/').at(-1) === PETAL_PATHS[0])
  if (about === undefined) {
    throw new PetalError(
      `there is no ${PETAL_PATHS[0]} among these files`,
      'choose the whole folder that npm run train:petals wrote',
    )
  }
  const folder = about.slice(0, -PETAL_PATHS[0].length)
  const found = new Map<string, Uint8Array>()
  for (const file of files) {
    const path = PETAL_PATHS.find((wanted) => folder + wanted === pathOf(file))
    if (path !== undefined) found.set(path, new Uint8Array(await file.arrayBuffer()))
  }
  const model = readPetals(found)
  requireNetwork(networkOf(model))
  return model
}
