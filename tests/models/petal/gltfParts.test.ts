import { describe, expect, test } from 'vitest'
import { readAccessor } from '../../../models/petal/gltfAccessors.ts'
import { sampleKeys } from '../../../models/petal/gltfKeys.ts'
import { worldMatrix } from '../../../models/petal/gltfNodes.ts'

const keys = Float64Array.of(0, 1, 2)

describe('keys', () => {
  test('are joined by straight lines and held at both ends', () => {
    const values = Float64Array.of(0, 10, 1, 20, 3, 40)
    expect([...sampleKeys(keys, values, 2, 'LINEAR', 0.5)]).toEqual([0.5, 15])
    expect([...sampleKeys(keys, values, 2, 'LINEAR', 1.5)]).toEqual([2, 30])
    expect([...sampleKeys(keys, values, 2, 'LINEAR', -1)]).toEqual([0, 10])
    expect([...sampleKeys(keys, values, 2, 'LINEAR', 9)]).toEqual([3, 40])
  })

  test('step where they are told to', () => {
    const values = Float64Array.of(0, 1, 3)
    expect([...sampleKeys(keys, values, 1, 'STEP', 0.99)]).toEqual([0])
    expect([...sampleKeys(keys, values, 1, 'STEP', 1)]).toEqual([1])
  })

  test('follow their tangents', () => {
    // In-tangent, value, out-tangent of each: the parabola t².
    const values = Float64Array.of(0, 0, 0, 2, 1, 2, 4, 4, 4)
    for (const t of [0.25, 0.5, 1.5, 1.75]) {
      expect(sampleKeys(keys, values, 1, 'CUBICSPLINE', t)[0]).toBeCloseTo(t * t, 12)
    }
  })
})

describe('accessors', () => {
  test('may be interleaved and normalised', () => {
    const binary = Uint8Array.of(255, 9, 0, 9, 51, 9)
    const json = {
      accessors: [
        { bufferView: 0, componentType: 5121, count: 3, type: 'SCALAR', normalized: true },
      ],
      bufferViews: [{ buffer: 0, byteLength: 6, byteStride: 2 }],
    }
    expect([...readAccessor({ json, binary }, 0)]).toEqual([1, 0, 0.2])
  })

  test('may be sparse, which shape keys usually are', () => {
    const binary = new Uint8Array(16)
    const view = new DataView(binary.buffer)
    binary[0] = 2
    view.setFloat32(4, 1.5, true)
    view.setFloat32(8, 2.5, true)
    view.setFloat32(12, 3.5, true)
    const json = {
      accessors: [
        {
          componentType: 5126,
          count: 3,
          type: 'VEC3',
          sparse: {
            count: 1,
            indices: { bufferView: 0, componentType: 5121 },
            values: { bufferView: 1 },
          },
        },
      ],
      bufferViews: [
        { buffer: 0, byteLength: 1 },
        { buffer: 0, byteOffset: 4, byteLength: 12 },
      ],
    }
    expect([...readAccessor({ json, binary }, 0)]).toEqual([0, 0, 0, 0, 0, 0, 1.5, 2.5, 3.5])
  })

  test('beyond the buffer are refused', () => {
    const json = {
      accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' }],
      bufferViews: [{ buffer: 0, byteLength: 36 }],
    }
    expect(() => readAccessor({ json, binary: new Uint8Array(8) }, 0)).toThrow(/too short/)
    expect(() => readAccessor({ json, binary: new Uint8Array(8) }, 5)).toThrow(/no accessors\[5\]/)
  })
})

test('a node stands where its parents carry it', () => {
  const half = Math.SQRT1_2
  const nodes = [
    { children: [1], translation: [1, 0, 0] },
    { children: [2], rotation: [0, 0, half, half] },
    { translation: [2, 0, 0], scale: [3, 3, 3] },
  ]
  const matrix = worldMatrix({ nodes }, 2)
  // Two along the parent's x, which a quarter turn about z makes y.
  const [x, y, z] = matrix.slice(12)
  expect(x).toBeCloseTo(1, 12)
  expect(y).toBeCloseTo(2, 12)
  expect(z).toBeCloseTo(0, 12)
  expect(matrix[1]).toBeCloseTo(3, 12)
})
