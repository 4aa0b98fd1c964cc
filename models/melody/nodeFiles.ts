import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CheckpointError, saying } from './checkpointError.ts'
import { lastPart, type CheckpointFiles } from './checkpointFiles.ts'

/**
 * A checkpoint folder on this machine's disk.
 * @param folder its path
 * @param name what to call it, if not by the folder's last part
 */
export function nodeFiles(folder: string, name = lastPart(folder)): CheckpointFiles {
  return {
    name,
    async read(path) {
      try {
        return await readFile(join(folder, path))
      } catch (error) {
        const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
        throw missing
          ? new CheckpointError(
              `${path} is missing in ${folder}`,
              'choose the folder that holds config.json, weights_manifest.json and its shards',
            )
          : new CheckpointError(
              `${path} could not be read (${saying(error)})`,
              'check that the folder may be read',
            )
      }
    },
  }
}
