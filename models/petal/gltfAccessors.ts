import type { Glb } from './glb.ts'
import { isRecord, PetalError } from './petalError.ts'

/** Components of an accessor's element. */
const WIDTHS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }

interface Component {
  readonly bytes: number
  readonly read: (view: DataView, at: number) => number
  /** What a normalised integer is divided by. */
  readonly most: number
}

const COMPONENTS: Readonly<Record<number, Component>> = {
  5120: { bytes: 1, read: (view, at) => view.getInt8(at), most: 127 },
  5121: { bytes: 1, read: (view, at) => view.getUint8(at), most: 255 },
  5122: { bytes: 2, read: (view, at) => view.getInt16(at, true), most: 32767 },
  5123: { bytes: 2, read: (view, at) => view.getUint16(at, true), most: 65535 },
  5125: { bytes: 4, read: (view, at) => view.getUint32(at, true), most: 4294967295 },
  5126: { bytes: 4, read: (view, at) => view.getFloat32(at, true), most: 1 },
}

/** The entry of a list in a glTF description. @throws PetalError when there is none */
export function entryOf(
  json: Readonly<Record<string, unknown>>,
  list: string,
  index: unknown,
): Readonly<Record<string, unknown>> {
  const entries = json[list]
  const found: unknown =
    Array.isArray(entries) && typeof index === 'number'
      ? (entries as readonly unknown[])[index]
      : undefined
  if (isRecord(found)) return found
  throw new PetalError(`the glTF has no ${list}[${String(index)}]`, 'export it again')
}

const whole = (value: unknown, otherwise = 0): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise

/**
 * The numbers of an accessor, element by element; interleaved, normalised and sparse ones too.
 * @throws PetalError for one that is broken or compressed
 */
export function readAccessor(glb: Glb, index: unknown): Float64Array {
  const accessor = entryOf(glb.json, 'accessors', index)
  const width = WIDTHS[String(accessor['type'])] ?? 0
  const count = whole(accessor['count'])
  if (width === 0)
    throw new PetalError(`accessors[${String(index)}] has no type`, 'export it again')
  const numbers =
    accessor['bufferView'] === undefined
      ? new Float64Array(count * width)
      : readView(glb, accessor, count, width)
  const { sparse } = accessor
  if (!isRecord(sparse) || !isRecord(sparse['indices']) || !isRecord(sparse['values']))
    return numbers
  const places = whole(sparse['count'])
  const indices = readView(glb, sparse['indices'], places, 1)
  const values = readView(
    glb,
    { ...sparse['values'], componentType: accessor['componentType'] },
    places,
    width,
  )
  indices.forEach((place, i) => {
    numbers.set(values.subarray(i * width, (i + 1) * width), place * width)
  })
  return numbers
}

function readView(
  glb: Glb,
  { bufferView, byteOffset, componentType, normalized }: Readonly<Record<string, unknown>>,
  count: number,
  width: number,
): Float64Array {
  const view = entryOf(glb.json, 'bufferViews', bufferView)
  const component = COMPONENTS[whole(componentType)]
  const data = new DataView(glb.binary.buffer, glb.binary.byteOffset, glb.binary.byteLength)
  if (component === undefined || whole(view['buffer']) !== 0) {
    throw new PetalError(
      'the glTF is compressed or spread over several buffers',
      'export it without compression, as one .glb',
    )
  }
  const start = whole(view['byteOffset']) + whole(byteOffset)
  const stride = whole(view['byteStride'], width * component.bytes)
  if (count > 0 && start + stride * (count - 1) + width * component.bytes > data.byteLength) {
    throw new PetalError('the glTF’s buffer is too short', 'export it again')
  }
  const numbers = new Float64Array(count * width)
  for (let i = 0; i < numbers.length; i++) {
    const at = start + Math.floor(i / width) * stride + (i % width) * component.bytes
    const value = component.read(data, at)
    numbers[i] = normalized === true ? Math.max(-1, value / component.most) : value
  }
  return numbers
}
