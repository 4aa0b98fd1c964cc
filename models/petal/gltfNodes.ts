import { isRecord } from './petalError.ts'

/** 4 × 4, column by column, as glTF writes them. */
type Matrix = readonly number[]

const IDENTITY: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

const numbers = (value: unknown, otherwise: readonly number[]): readonly number[] =>
  Array.isArray(value) && value.length === otherwise.length ? value.map(Number) : otherwise

function multiply(a: Matrix, b: Matrix): Matrix {
  return IDENTITY.map((_, i) => {
    const [column, row] = [Math.floor(i / 4), i % 4]
    return [0, 1, 2, 3].reduce(
      (sum, k) => sum + (a[k * 4 + row] ?? 0) * (b[column * 4 + k] ?? 0),
      0,
    )
  })
}

function localMatrix(node: Readonly<Record<string, unknown>>): Matrix {
  if (node['matrix'] !== undefined) return numbers(node['matrix'], IDENTITY)
  const [tx = 0, ty = 0, tz = 0] = numbers(node['translation'], [0, 0, 0])
  const [x = 0, y = 0, z = 0, w = 1] = numbers(node['rotation'], [0, 0, 0, 1])
  const [sx = 1, sy = 1, sz = 1] = numbers(node['scale'], [1, 1, 1])
  return [
    ...[(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y + z * w) * sx, 2 * (x * z - y * w) * sx, 0],
    ...[2 * (x * y - z * w) * sy, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z + x * w) * sy, 0],
    ...[2 * (x * z + y * w) * sz, 2 * (y * z - x * w) * sz, (1 - 2 * (x * x + y * y)) * sz, 0],
    ...[tx, ty, tz, 1],
  ]
}

/** Where a node's mesh stands in the scene, its parents' moves included. */
export function worldMatrix(json: Readonly<Record<string, unknown>>, index: number): Matrix {
  const list: readonly unknown[] = Array.isArray(json['nodes']) ? json['nodes'] : []
  let matrix = IDENTITY
  let current = index
  // A broken file may name a node as its own ancestor.
  for (let depth = 0; depth < list.length && current >= 0; depth++) {
    const node = list[current]
    if (isRecord(node)) matrix = multiply(localMatrix(node), matrix)
    const child = current
    current = list.findIndex(
      (entry) =>
        isRecord(entry) && Array.isArray(entry['children']) && entry['children'].includes(child),
    )
  }
  return matrix
}
