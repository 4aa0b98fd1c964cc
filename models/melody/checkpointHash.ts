import { CheckpointError } from './checkpointError.ts'
import { concatenate } from './weights.ts'

/**
 * SHA-256, hexadecimal, of files laid one after another; the same as
 * `cat config.json weights_manifest.json group1-shard1of1 | sha256sum`.
 * @throws CheckpointError where the page has no Web Crypto
 */
export async function hashFiles(files: readonly Uint8Array[]): Promise<string> {
  // Pages on a plain http address of the network lack it, whatever the types say.
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle
  if (subtle === undefined) {
    throw new CheckpointError(
      'this page cannot compute the checkpoint’s hash',
      'open it on 127.0.0.1 of its own machine or over https',
    )
  }
  const digest = await subtle.digest('SHA-256', concatenate(files))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
