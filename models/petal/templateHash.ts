import { shapeOf, type TemplateSet } from './templates.ts'

/** 32-bit FNV-1a over bytes (Fowler, Noll and Vo), from a given basis. */
function fnv(bytes: Uint8Array, basis: number): number {
  let hash = basis
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/**
 * Tells sets of templates apart, by their meshes in single precision; names do not count. No guard
 * against forgery.
 * @returns 16 hexadecimal digits
 */
export function hashTemplates({ templates }: TemplateSet): string {
  let [a, b] = [0x811c9dc5, 0x2c1b3c6d]
  for (const template of templates) {
    const shape = shapeOf(template)
    const view = new DataView(new ArrayBuffer(shape.length * 4))
    shape.forEach((value, i) => view.setFloat32(i * 4, value, true))
    const bytes = new Uint8Array(view.buffer)
    a = fnv(bytes, a)
    b = fnv(bytes, b)
  }
  return [a, b].map((half) => half.toString(16).padStart(8, '0')).join('')
}
