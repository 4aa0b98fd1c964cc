import * as THREE from 'three/webgpu'
import type { Node, UniformNode, WebGPURenderer } from 'three/webgpu'
import {
  attribute,
  exp,
  float,
  Fn,
  length,
  mix,
  positionGeometry,
  sin,
  uniform,
  vec2,
  vec4,
} from 'three/tsl'
import { FORGETS, landsAt, secondsLain, stainLeft } from '../../engine/visuals/falling.ts'
import { offPath, petalAngle, STEP_BACK } from '../../engine/visuals/gardenPath.ts'
import {
  firstBornAfter,
  PETAL_FIELDS,
  PETAL_STRIDE,
  type PetalStore,
} from '../../engine/visuals/petalStore.ts'
import { createPaintedMaterial } from './painted.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * What fallen petals leave on the ground: a texture along the path, to which each adds a stain where
 * and when it comes down, and which forgets. A stain's weight is put down as it was at a round moment
 * before, so that the texture is the same however often it was drawn.
 */

/** Flowers along the path until the ground comes round again. */
const FLOWERS_ROUND = 32
/** How wide the strip of ground is, metres. */
const STRIP = 7
const SIZE = { width: 512, height: 128 }
/** Stains that are put down in one pass. */
const AT_ONCE = 64
/** Weights are put down as of the last whole one of these, seconds. */
const ROUND_SECONDS = 60
/** Longer ago than this, no petal can still be falling. */
const LONGEST_FALL = 20

/** Where on the texture a place of the ground is. @param flower as a number along the path */
export const groundPlaceNode = (flower: Node<'float'>, across: Node<'float'>): Node<'vec2'> =>
  vec2(flower.div(FLOWERS_ROUND).fract(), across.div(STRIP).add(0.5).clamp(0.01, 0.99))

export interface Stains {
  readonly texture: THREE.Texture
  /** How much of what was put down is left. */
  readonly left: UniformNode<'float', number>
  /** Puts down what has come to lie since the last time. Between two pictures. */
  refresh(oldBefore: number, showSeconds: number): void
  dispose(): void
}

export function createStains(
  renderer: WebGPURenderer,
  store: PetalStore,
  { colours }: GardenUniforms,
): Stains {
  const target = new THREE.RenderTarget(SIZE.width, SIZE.height, {
    type: THREE.HalfFloatType,
    depthBuffer: false,
    generateMipmaps: false,
  })
  target.texture.wrapS = THREE.RepeatWrapping
  const values = new Float32Array(AT_ONCE * 4)
  const buffer = new THREE.InstancedBufferAttribute(values, 4)
  buffer.setUsage(THREE.DynamicDrawUsage)
  const geometry = new THREE.InstancedBufferGeometry()
  const square = new THREE.PlaneGeometry(2, 2)
  geometry.index = square.index
  geometry.setAttribute('position', square.getAttribute('position'))
  // Place along and across on the texture, weight and voice.
  geometry.setAttribute('stain', buffer)
  const material = createPaintedMaterial()
  material.vertexNode = Fn(() => {
    const stain = attribute<'vec4'>('stain', 'vec4')
    const reach = vec2(0.8 / (FLOWERS_ROUND * STEP_BACK), 0.8 / STRIP)
    const at = stain.xy.add(positionGeometry.xy.mul(reach))
    return vec4(at.x.mul(2).sub(1), float(1).sub(at.y.mul(2)), 0, 1)
  })()
  material.fragmentNode = Fn(() => {
    const stain = attribute<'vec4'>('stain', 'vec4')
    const at = positionGeometry.xy
    const wobble = sin(at.x.mul(9).add(stain.x.mul(900))).mul(
      sin(at.y.mul(7).add(stain.y.mul(700))),
    )
    const spread = length(at).add(wobble.mul(0.12))
    const ink = exp(spread.mul(spread).mul(-5)).sub(0.007).max(0).mul(stain.z)
    return vec4(mix(colours.amberDeep, colours.cyanDeep, stain.w).mul(ink).mul(0.34), 0)
  })()
  const mesh = new THREE.Mesh(geometry, material)
  mesh.frustumCulled = false
  const scene = new THREE.Scene()
  scene.add(mesh)

  const veil = createVeil()
  const camera = new THREE.OrthographicCamera()
  const left = uniform(0)
  const spot = { x: 0, z: 0 }
  let seen = -Infinity
  let round = 0

  const draw = (what: THREE.Scene, wipes: boolean): void => {
    const before = renderer.getRenderTarget()
    const { autoClear } = renderer
    renderer.autoClear = wipes
    renderer.setRenderTarget(target)
    renderer.render(what, camera)
    renderer.setRenderTarget(before)
    renderer.autoClear = autoClear
  }

  const putDown = (count: number): void => {
    if (count === 0) return
    geometry.instanceCount = count
    buffer.needsUpdate = true
    draw(scene, false)
  }

  return {
    texture: target.texture,
    left,
    refresh(oldBefore, showSeconds) {
      const restarted = oldBefore < seen || store.count === 0
      if (restarted || seen === -Infinity) {
        geometry.instanceCount = 0
        draw(scene, true)
        seen = -Infinity
        round = Math.floor(showSeconds / ROUND_SECONDS) * ROUND_SECONDS
      }
      const now = Math.floor(showSeconds / ROUND_SECONDS) * ROUND_SECONDS
      if (now > round) {
        veil.keeps.value = stainLeft(now - round)
        draw(veil.scene, false)
        round = now
      }
      left.value = stainLeft(showSeconds - round)
      const { values: petals, count } = store
      let waiting = 0
      let slot = firstBornAfter(store, Math.max(seen - LONGEST_FALL, oldBefore - FORGETS.seconds))
      for (; slot < count; slot++) {
        const at = slot * PETAL_STRIDE
        const birth = petals[at + PETAL_FIELDS.birth] ?? 0
        if (birth > oldBefore) break
        const own = petals[at + PETAL_FIELDS.seed] ?? 0
        const lain = secondsLain(birth, own, oldBefore)
        if (lain < 0 || secondsLain(birth, own, seen) >= 0) continue
        const isModel = (petals[at + PETAL_FIELDS.voice] ?? 0) > 0.5
        const flower = petals[at + PETAL_FIELDS.flower] ?? 0
        landsAt(petalAngle(petals[at + PETAL_FIELDS.place] ?? 0, flower, isModel), spot)
        const along = (flower + spot.z / STEP_BACK) / FLOWERS_ROUND
        values[waiting * 4] = along - Math.floor(along)
        values[waiting * 4 + 1] = (offPath(flower) + spot.x) / STRIP + 0.5
        values[waiting * 4 + 2] = stainLeft(lain) / left.value
        values[waiting * 4 + 3] = isModel ? 1 : 0
        waiting++
        if (waiting === AT_ONCE) {
          putDown(waiting)
          waiting = 0
        }
      }
      putDown(waiting)
      seen = oldBefore
    },
    dispose() {
      target.dispose()
      geometry.dispose()
      square.dispose()
      material.dispose()
      veil.dispose()
    },
  }
}

/** Takes a part of everything away. */
function createVeil() {
  const keeps = uniform(1)
  const material = createPaintedMaterial()
  material.blendSrc = THREE.ZeroFactor
  material.blendDst = THREE.SrcColorFactor
  material.vertexNode = vec4(positionGeometry.xy, 0, 1)
  material.fragmentNode = vec4(keeps, keeps, keeps, keeps)
  const geometry = new THREE.PlaneGeometry(2, 2)
  const mesh = new THREE.Mesh(geometry, material)
  mesh.frustumCulled = false
  const scene = new THREE.Scene()
  scene.add(mesh)
  return {
    scene,
    keeps,
    dispose() {
      geometry.dispose()
      material.dispose()
    },
  }
}
