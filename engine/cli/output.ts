import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BadInput } from './command.ts'

/** What the system's error codes mean to whoever typed the path. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of that name',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user’s share of the disk is full',
  ENAMETOOLONG: 'its name is too long',
}

/** Why a path cannot be used, from what the file system threw. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}

const refusal = (path: string, error: unknown): BadInput =>
  new BadInput(`cannot write ${path}: ${reasonOf(error)}; choose another place.`)

/**
 * A file that is there whole or not at all: written under another name beside it, which takes its
 * place at the end. A link stays, and its file is written; so does a pipe or a device, whose place
 * nothing can take: it is written straight.
 */
export class Output {
  readonly #path: string
  /** Null for what is no file. */
  readonly #unfinished: string | null
  readonly #descriptor: number
  #isOpen = true

  /** @throws BadInput when the file cannot be written */
  constructor(path: string) {
    try {
      const place = statSync(path, { throwIfNoEntry: false })
      if (place?.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' })
      const target = place ? realpathSync(path) : path
      const beside = join(dirname(target), `.${basename(target)}.${process.pid}.unfinished`)
      this.#path = target
      this.#unfinished = !place || place.isFile() ? beside : null
      this.#descriptor = openSync(this.#unfinished ?? target, 'w')
    } catch (error) {
      throw refusal(path, error)
    }
  }

  /** @throws BadInput when the disk takes no more */
  write(data: Uint8Array): void {
    try {
      for (let at = 0; at < data.length;) at += writeSync(this.#descriptor, data, at)
    } catch (error) {
      throw refusal(this.#path, error)
    }
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#descriptor)
    this.#isOpen = false
  }

  /** Puts the file in its place. @throws BadInput */
  finish(): void {
    try {
      this.#close()
      if (this.#unfinished !== null) renameSync(this.#unfinished, this.#path)
    } catch (error) {
      throw refusal(this.#path, error)
    }
  }

  /** Leaves nothing behind, unless it was finished. */
  discard(): void {
    this.#close()
    if (this.#unfinished !== null) rmSync(this.#unfinished, { force: true })
  }
}

/**
 * Opens outputs while work is done. One that is not finished by then leaves nothing behind.
 * @throws BadInput before any work is done when one of them cannot be written
 */
export async function withOutputs<Result>(
  paths: readonly string[],
  work: (outputs: readonly Output[]) => Promise<Result>,
): Promise<Result> {
  const outputs: Output[] = []
  try {
    for (const path of paths) outputs.push(new Output(path))
    return await work(outputs)
  } finally {
    for (const output of outputs) output.discard()
  }
}

const PIECE_CHARACTERS = 1 << 16

/** Text on its way to an output, gathered so that a long log costs few writes. */
export class TextOutput {
  readonly #output: Output
  #gathered = ''

  constructor(output: Output) {
    this.#output = output
  }

  write(text: string): void {
    this.#gathered += text
    if (this.#gathered.length >= PIECE_CHARACTERS) this.flush()
  }

  flush(): void {
    this.#output.write(Buffer.from(this.#gathered))
    this.#gathered = ''
  }
}
