import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CheckpointError, saying } from './checkpointError.ts'
import { lastPart, type CheckpointFiles } from './checkpointFiles.ts'

const CHOOSE = 'choose the folder that holds config.json, weights_manifest.json and its shards'

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
        const code = error instanceof Error && 'code' in error ? error.code : ''
        if (code === 'ENOENT') throw new CheckpointError(`${path} is missing in ${folder}`, CHOOSE)
        if (code === 'ENOTDIR') throw new CheckpointError(`${folder} is no folder`, CHOOSE)
        if (code === 'EISDIR') {
          throw new CheckpointError(`${path} in ${folder} is a folder, not a file`, CHOOSE)
        }
        throw new CheckpointError(
          `${path} could not be read${code === 'EACCES' || code === 'EPERM' ? '' : ` (${saying(error)})`}`,
          'check that the folder may be read',
        )
      }
    },
  }
}
