/**
 * The reader of a checkpoint folder: a directory, an address, files dropped on the page.
 */
export interface CheckpointFiles {
  /** How messages and the log call this checkpoint; usually the folder's name. */
  readonly name: string
  /**
   * The whole of one file.
   * @param path relative to the folder, parts joined by `/`
   * @throws CheckpointError saying why it cannot be read and what to do
   */
  read(path: string): Promise<Uint8Array>
}

/** The last part of a path or address, to name a checkpoint by. */
export function lastPart(path: string): string {
  return (
    path
      .split(/[/\\]/)
      .filter((part) => part !== '' && part !== '.')
      .at(-1) ?? 'checkpoint'
  )
}
