import * as THREE from 'three/webgpu'
import {
  color,
  float,
  instanceIndex,
  length,
  mix,
  positionLocal,
  uniform,
  uv,
  vec3,
} from 'three/tsl'
import { defineScene, unit } from '../engine/visuals/scene.ts'

/** Motes that drift with the tempo and warm with the temperature: the example to copy. */
export default defineScene({
  name: 'drift',
  controls: { spread: unit(0.5, 'how far the motes are apart') },
  create({ size }) {
    const scene = new THREE.Scene()
    scene.background = new THREE.Color('#0b0b0d')
    const camera = new THREE.PerspectiveCamera(45, size.width / size.height, 0.1, 50)
    camera.position.z = 6

    const beats = uniform(0)
    const heat = uniform(0)
    const spread = uniform(1)

    // One draw call: where a mote is follows from its number and the time alone.
    const own = instanceIndex.toFloat()
    const turn = own.mul(2.39996).add(beats.mul(0.05))
    const reach = own.sqrt().mul(0.22).mul(spread)
    const centre = vec3(turn.cos().mul(reach), turn.sin().mul(reach), own.mul(1.7).add(beats).sin())
    const material = new THREE.MeshBasicNodeMaterial({
      transparent: true,
      depthWrite: false,
      blending: THREE.AdditiveBlending,
    })
    material.positionNode = positionLocal.add(centre)
    material.colorNode = mix(color('#9fd8ff'), color('#ff5c39'), heat)
    material.opacityNode = float(1)
      .sub(length(uv().sub(0.5)).mul(2))
      .max(0)
      .pow(2)
    const motes = new THREE.InstancedMesh(new THREE.PlaneGeometry(0.12, 0.12), material, 300)
    motes.frustumCulled = false
    scene.add(motes)

    return {
      scene,
      camera,
      update(frame) {
        beats.value = (frame.showSeconds * frame.tempo) / 60
        heat.value = Math.min(1, Math.max(0, frame.temperature - 0.5))
        spread.value = 0.4 + 1.2 * (frame.controls['spread'] ?? 0.5)
      },
      resize({ width, height }) {
        camera.aspect = width / height
        camera.updateProjectionMatrix()
      },
      dispose() {
        motes.geometry.dispose()
        motes.dispose()
        material.dispose()
      },
    }
  },
})
