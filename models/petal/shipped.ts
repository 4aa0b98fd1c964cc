import { PetalError } from './petalError.ts'
import { PETAL_PATHS, readPetals } from './petalFiles.ts'
import type { PetalModel } from './petalModel.ts'

/** Written out one by one, so that a build finds the files and puts them beside the code. */
const ADDRESSES: Readonly<Record<(typeof PETAL_PATHS)[number], URL>> = {
  'petals.json': new URL('./weights/petals.json', import.meta.url),
  'relational/model.json': new URL('./weights/relational/model.json', import.meta.url),
  'relational/weights.bin': new URL('./weights/relational/weights.bin', import.meta.url),
  'generative/model.json': new URL('./weights/generative/model.json', import.meta.url),
  'generative/weights.bin': new URL('./weights/generative/weights.bin', import.meta.url),
}

/**
 * The trained petals that come with the page, from beside its own code.
 * @param fetchFile fetch, or a stand-in
 * @throws PetalError
 */
export async function openShippedPetals(
  fetchFile: (address: URL) => Promise<Response> = (address) => fetch(address),
): Promise<PetalModel> {
  const files = PETAL_PATHS.map(async (path) => {
    const response = await fetchFile(ADDRESSES[path])
    if (!response.ok) {
      throw new PetalError(`${path} of the shipped petals is missing`, 'install Anthesis again')
    }
    return [path, new Uint8Array(await response.arrayBuffer())] as const
  })
  return readPetals(new Map(await Promise.all(files)))
}
