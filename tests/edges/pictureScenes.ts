import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import { float, Fn, instancedArray, instanceIndex, Loop, wgslFn } from 'three/tsl'
import {
  defineScene,
  type SceneDefinition,
  type SceneRegistry,
} from '../../engine/visuals/scene.ts'
import type { Frame } from '../../engine/visuals/frame.ts'

/** Scenes of one colour that misbehave in one way each; runs in the draw worker. */

const flat = (
  name: string,
  colour: string,
  update: (frame: Frame, renderer: THREE.WebGPURenderer) => void = () => undefined,
  material?: () => THREE.Material,
): SceneDefinition =>
  defineScene({
    name,
    controls: {},
    create({ renderer }) {
      const scene = new THREE.Scene()
      scene.background = new THREE.Color(colour)
      if (material) scene.add(new THREE.Mesh(new THREE.PlaneGeometry(1, 1), material()))
      const camera = new THREE.PerspectiveCamera(40, 1, 0.1, 10)
      camera.position.z = 3
      return {
        scene,
        camera,
        update(frame) {
          update(frame, renderer)
        },
        resize: () => undefined,
        dispose: () => undefined,
      }
    },
  })

const wrongShader = (): THREE.Material => {
  const material = new THREE.MeshBasicNodeMaterial()
  const wrong = wgslFn('fn wrong() -> vec3<f32> { return nothing_of_that_name; }')() as Node<'vec3'>
  material.colorNode = wrong
  return material
}

const spin = (milliseconds: number): void => {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

const loseDevice = (renderer: THREE.WebGPURenderer): void => {
  const { device } = renderer.backend as unknown as { device: GPUDevice }
  device.destroy()
}

/** White where three petals are alive, black otherwise. */
const countsPetals = defineScene({
  name: 'countsPetals',
  controls: {},
  create({ petals }) {
    const scene = new THREE.Scene()
    const camera = new THREE.PerspectiveCamera()
    const update = (): void => {
      scene.background = new THREE.Color(petals.store.count === 3 ? '#ffffff' : '#000000')
    }
    return { scene, camera, update, resize: () => undefined, dispose: () => undefined }
  },
})

const of = (definition: SceneDefinition) => () => Promise.resolve({ default: definition })

let lostOnce = false

/** Enough to be still under way when the next line runs. */
function longCompute(): THREE.ComputeNode {
  const length = 1 << 16
  const numbers = instancedArray(length, 'float')
  return Fn(() => {
    const sum = float(0).toVar()
    Loop(2000, () => {
      sum.addAssign(sum.add(0.5).sin())
    })
    numbers.element(instanceIndex.toInt()).assign(sum)
  })().compute(length)
}

export const scenes: SceneRegistry = {
  garden: of(flat('garden', '#00ff00')),
  blue: of(flat('blue', '#0000ff')),
  unreadable: () => Promise.reject(new SyntaxError('Unexpected token, line 3')),
  throwsAtFirst: of(
    flat('throwsAtFirst', '#ff0000', () => {
      throw new Error('petals is not iterable')
    }),
  ),
  throwsLater: of(
    flat('throwsLater', '#ff0000', ({ showSeconds }) => {
      if (showSeconds > 100) throw new Error('ran out of numbers')
    }),
  ),
  wrongShader: of(flat('wrongShader', '#ff0000', undefined, wrongShader)),
  spins: of(
    flat('spins', '#ffff00', () => {
      spin(500)
    }),
  ),
  losesDevice: of(
    flat('losesDevice', '#0000ff', ({ showSeconds }, renderer) => {
      if (showSeconds < 100 || lostOnce) return
      lostOnce = true
      void renderer.compute(longCompute())
      loseDevice(renderer)
    }),
  ),
  countsPetals: of(countsPetals),
  closesWorker: of(
    flat('closesWorker', '#ff00ff', ({ showSeconds }) => {
      if (showSeconds > 100) close()
    }),
  ),
}
