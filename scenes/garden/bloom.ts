import * as THREE from 'three/webgpu'
import type { Node, Texture, WebGPURenderer } from 'three/webgpu'
import {
  float,
  Fn,
  positionGeometry,
  screenUV,
  texture,
  textureBicubicLevel,
  uniform,
  uv,
  vec2,
  vec4,
} from 'three/tsl'
import { createPaintedMaterial } from './painted.ts'
import { ORDER, surround } from './surrounding.ts'

/**
 * Light that spreads from what gives light, and from nothing else: emission drawn small, blurred
 * close and wide, and added to the picture.
 */

/** The emission is drawn at this share of the picture's width, the wide blur at this one. */
const SMALL = 1 / 4
const TINY = 1 / 16
/** Weights of a Gaussian, σ = 2.2 pixels, by pairs of neighbours that one look-up blends. */
const SIGMA = 2.2
const PAIRS = 3

const gauss = (x: number): number => Math.exp(-(x * x) / (2 * SIGMA * SIGMA))
const taps = Array.from({ length: PAIRS }, (_, pair) => {
  const [near, far] = [gauss(2 * pair + 1), gauss(2 * pair + 2)]
  return { weight: near + far, offset: 2 * pair + 1 + far / (near + far) }
})
const whole = gauss(0) + taps.reduce((sum, { weight }) => sum + 2 * weight, 0)

const smallTarget = (): THREE.RenderTarget =>
  new THREE.RenderTarget(1, 1, { type: THREE.HalfFloatType, depthBuffer: false })

/** One direction of a blur, from a texture to a target. */
function createBlur(from: Texture, direction: 'across' | 'down') {
  const pixel = uniform(0)
  const material = new THREE.NodeMaterial()
  material.depthTest = false
  material.depthWrite = false
  const source = texture(from)
  material.fragmentNode = Fn(() => {
    const at = uv()
    const look = (by: number): Node<'vec4'> => {
      const offset = direction === 'across' ? vec2(pixel.mul(by), 0) : vec2(0, pixel.mul(by))
      return source.sample(at.add(offset))
    }
    return taps.reduce<Node<'vec4'>>(
      (sum, { weight, offset }) =>
        sum.add(
          look(offset)
            .add(look(-offset))
            .mul(weight / whole),
        ),
      look(0).mul(gauss(0) / whole),
    )
  })()
  const resize = ({ width, height }: THREE.RenderTarget): void => {
    pixel.value = 1 / (direction === 'across' ? width : height)
  }
  return { quad: new THREE.QuadMesh(material), material, resize }
}

export interface Bloom {
  readonly mesh: THREE.Mesh
  /** 0 draws nothing of it, and takes no time. */
  readonly strength: { value: number }
  /** Draws what gives light, before the picture. */
  draw(emission: THREE.Scene, camera: THREE.Camera): void
  resize(size: { readonly width: number; readonly height: number }): void
  dispose(): void
}

export function createBloom(renderer: WebGPURenderer): Bloom {
  const source = smallTarget()
  const [half, close, tinyHalf, wide] = [smallTarget(), smallTarget(), smallTarget(), smallTarget()]
  const passes = [
    { ...createBlur(source.texture, 'across'), to: half },
    { ...createBlur(half.texture, 'down'), to: close },
    { ...createBlur(close.texture, 'across'), to: tinyHalf },
    { ...createBlur(tinyHalf.texture, 'down'), to: wide },
  ]
  const strength = uniform(0.5)
  const material = createPaintedMaterial()
  material.vertexNode = vec4(positionGeometry.xy, 0, 1)
  material.fragmentNode = Fn(() => {
    const near = texture(close.texture, screenUV).rgb
    const far = textureBicubicLevel(texture(wide.texture, screenUV), float(0)).rgb
    return vec4(near.mul(0.55).add(far.mul(0.9)).mul(strength), 0)
  })()
  const surrounding = surround(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), material), ORDER.bloom)
  return {
    mesh: surrounding.mesh,
    strength,
    draw(emission, camera) {
      surrounding.mesh.visible = strength.value > 0
      if (strength.value <= 0) return
      const before = renderer.getRenderTarget()
      renderer.setRenderTarget(source)
      renderer.render(emission, camera)
      for (const { quad, to } of passes) {
        renderer.setRenderTarget(to)
        quad.render(renderer)
      }
      renderer.setRenderTarget(before)
    },
    resize({ width, height }) {
      const at = (share: number, target: THREE.RenderTarget): void => {
        target.setSize(
          Math.max(1, Math.round(width * share)),
          Math.max(1, Math.round(height * share)),
        )
      }
      for (const target of [source, half, close]) at(SMALL, target)
      for (const target of [tinyHalf, wide]) at(TINY, target)
      for (const { to, resize } of passes) resize(to)
    },
    dispose() {
      for (const target of [source, half, close, tinyHalf, wide]) target.dispose()
      for (const pass of passes) pass.material.dispose()
      surrounding.dispose()
    },
  }
}
