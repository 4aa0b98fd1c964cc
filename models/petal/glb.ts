import { isRecord, PetalError } from './petalError.ts'

/** A glTF 2.0 asset: its description and its binary chunk. */
export interface Glb {
  readonly json: Readonly<Record<string, unknown>>
  readonly binary: Uint8Array
}

const MAGIC = 0x46546c67
const JSON_CHUNK = 0x4e4f534a
const BINARY_CHUNK = 0x004e4942

/**
 * Opens a GLB file, or a .gltf file whose buffer is embedded as a data: address.
 * @throws PetalError for anything else
 */
export function openGlb(file: Uint8Array): Glb {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 20 || view.getUint32(0, true) !== MAGIC) return openText(file)
  let json: unknown
  let binary = new Uint8Array()
  for (let at = 12; at + 8 <= file.length;) {
    const length = view.getUint32(at, true)
    if (at + 8 + length > file.length) {
      throw new PetalError('the GLB ends in the middle of a chunk', 'export it again')
    }
    const chunk = file.slice(at + 8, at + 8 + length)
    const type = view.getUint32(at + 4, true)
    if (type === JSON_CHUNK) json = parse(new TextDecoder().decode(chunk))
    if (type === BINARY_CHUNK) binary = chunk
    at += 8 + length + ((4 - (length % 4)) % 4)
  }
  if (!isRecord(json)) throw new PetalError('the GLB has no description', 'export it again')
  return { json, binary }
}

function openText(file: Uint8Array): Glb {
  const json = parse(new TextDecoder().decode(file))
  const buffers = isRecord(json) && Array.isArray(json['buffers']) ? json['buffers'] : []
  const [buffer] = buffers as readonly unknown[]
  const uri = isRecord(buffer) ? buffer['uri'] : undefined
  const comma = typeof uri === 'string' ? uri.indexOf(',') : -1
  if (!isRecord(json) || typeof uri !== 'string' || !/^data:[^,]*;base64,/.test(uri)) {
    throw new PetalError(
      'the file is no GLB and no glTF with an embedded buffer',
      'export it as glTF binary (.glb)',
    )
  }
  return { json, binary: Uint8Array.from(atob(uri.slice(comma + 1)), (c) => c.charCodeAt(0)) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new PetalError('the file is neither GLB nor glTF', 'export it as glTF binary (.glb)')
  }
}

/** Packs an asset as a GLB file. */
export function packGlb({ json, binary }: Glb): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const padded = (length: number): number => (length + 3) & ~3
  const total = 12 + 8 + padded(text.length) + 8 + padded(binary.length)
  const file = new Uint8Array(total)
  const view = new DataView(file.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, 2, true)
  view.setUint32(8, total, true)
  view.setUint32(12, padded(text.length), true)
  view.setUint32(16, JSON_CHUNK, true)
  // The description is filled up with spaces, the binary with zeros.
  file.fill(0x20, 20, 20 + padded(text.length))
  file.set(text, 20)
  const at = 20 + padded(text.length)
  view.setUint32(at, padded(binary.length), true)
  view.setUint32(at + 4, BINARY_CHUNK, true)
  file.set(binary, at + 8)
  return file
}
