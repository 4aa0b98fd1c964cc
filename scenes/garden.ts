import * as THREE from 'three/webgpu'
import { createNearPetals, gatherNear, MOST_NEAR } from '../engine/visuals/nearPetals.ts'
import { livelinessAt } from '../engine/visuals/liveliness.ts'
import { layOutMeant, MOST_MEANT } from '../engine/visuals/meantPetals.ts'
import { OPEN_END, PETAL_FIELDS, PETAL_STRIDE } from '../engine/visuals/petalStore.ts'
import { defineScene, unit } from '../engine/visuals/scene.ts'
import { vantageAt, VANTAGES } from '../engine/visuals/vantage.ts'
import { createMotes, createSeeds } from './garden/air.ts'
import { createBloom } from './garden/bloom.ts'
import { createCpuPetals } from './garden/cpuPetals.ts'
import { FIELD_OF_VIEW, lookFrom } from './garden/eye.ts'
import { createGpuPetals } from './garden/gpuPetals.ts'
import { createGround, createSky } from './garden/land.ts'
import { createEmissionMaterial, createPetalMaterial } from './garden/petalMaterial.ts'
import { createPetalMesh, petalBuffer } from './garden/petalMesh.ts'
import { blendedShape } from './garden/petalShape.ts'
import { createRing } from './garden/ring.ts'
import { createShapeTexture } from './garden/shapes.ts'
import { createStains } from './garden/stains.ts'
import { createStems } from './garden/stems.ts'
import { ORDER } from './garden/surrounding.ts'
import { createGardenUniforms, refreshColours } from './garden/uniforms.ts'
import { windStrength } from './garden/wind.ts'

/** A phrase is a flower, its notes are petals; the answer is a whorl round them. */

const BUD_PETALS = 8
/** Seconds of silence after which the garden falls asleep, and is asleep. */
const SLEEP = { from: 8, to: 16 }
const BUD_OPENS_SECONDS = 0.7

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
    values[at + PETAL_FIELDS.confidence] = 1
  }
  return values
}

const ramp = (value: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

export default defineScene({
  name: 'garden',
  controls: {
    bloom: unit(0.9, 'how far the petals open'),
    wind: unit(0.4, 'how much the flowers sway'),
    depth: unit(0.5, 'how far back old flowers are seen'),
    light: unit(0.5, 'how far light spreads; none is quickest'),
  },
  create({ renderer, petals, random, size, fine }) {
    const { store, source, grown } = petals
    const scene = new THREE.Scene()
    const emission = new THREE.Scene()
    scene.background = new THREE.Color('#0b0b0d')
    const camera = new THREE.PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 150)

    const u = createGardenUniforms()
    const shapes = createShapeTexture(source)
    const blended = blendedShape(shapes.texture)
    const growing =
      source.network === null
        ? null
        : grown === Infinity
          ? createGpuPetals(renderer, store, source, u)
          : createCpuPetals(store, source, grown, blended, u)
    const shape = growing?.shape ?? blended
    const smooth = fine ? (growing?.smooth ?? null) : null
    const materials = {
      drawn: createPetalMaterial(blended, u),
      far: createPetalMaterial(shape, u),
      near: createPetalMaterial(smooth ?? shape, u),
      emission: createEmissionMaterial(shape, u),
      drawnEmission: createEmissionMaterial(blended, u),
    }
    const near = createNearPetals()
    const nearBuffer = petalBuffer(near.values)
    const meant = new Float32Array(MOST_MEANT * PETAL_STRIDE)
    const meantBuffer = petalBuffer(meant)
    const flowers = {
      far: createPetalMesh(petalBuffer(store.values), 1, materials.far, ORDER.far),
      near: createPetalMesh(nearBuffer, smooth ? 2 : 1, materials.near, ORDER.near),
      meant: createPetalMesh(meantBuffer, 1, materials.drawn, ORDER.meant),
      bud: createPetalMesh(petalBuffer(budValues(random)), 1, materials.drawn, ORDER.near),
      nearLight: createPetalMesh(nearBuffer, 1, materials.emission, ORDER.near),
      meantLight: createPetalMesh(meantBuffer, 1, materials.drawnEmission, ORDER.meant),
    }
    flowers.bud.show(BUD_PETALS)
    const stains = createStains(renderer, store, u)
    const ring = createRing(u)
    const stems = createStems(u)
    const bloom = createBloom(renderer)
    const around = [createSky(u), createGround(u, stains), createMotes(u), createSeeds(u)]
    for (const { mesh } of [...around, stems, ring, bloom]) scene.add(mesh)
    const { nearLight, meantLight, ...seen } = flowers
    for (const { mesh } of Object.values(seen)) scene.add(mesh)
    emission.add(nearLight.mesh, meantLight.mesh)

    let taken = 0
    const takeNotes = (): void => {
      const changed = store.dirtyFrom < store.dirtyTo
      // A store that was cleared has nothing to upload, and yet fewer to show.
      if (!changed && store.count === taken) return
      taken = store.count
      if (changed) flowers.far.upload(store.dirtyFrom, store.dirtyTo)
      gatherNear(store, near)
      flowers.near.upload(0, MOST_NEAR)
      flowers.near.show(near.count)
      nearLight.show(near.count)
      flowers.far.show(near.first)
    }
    flowers.near.show(0)
    nearLight.show(0)
    flowers.far.show(0)

    const eye = { ...VANTAGES[0] } as { azimuth: number; elevation: number; distance: number }
    const screen = { width: size.width, height: size.height }
    const look = (): void => lookFrom(eye, screen, camera)
    const resize = ({ width, height }: { width: number; height: number }): void => {
      screen.width = width
      screen.height = height
      bloom.resize(screen)
      look()
    }
    resize(size)

    let coloured = NaN
    const alive = { performer: 0, model: 0, density: 0 }
    return {
      scene,
      camera,
      update(frame) {
        const { showSeconds, controls } = frame
        takeNotes()
        livelinessAt(store, showSeconds, alive)
        // They wander a tenth of a degree a second: once a second is as often as can be seen.
        const second = Math.floor(showSeconds)
        if (second !== coloured) refreshColours(u, second)
        coloured = second
        u.now.value = showSeconds
        u.oldBefore.value = frame.oldBeforeSeconds
        u.front.value = store.front(showSeconds)
        u.beat.value = frame.beatPhase
        // What opens furthest still has room to go past it.
        u.bloom.value = 0.6 + 0.44 * (controls['bloom'] ?? 0.9)
        u.wind.value = windStrength(controls['wind'] ?? 0.4, alive.density)
        u.depth.value = controls['depth'] ?? 0.5
        u.context.value = frame.contexts[0]
        u.secondContext.value = frame.contexts[1]
        u.flowers.value = source.network?.curves.length ?? 2
        u.awake.value = 1 - ramp(frame.silenceSeconds, SLEEP.from, SLEEP.to)
        u.silence.value = store.count === 0 ? 0 : frame.silenceSeconds
        u.heat.value = ramp(frame.temperature, 0.5, 1.5)
        u.performer.value = alive.performer
        u.model.value = alive.model
        const firstBirth = store.values[PETAL_FIELDS.birth] ?? 0
        const begun = store.count === 0 ? 0 : showSeconds - firstBirth
        u.bud.value = 1 - ramp(begun, 0, BUD_OPENS_SECONDS)
        flowers.bud.mesh.visible = u.bud.value > 0
        stems.newest.value = Math.max(0, store.flower())
        ring.rest.value = frame.rest
        ring.mesh.visible = frame.rest > 0
        const coming = layOutMeant(frame, store, meant)
        if (coming > 0) flowers.meant.upload(0, coming)
        flowers.meant.show(coming)
        meantLight.show(coming)
        // What the GPU grows needs them not; baking them anew would cost each frame of a gliding curve.
        if (shape === blended || grown !== Infinity || u.bud.value > 0 || coming > 0)
          shapes.refresh()
        vantageAt(showSeconds, frame.barPhase, (frame.barQuarters * 60) / frame.tempo, eye)
        look()
        growing?.grow()
        stains.refresh(frame.oldBeforeSeconds, showSeconds)
        // Where the processor draws, there is no time for it.
        bloom.strength.value = fine ? 2 * (controls['light'] ?? 0.5) : 0
        bloom.draw(emission, camera)
      },
      resize,
      dispose() {
        for (const each of Object.values(flowers)) each.dispose()
        for (const each of Object.values(materials)) each.dispose()
        for (const each of [...around, stems, ring, bloom, stains]) each.dispose()
        growing?.dispose()
        shapes.texture.dispose()
      },
    }
  },
})
