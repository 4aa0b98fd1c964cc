import * as THREE from 'three/webgpu'
import { PETAL_FIELDS, PETAL_STRIDE, OPEN_END } from '../engine/visuals/petalStore.ts'
import { defineScene, unit } from '../engine/visuals/scene.ts'
import { createCpuPetals } from './garden/cpuPetals.ts'
import { createGpuPetals } from './garden/gpuPetals.ts'
import { createPetalMaterial } from './garden/petalMaterial.ts'
import { blendedShape } from './garden/petalShape.ts'
import { createShapeTexture, petalGrid } from './garden/shapes.ts'
import { createStems } from './garden/stems.ts'
import { createGlow, createMotes, createRing } from './garden/surroundings.ts'
import { createGardenUniforms } from './garden/uniforms.ts'

/** A phrase is a flower, its notes are petals; all of them are one draw call. */

/** Where the newest flower stands, from the left and, at 40 % of the height, from the top. */
const NEWEST = { x: 0.618, y: 0.6 }
const BUD_PETALS = 8
/** Seconds of silence after which the garden falls asleep, and is asleep. */
const SLEEP = { from: 8, to: 16 }
const BUD_OPENS_SECONDS = 0.7

const attributes: readonly [string, number][] = [
  ['life', PETAL_FIELDS.birth],
  ['nature', PETAL_FIELDS.voice],
  ['place', PETAL_FIELDS.flower],
  ['mark', PETAL_FIELDS.flash],
]

function petalMesh(values: Float32Array, material: THREE.Material) {
  const buffer = new THREE.InstancedInterleavedBuffer(values, PETAL_STRIDE)
  buffer.setUsage(THREE.DynamicDrawUsage)
  const geometry = petalGrid()
  for (const [name, offset] of attributes) {
    geometry.setAttribute(name, new THREE.InterleavedBufferAttribute(buffer, 4, offset))
  }
  const mesh = new THREE.Mesh(geometry, material)
  mesh.frustumCulled = false
  return { mesh, geometry, buffer }
}

/** The bud's petals: voice 2, always there, held for ever. */
function budValues(random: (stream: string, step: number) => number): Float32Array {
  const values = new Float32Array(BUD_PETALS * PETAL_STRIDE)
  for (let i = 0; i < BUD_PETALS; i++) {
    const at = i * PETAL_STRIDE
    values[at + PETAL_FIELDS.end] = OPEN_END
    values[at + PETAL_FIELDS.pitch] = 60
    values[at + PETAL_FIELDS.velocity] = 0.7
    values[at + PETAL_FIELDS.voice] = 2
    values[at + PETAL_FIELDS.temperature] = 1
    values[at + PETAL_FIELDS.seed] = random('bud', i)
    values[at + PETAL_FIELDS.place] = i
  }
  return values
}

const ramp = (value: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

export default defineScene({
  name: 'garden',
  controls: {
    bloom: unit(0.8, 'how far the petals open'),
    wind: unit(0.4, 'how much the flowers sway'),
    depth: unit(0.5, 'how far back old flowers are seen'),
  },
  create({ renderer, petals, random, size }) {
    const { store, source, grown } = petals
    const scene = new THREE.Scene()
    scene.background = new THREE.Color('#0b0b0d')
    const camera = new THREE.PerspectiveCamera(38, 1, 0.1, 60)

    const uniforms = createGardenUniforms()
    const shapes = createShapeTexture(source)
    const blended = blendedShape(shapes.texture)
    const growing =
      source.network === null
        ? null
        : grown === Infinity
          ? createGpuPetals(renderer, store, source, uniforms)
          : createCpuPetals(store, source, grown, blended, uniforms)
    const budMaterial = createPetalMaterial(blended, uniforms)
    const material = growing ? createPetalMaterial(growing.shape, uniforms) : budMaterial
    const flowers = petalMesh(store.values, material)
    const bud = petalMesh(budValues(random), budMaterial)
    bud.geometry.instanceCount = BUD_PETALS
    const ring = createRing()
    const glow = createGlow(uniforms)
    const motes = createMotes(uniforms)
    const stems = createStems(uniforms)
    flowers.mesh.renderOrder = 3
    bud.mesh.renderOrder = 3
    scene.add(flowers.mesh, bud.mesh, stems.mesh, ring.mesh, glow.mesh, motes.mesh)

    // One range object for ever: the renderer empties the list after each upload.
    const range = { start: 0, count: 0 }
    const upload = (): void => {
      if (store.dirtyFrom >= store.dirtyTo) return
      range.start = store.dirtyFrom * PETAL_STRIDE
      range.count = (store.dirtyTo - store.dirtyFrom) * PETAL_STRIDE
      const { updateRanges } = flowers.buffer
      updateRanges.length = 0
      updateRanges.push(range)
      flowers.buffer.needsUpdate = true
    }

    const resize = ({ width, height }: { width: number; height: number }): void => {
      camera.aspect = width / height
      // A tall screen steps back until the flower fits its width.
      camera.position.set(0, 0.4, 4.5 * Math.max(1, 1.2 / camera.aspect))
      camera.lookAt(0, 0.06, 0)
      // A tall screen has no room beside the flower.
      const wide = ramp(camera.aspect, 0.9, 1.5)
      const aside = (NEWEST.x - 0.5) * width * wide
      camera.setViewOffset(width, height, -aside, (0.5 - NEWEST.y) * height, width, height)
    }
    resize(size)

    return {
      scene,
      camera,
      update(frame) {
        shapes.refresh()
        upload()
        flowers.geometry.instanceCount = store.count
        flowers.mesh.visible = store.count > 0
        const { now } = uniforms
        now.value = frame.showSeconds
        uniforms.front.value = store.front(frame.showSeconds)
        uniforms.beat.value = frame.beatPhase
        uniforms.bloom.value = 0.6 + 0.5 * (frame.controls['bloom'] ?? 0.8)
        uniforms.wind.value = frame.controls['wind'] ?? 0.4
        uniforms.depth.value = frame.controls['depth'] ?? 0.5
        uniforms.context.value = frame.contexts[0]
        uniforms.secondContext.value = frame.contexts[1]
        uniforms.awake.value = 1 - ramp(frame.silenceSeconds, SLEEP.from, SLEEP.to)
        growing?.grow()
        const firstBirth = store.values[PETAL_FIELDS.birth] ?? 0
        const begun = store.count === 0 ? 0 : frame.showSeconds - firstBirth
        uniforms.bud.value = 1 - ramp(begun, 0, BUD_OPENS_SECONDS)
        bud.mesh.visible = uniforms.bud.value > 0
        stems.newest.value = Math.max(0, store.flower())
        ring.rest.value = frame.rest
        ring.mesh.visible = frame.rest > 0
        glow.heat.value = ramp(frame.temperature, 0.5, 1.5)
      },
      resize,
      dispose() {
        flowers.geometry.dispose()
        bud.geometry.dispose()
        material.dispose()
        budMaterial.dispose()
        growing?.dispose()
        shapes.texture.dispose()
        ring.dispose()
        glow.dispose()
        motes.dispose()
        stems.dispose()
      },
    }
  },
})
