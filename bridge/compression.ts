import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { SiteFile } from './site.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

const COMPRESSIBLE = /^text\/|javascript|json|wasm|svg/
/** Below this a packet is a packet. */
const WORTHWHILE_BYTES = 1024

/**
 * The encoding in which to send a file, the smallest first.
 * @param accepted the request's Accept-Encoding
 */
export function chooseEncoding(file: SiteFile, accepted: string | undefined): Encoding {
  if (file.content.length < WORTHWHILE_BYTES || !COMPRESSIBLE.test(file.contentType)) {
    return 'identity'
  }
  const wanted = new Set(
    (accepted ?? '')
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.replace(/;.*$/, '').trim()),
  )
  return wanted.has('br') ? 'br' : wanted.has('gzip') ? 'gzip' : 'identity'
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const done = new WeakMap<SiteFile, Partial<Record<Encoding, Promise<Buffer>>>>()

/** A file's bytes in an encoding; made when first asked for, and kept as long as the file. */
export function encode(file: SiteFile, encoding: Encoding): Promise<Buffer> {
  const kept = done.get(file) ?? {}
  done.set(file, kept)
  return (kept[encoding] ??= compress(file.content, encoding))
}

function compress(content: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'identity') return Promise.resolve(content)
  if (encoding === 'gzip') return zip(content)
  // Quality 11 takes seconds on three's bundle, for a tenth less.
  return brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
}
