import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PETAL_PATHS, readPetals, writePetals } from '../../models/petal/petalFiles.ts'
import { PetalError } from '../../models/petal/petalError.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { BadInput } from './command.ts'
import { reasonOf, withOutputs } from './output.ts'

/** What a petal file is refused for, as a command says it. */
export function refusing<Result>(act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (error instanceof PetalError) throw new BadInput(`${error.message}.`)
    throw error
  }
}

/** @throws BadInput when the file cannot be read */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${reasonOf(error)}.`)
  }
}

/** Reads a trained model from its folder. @throws BadInput */
export function readPetalFolder(folder: string): PetalModel {
  const files = new Map(PETAL_PATHS.map((path) => [path, readBytes(join(folder, path))]))
  return refusing(() => readPetals(files))
}

/** Writes a trained model into its folder, all of it or nothing. @throws BadInput */
export async function writePetalFolder(folder: string, model: PetalModel): Promise<void> {
  const files = new Map([...writePetals(model)].map(([path, bytes]) => [join(folder, path), bytes]))
  for (const path of files.keys()) makeFolder(dirname(path))
  await writeWhole(files)
}

/** Writes files by their paths; all of them or none. @throws BadInput */
export async function writeWhole(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await withOutputs([...files.keys()], (outputs) => {
    const contents = [...files.values()]
    outputs.forEach((output, i) => output.write(contents[i] ?? new Uint8Array()))
    for (const output of outputs) output.finish()
    return Promise.resolve()
  })
}

/** @throws BadInput */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new BadInput(`cannot make the folder ${path}: ${reasonOf(error)}; choose another place.`)
  }
}
