import { readGltfMorph } from './gltfMorph.ts'
import { readObjSeries } from './objSeries.ts'
import { resample } from './resample.ts'
import type { Template } from './templates.ts'

/**
 * A petal out of a morph animation: its first mesh that has one, at the seven times.
 * @param file .glb, or .gltf with an embedded buffer
 * @throws PetalError
 */
export const importGltf = (name: string, file: Uint8Array): Template =>
  resample(name, readGltfMorph(file))

/**
 * A petal out of seven OBJ files.
 * @param files contents in the order of the times
 * @throws PetalError
 */
export const importObj = (name: string, files: readonly string[]): Template =>
  resample(name, readObjSeries(files))
