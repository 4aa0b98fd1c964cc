import { Mesh } from 'three'
import { GLTFLoader, type GLTF } from 'three/addons/loaders/GLTFLoader.js'
import { describe, expect, test } from 'vitest'
import { importFlowers } from '../../../engine/edges/petalImport.ts'
import { drawnFlowers } from '../../../models/petal/drawnFlowers.ts'
import { exportFlower, exportOpening } from '../../../models/petal/exportGlb.ts'
import { openGlb, packGlb } from '../../../models/petal/glb.ts'
import { importGltf, importObj } from '../../../models/petal/importPetal.ts'
import { rmse } from '../../../models/petal/mesh.ts'
import { PetalError } from '../../../models/petal/petalError.ts'
import { shapeOf, templateSet } from '../../../models/petal/templates.ts'

const shapes = drawnFlowers().map(shapeOf)
const [star = new Float32Array(), magnolia = new Float32Array()] = shapes

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (!(error instanceof PetalError)) throw error
    expect(error.message).not.toContain('\n')
    return error.message
  }
  throw new Error('the file was taken')
}

/** A GLB whose description was changed. */
function changed(change: (json: Record<string, unknown>) => void): Uint8Array {
  const { json, binary } = openGlb(exportOpening('magnolia', magnolia, 1, 4))
  const copy = structuredClone(json) as Record<string, unknown>
  change(copy)
  return packGlb({ json: copy, binary })
}

/** A petal as OBJ files, `fineness` times as fine as it was drawn, y up; triangles or quads. */
function objFiles(shape: Float32Array, fineness: number, scale = 1): string[] {
  const rows = 6 * fineness + 1
  return Array.from({ length: 7 }, (_, time) => {
    const at = (row: number, column: number, axis: number): number =>
      shape[(time * 7 + row) * 21 + axis * 7 + column] ?? 0
    const between = (row: number, column: number, axis: number): number => {
      const [r, c] = [Math.min(5, Math.floor(row)), Math.min(5, Math.floor(column))]
      const [y, x] = [row - r, column - c]
      const upper = at(r, c, axis) * (1 - x) + at(r, c + 1, axis) * x
      const lower = at(r + 1, c, axis) * (1 - x) + at(r + 1, c + 1, axis) * x
      return (upper * (1 - y) + lower * y) * scale
    }
    const lines: string[] = ['# a petal']
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < rows; column++) {
        const [x, y, z] = [0, 1, 2].map((axis) => between(row / fineness, column / fineness, axis))
        lines.push(`v ${String(x)} ${String(z)} ${String(-(y ?? 0))}`)
      }
    }
    for (let row = 0; row + 1 < rows; row++) {
      for (let column = 0; column + 1 < rows; column++) {
        const first = row * rows + column + 1
        lines.push(`f ${first} ${first + rows} ${first + rows + 1} ${first + 1}`)
      }
    }
    return lines.join('\n')
  })
}

const loadWithThree = (file: Uint8Array): Promise<GLTF> =>
  new GLTFLoader().parseAsync(Uint8Array.from(file).buffer, '')

/** A file as the browser hands it over: out of a folder that was chosen whole, or ''. */
const fileIn = (folder: string, name: string, text: string): File =>
  Object.defineProperty(new File([text], name), 'webkitRelativePath', {
    value: folder && `${folder}${name}`,
  })

describe('an exported opening', () => {
  test('comes back as it was drawn', () => {
    for (const shape of shapes) {
      const template = importGltf('again', exportOpening('flower', shape, 5, 4))
      expect(rmse(shapeOf(template), shape)).toBeLessThan(2e-4)
    }
  })

  test('is read by three, with its petals, morph targets and animation', async () => {
    const { scene, animations } = await loadWithThree(exportOpening('flower', star, 13, 4))
    const meshes = scene.children.filter((child): child is Mesh => child instanceof Mesh)
    expect(meshes).toHaveLength(13)
    const [mesh] = meshes
    expect(mesh?.geometry.morphAttributes.position).toHaveLength(6)
    expect(animations[0]?.duration).toBeCloseTo(4, 5)
    expect(animations[0]?.tracks).toHaveLength(13)
    // The last target, added to the base, is the petal at time 1.1; y up.
    const base = mesh?.geometry.attributes['position']
    const last = mesh?.geometry.morphAttributes.position?.[5]
    expect((base?.getX(45) ?? 0) + (last?.getX(45) ?? 0)).toBeCloseTo(star[48 * 21 + 3] ?? 0, 5)
    expect((base?.getY(45) ?? 0) + (last?.getY(45) ?? 0)).toBeCloseTo(star[48 * 21 + 17] ?? 0, 5)
  })

  test('of one moment is a mesh without animation', async () => {
    const file = exportFlower('flower', star.subarray(5 * 147, 6 * 147), 8)
    const { scene, animations } = await loadWithThree(file)
    expect(scene.children).toHaveLength(8)
    expect(animations).toEqual([])
    expect(refusal(() => importGltf('still', file))).toMatch(/the GLB has no animation; animate/)
  })
})

describe('an imported petal', () => {
  test('is laid out by its shape where it has no texture coordinates', () => {
    const file = changed((json) => {
      const [mesh] = json['meshes'] as { primitives: { attributes: Record<string, number> }[] }[]
      delete mesh?.primitives[0]?.attributes['TEXCOORD_0']
    })
    const template = importGltf('bare', file)
    expect(rmse(shapeOf(template), magnolia)).toBeLessThan(0.06)
  })

  test('stands where its nodes put it', () => {
    const file = changed((json) => {
      json['nodes'] = [
        { children: [1], scale: [2, 2, 2] },
        { mesh: 0, rotation: [0, 0, 0, 1] },
      ]
      json['scenes'] = [{ nodes: [0] }]
      const [animation] = json['animations'] as { channels: { target: { node: number } }[] }[]
      for (const channel of animation?.channels ?? []) channel.target.node = 1
    })
    const twice = magnolia.map((value) => value * 2)
    expect(rmse(shapeOf(importGltf('large', file)), twice)).toBeLessThan(4e-4)
  })

  test('whose animation ends when it is open goes on in a straight line', () => {
    const file = changed((json) => {
      const [animation] = json['animations'] as Record<string, unknown>[]
      delete animation?.['extras']
    })
    const shape = shapeOf(importGltf('plain', file))
    const drawn = (time: number) => magnolia.subarray(time * 147, (time + 1) * 147)
    expect(rmse(shape.subarray(735, 882), drawn(6))).toBeLessThan(2e-4)
    // Nine tenths of the animation lie at 0.99, between the drawn 0.8 and 1.
    const onward = drawn(6).map((value, i) => {
      const [from = 0, to = 0] = [drawn(4)[i], drawn(5)[i]]
      return 2 * value - (from + 0.95 * (to - from))
    })
    expect(rmse(shape.subarray(882), onward)).toBeLessThan(4e-4)
  })

  test('comes out of seven OBJ files, however fine', () => {
    for (const fineness of [1, 3]) {
      const template = importObj('obj', objFiles(star, fineness))
      expect(rmse(shapeOf(template), star)).toBeLessThan(0.03)
    }
  })

  test.each([
    ['0.obj', '0.1.obj', '0.3.obj', '0.55.obj', '0.8.obj', '1.obj', '1.1.obj'],
    ['p2.obj', 'p4.obj', 'p6.obj', 'p8.obj', 'p10.obj', 'p12.obj', 'p14.obj'],
    ['a.OBJ', 'b.obj', 'c.obj', 'd.obj', 'e.obj', 'f.obj', 'g.obj'],
  ])('opens in the order of its files’ numbers, as %s, %s, %s and on', async (...names) => {
    const files = objFiles(magnolia, 1).map((text, time) => fileIn('', names[time] ?? '', text))
    const [found] = await importFlowers(files.toReversed())
    expect(found?.mesh).toEqual(importObj('magnolia', objFiles(magnolia, 1)).mesh)
  })

  test.each([
    ['0', '', 'flower'],
    ['0.55', 'roses/dog rose/', 'dog rose'],
    ['rose_0', 'roses/', 'rose'],
    ['lily 1.1', '', 'lily'],
    ['x'.repeat(60), '', 'x'.repeat(40)],
  ])('out of %s.obj and on, in the folder %j, is called %s', async (stem, folder, called) => {
    const files = objFiles(magnolia, 1).map((text) => {
      return fileIn(folder, `${stem}.obj`, text)
    })
    expect((await importFlowers(files))[0]?.name).toBe(called)
  })

  test('can be trained on with those that were drawn', () => {
    const template = importObj('imported', objFiles(magnolia, 2))
    expect(templateSet([...drawnFlowers().slice(0, 1), template]).templates).toHaveLength(2)
  })
})

describe('a file that is refused', () => {
  test('a mesh a thousand times too big says the scale', () => {
    const template = importObj('giant', objFiles(magnolia, 1, 1000))
    expect(refusal(() => templateSet([...drawnFlowers().slice(0, 1), template]))).toMatch(
      /'giant' spans .* scale it by 0.001/,
    )
  })

  test('no GLB, a cut-off GLB, a GLB that moves nodes alone', () => {
    expect(refusal(() => importGltf('a', new TextEncoder().encode('hello, I am no file')))).toMatch(
      /neither GLB nor glTF/,
    )
    const whole = exportOpening('flower', star, 1, 4)
    expect(refusal(() => importGltf('a', whole.subarray(0, 400)))).toMatch(/middle of a chunk/)
    const nodes = changed((json) => {
      const [animation] = json['animations'] as { channels: { target: { path: string } }[] }[]
      for (const channel of animation?.channels ?? []) channel.target.path = 'rotation'
    })
    expect(refusal(() => importGltf('a', nodes))).toMatch(/moves its nodes but no morph targets/)
  })

  test('a mesh without morph targets, a mesh of lines', () => {
    const change = (edit: (primitive: Record<string, unknown>) => void): Uint8Array =>
      changed((json) => {
        const [mesh] = json['meshes'] as { primitives: Record<string, unknown>[] }[]
        for (const primitive of mesh?.primitives ?? []) edit(primitive)
      })
    const bare = change((primitive) => delete primitive['targets'])
    expect(refusal(() => importGltf('a', bare))).toMatch(/no morph targets/)
    const lines = change((primitive) => (primitive['mode'] = 1))
    expect(refusal(() => importGltf('a', lines))).toMatch(/not made of triangles/)
  })

  test('OBJ files: too few, unlike one another, without faces, with a point that is no number', () => {
    const files = objFiles(star, 1)
    expect(refusal(() => importObj('a', files.slice(1)))).toMatch(/6 OBJ files, not 7/)
    expect(refusal(() => importObj('a', [...files.slice(0, 6), 'v 0 0 0']))).toMatch(
      /for time 1.1 has no sound faces/,
    )
    const [fine = ''] = objFiles(star, 2)
    expect(refusal(() => importObj('a', [...files.slice(0, 6), fine]))).toMatch(
      /another number of points at time 1.1/,
    )
    const odd = files.map((text, i) => (i === 2 ? text.replace(/^v .*$/m, 'v 1 x 2') : text))
    expect(refusal(() => importObj('a', odd))).toMatch(/no number at time 0.3/)
  })
})
