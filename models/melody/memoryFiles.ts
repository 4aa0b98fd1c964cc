import { CheckpointError } from './checkpointError.ts'
import type { CheckpointFiles } from './checkpointFiles.ts'

/** A checkpoint folder whose files, by path, are here already. */
export const memoryFiles = (
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): CheckpointFiles => ({
  name,
  read(path) {
    const bytes = files.get(path)
    return bytes
      ? Promise.resolve(bytes)
      : Promise.reject(
          new CheckpointError(
            `${path} is missing`,
            'choose the folder that holds config.json, weights_manifest.json and its shards',
          ),
        )
  },
})
