import type { Node } from 'three/webgpu'
import {
  attribute,
  clamp,
  float,
  floor,
  Fn,
  max,
  min,
  mix,
  positionGeometry,
  sin,
  smoothstep,
  step,
  varyingProperty,
  vec2,
  vec3,
  vec4,
} from 'three/tsl'
import { sharesNode } from './network.ts'
import { contextNode, openingNode } from './opening.ts'
import type { PetalShape } from './petalShape.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * Where a petal's vertex is, on the GPU, from its note and show time alone.
 *
 * How long the note lasts: how far it opens and how long it grows. Pitch: low petals are long and lie
 * low, high ones are short and stand up. Velocity: size. Temperature: below 0.8 petals snap to a
 * crystal's twelve directions, above 1 they scatter and their edges tear. A flower's petals stand at
 * golden-angle steps; older flowers stand back on either side of the path.
 */

/** 137.5°, 2π (1 − 1/φ). */
const GOLDEN_ANGLE = 2.399963
const CRYSTAL_STEP = Math.PI / 6
/** How far a flower's axis leans from the vertical towards the viewer, radians. */
const LEAN = 0.95
/** An onset's light, seconds. */
const FLASH = { rises: 0.12, falls: 0.6 }
/** Petals fade away between these ages, seconds. */
const OLD = { from: 240, to: 300 }

type Float = Node<'float'>
type Vec2 = Node<'vec2'>
type Vec3 = Node<'vec3'>
type Vec4 = Node<'vec4'>

/** What the fragment stage needs to know, interpolated. */
export const varyings = () => ({
  normal: varyingProperty('vec3', 'petalNormal'),
  world: varyingProperty('vec3', 'petalWorld'),
  /** x across −1..1, y along 0..1. */
  place: varyingProperty('vec2', 'petalPlace'),
  /** x visibility, y flash, z pitch 0..1, w steps back. */
  state: varyingProperty('vec4', 'petalState'),
  /** How far beyond the drawn flowers it is, in gaps. */
  beyond: varyingProperty('float', 'petalBeyond'),
})

/** Where a flower stands: the newest in front, older ones drift left and back into the fog. */
export function flowerCentre(flower: Float, back: Float, u: GardenUniforms): Vec3 {
  const drift = sin(u.now.mul(0.13).add(flower.mul(2.4)))
    .mul(0.06)
    .mul(u.wind.add(0.4))
  const strewn = min(back, 1)
  const aside = back.mul(-1.7).div(back.mul(0.06).add(1)).add(drift)
  const away = sin(flower.mul(3.7)).mul(back.mul(0.3).add(0.25)).mul(strewn)
  const up = sin(flower.mul(2.4)).mul(0.3).mul(strewn).sub(min(back, 3).mul(0.06))
  return vec3(aside.add(away), up.add(drift.mul(0.6)), back.mul(-1.2))
}

/** x, y turned by an angle. */
const turned = (v: Vec2, angle: Float): Vec2 => {
  const c = angle.cos()
  const s = angle.sin()
  return vec2(v.x.mul(c).sub(v.y.mul(s)), v.x.mul(s).add(v.y.mul(c)))
}

/** 1 for a petal that is there, 0 for one not yet born, never sounded, far back or long gone. */
export function presenceNode(life: Vec4, age: Float, back: Float, u: GardenUniforms): Float {
  const born = step(life.x, u.now).mul(step(life.x.add(0.0001), life.y))
  const reach = mix(4, 12, u.depth)
  const near = float(1).sub(smoothstep(reach, reach.add(1), back))
  const young = float(1).sub(smoothstep(OLD.from, OLD.to, age))
  return born.mul(near).mul(young)
}

export function petalPosition(shapeOf: PetalShape, u: GardenUniforms): Node<'vec3'> {
  const out = varyings()
  const node = Fn(() => {
    const life = attribute<'vec4'>('life', 'vec4')
    const nature = attribute<'vec4'>('nature', 'vec4')
    const place = attribute<'vec4'>('place', 'vec4')
    const mark = attribute<'vec4'>('mark', 'vec4')
    const grid = positionGeometry
    const pitch = clamp(life.z.sub(30).div(66), 0, 1).toVar()
    const own = nature.w
    const { isBud, isModel, age, lasting, breath, opening } = openingNode(life, nature, u)
    const back = mix(max(u.front.sub(place.x), 0), 0, isBud).toVar()
    const { contexts, lean } = contextNode(nature, place, back, u)
    const shares = sharesNode(contexts, lean).toVar()
    const shape = shapeOf({ vertex: grid.z, opening: opening.toVar(), shares })
    const point = shape.point.toVar()
    const { normal } = shape

    // How hot it is.
    const heat = nature.y
    const scatter = smoothstep(0.95, 1.7, heat).mul(float(1).sub(isBud)).toVar()
    const tear = sin(grid.y.mul(23).add(own.mul(40)))
      .mul(grid.x.abs().pow(2))
      .mul(scatter)
    point.y.mulAssign(tear.mul(0.3).add(1))

    // How big, and how far up it stands.
    const voiced = mix(1.32, 1.62, isModel)
    const swell = mix(0.5, 1.1, life.w)
      .mul(mix(1.16, 0.7, pitch))
      .mul(voiced)
    const crowd = float(1).sub(clamp(place.y.div(55), 0, 1).mul(0.5))
    const grown = smoothstep(-0.05, 0.5, age).mul(lasting.mul(0.28).add(0.8))
    const size = mix(
      swell.mul(crowd).mul(grown),
      u.bud.mul(1.6).mul(breath.mul(0.6).add(0.9)),
      isBud,
    )
    point.mulAssign(size)
    const wild = own.sub(0.5).mul(scatter)
    const sway = sin(u.now.mul(0.9).add(own.mul(6.28)).add(place.x))
      .mul(u.wind)
      .mul(0.05)
    const standing = clamp(place.y.div(34), 0, 1).mul(0.62)
    const lift = standing
      .add(pitch.sub(0.45).mul(0.62))
      .add(wild.mul(1.3))
      .add(sway)
      .sub(isModel.mul(0.3))
      .mul(float(1).sub(isBud))
      .add(isBud.mul(0.16))
    const raised = turned(point.xz, lift)
    const raisedNormal = turned(normal.xz, lift)

    // Where round the stem.
    const golden = place.y.mul(GOLDEN_ANGLE).add(place.x.mul(0.7))
    const crystal = floor(golden.div(CRYSTAL_STEP).add(0.5)).mul(CRYSTAL_STEP)
    const angle = mix(crystal, golden, smoothstep(0.6, 0.9, heat))
      .add(wild.mul(1.6))
      .add(sway)
    const foot = float(0.02)
    const round = turned(vec2(raised.x.add(foot), point.y), angle)
    const roundNormal = turned(vec2(raisedNormal.x, normal.y), angle)

    // The flower leans towards the viewer and stands on its side of the path.
    const s = Math.sin(LEAN)
    const c = Math.cos(LEAN)
    const leaning = (x: Float, y: Float, z: Float): Vec3 =>
      vec3(x, y.mul(s).add(z.mul(c)), z.mul(s).sub(y.mul(c)))
    const centre = flowerCentre(place.x, back, u).toVar()

    const visible = mix(presenceNode(life, age, back, u), u.bud, isBud).toVar()

    const world = leaning(round.x, round.y, raised.y).add(centre).toVar()
    out.normal.assign(leaning(roundNormal.x, roundNormal.y, raisedNormal.y))
    out.world.assign(world)
    out.place.assign(grid.xy)
    const flare = smoothstep(0, FLASH.rises, age).mul(
      float(1).sub(smoothstep(FLASH.rises, FLASH.rises + FLASH.falls, age)),
    )
    out.beyond.assign(max(shares.x.negate(), 0).mul(float(1).sub(isBud)))
    out.state.assign(vec4(visible, flare.mul(mark.x).mul(life.w), pitch, back))
    return mix(centre, world, step(0.001, visible))
  })
  return node()
}
