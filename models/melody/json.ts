import { CheckpointError, saying } from './checkpointError.ts'
import { beginsLikeWebPage } from './webPage.ts'

/**
 * Parses a checkpoint's JSON file.
 * @param path its name, for the message
 * @throws CheckpointError for a web page or broken JSON
 */
export function parseJson(path: string, bytes: Uint8Array): unknown {
  if (beginsLikeWebPage(bytes)) {
    throw new CheckpointError(
      `${path} is a web page, not JSON`,
      'check the address: the server sends a page where the file should be',
    )
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new CheckpointError(
      `${path} is not JSON (${saying(error)})`,
      'copy the checkpoint again from where it came from',
    )
  }
}

/** Whether a parsed value is an object with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
