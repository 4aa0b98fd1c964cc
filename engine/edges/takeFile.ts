/** What of a FileSystemSyncAccessHandle is used; it exists in workers only. */
export interface SyncFile {
  getSize(): number
  read(into: ArrayBuffer, options: { readonly at: number }): number
  /** @returns how many bytes were taken; a full disk may take some */
  write(bytes: Uint8Array, options: { readonly at: number }): number
  truncate(size: number): void
  flush(): void
}

const NEWLINE = 10
const encoder = new TextEncoder()

/** The file of a take: whole lines without a gap, to the end or to where it was broken off. */
export class TakeFile {
  readonly #file: SyncFile
  #isBrokenOff = false

  constructor(file: SyncFile) {
    this.#file = file
  }

  /**
   * Does nothing once the take is broken off: a log with a hole cannot be folded.
   * @throws Error when not all of it was written: the take is broken off after its last whole line
   */
  write(lines: string): void {
    if (this.#isBrokenOff) return
    const bytes = encoder.encode(lines)
    const at = this.#file.getSize()
    try {
      const taken = this.#file.write(bytes, { at })
      if (taken < bytes.length) throw new Error('the disk is full')
      this.#file.flush()
    } catch (error) {
      this.#isBrokenOff = true
      this.#endWithLine(bytes, at)
      throw error
    }
  }

  #endWithLine(bytes: Uint8Array, at: number): void {
    const taken = bytes.subarray(0, this.#file.getSize() - at)
    this.#file.truncate(at + taken.lastIndexOf(NEWLINE) + 1)
  }

  read(): ArrayBuffer {
    const content = new ArrayBuffer(this.#file.getSize())
    this.#file.read(content, { at: 0 })
    return content
  }
}
