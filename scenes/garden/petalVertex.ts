import type { Node } from 'three/webgpu'
import {
  attribute,
  clamp,
  float,
  floor,
  Fn,
  max,
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
import { FALLS_ASIDE } from '../../engine/visuals/falling.ts'
import {
  FLOWER_TURN,
  GOLDEN_ANGLE,
  GROUND_HEIGHT,
  WHORL_TURN,
} from '../../engine/visuals/gardenPath.ts'
import { LIGHT_FALLS, LIGHT_RISES } from '../../engine/visuals/onsetLight.ts'
import { flowerCentre, leaning } from './flowerPlace.ts'
import { sharesNode } from './flowerShares.ts'
import { crystalNode, stormNode } from './heat.ts'
import { contextNode, openingNode } from './opening.ts'
import type { PetalShape } from './petalShape.ts'
import { fallNode, presenceNode } from './presence.ts'
import type { GardenUniforms } from './uniforms.ts'
import { windAt } from './wind.ts'

/**
 * Where a petal's vertex is, on the GPU, from its note and show time alone.
 *
 * How long the note lasts: how far it opens and how wide it grows. Pitch: low petals are long and
 * lie low, high ones are short, stand up and stand higher on the stem. Velocity: length. Temperature:
 * below 0.8 petals snap to a crystal's twelve directions, above 1.2 they scatter and the wind has
 * them. The performer's whorl is a cup; the model's lies round it, in its gaps.
 */

const CRYSTAL_STEP = Math.PI / 6

type Float = Node<'float'>
type Vec2 = Node<'vec2'>

/** What the fragment stage needs to know, interpolated. */
export const varyings = () => ({
  normal: varyingProperty('vec3', 'petalNormal'),
  world: varyingProperty('vec3', 'petalWorld'),
  /** x across −1..1, y along 0..1. */
  place: varyingProperty('vec2', 'petalPlace'),
  /** x visibility, y the light of its onset, z pitch 0..1, w steps back. */
  state: varyingProperty('vec4', 'petalState'),
  /** How far its contexts lie beyond the flowers they lead to, in gaps. */
  beyond: varyingProperty('float', 'petalBeyond'),
})

/** x, y turned by an angle. */
const turned = (v: Vec2, angle: Float): Vec2 => {
  const c = angle.cos()
  const s = angle.sin()
  return vec2(v.x.mul(c).sub(v.y.mul(s)), v.x.mul(s).add(v.y.mul(c)))
}

const not = (x: Float): Float => float(1).sub(x)

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
    const { isBud, isModel, isMeant, age, lasting, breath, opening } = openingNode(life, nature, u)
    const isOuter = isModel.add(isMeant).toVar()
    const back = mix(max(u.front.sub(place.x), 0), 0, isBud).toVar()
    const { contexts, lean } = contextNode(nature, place, back, u)
    const shares = sharesNode(contexts, lean, u.flowers)
    const shape = shapeOf({
      slot: mark.z,
      row: grid.y.mul(6).toVar(),
      column: grid.x.add(1).mul(3).toVar(),
      opening: opening.toVar(),
      shares,
    })
    const point = shape.point.toVar()
    const { normal } = shape
    const { fallen, part } = fallNode(life, nature, u)

    // How hot it is.
    const heat = nature.y
    const scatter = stormNode(heat).mul(not(isBud)).toVar()
    const cold = crystalNode(heat).mul(not(isBud)).toVar()
    const ruffle = sin(grid.y.mul(17).add(own.mul(40)))
      .mul(grid.x.abs().pow(2))
      .mul(scatter)
    point.mulAssign(vec3(1, ruffle.mul(0.22).add(1).sub(cold.mul(0.18)), 1))
    point.z.addAssign(ruffle.mul(0.09))

    // How big, and how far up it stands.
    const size = mix(1.22, 1.5, isOuter)
      .mul(mix(1.14, 0.74, pitch))
      .mul(not(clamp(place.y.div(55), 0, 1).mul(0.5)))
      .mul(smoothstep(-0.05, 0.5, age).mul(lasting.mul(0.22).add(0.82)))
    const long = mix(0.55, 1.14, life.w)
    const wide = mix(0.78, 1.02, life.w)
    const bud = u.bud.mul(1.6).mul(breath.mul(0.6).add(0.9))
    const scale = mix(mix(size, 1.2, isMeant), bud, isBud).toVar()
    const stretched = vec3(long, wide, long)
    point.mulAssign(mix(mix(stretched, vec3(1), isMeant), vec3(1), isBud).mul(scale))
    const wild = own.sub(0.5).mul(scatter).toVar()
    const sway = sin(u.now.mul(0.9).add(own.mul(6.28)).add(place.x))
      .mul(u.wind)
      .mul(not(cold))
      .mul(0.04)
    const standing = clamp(place.y.div(34), 0, 1).mul(0.62)
    const lift = standing
      .add(pitch.sub(0.45).mul(mix(0.55, 0.2, cold)))
      .add(wild.mul(0.9))
      .add(sway)
      .sub(isModel.mul(0.34))
      .mul(not(isBud))
      .mul(not(isMeant))
      .add(isBud.mul(0.16))
      .sub(isMeant.mul(0.5))
      .sub(part.mul(0.9))
      .toVar()
    const raised = turned(point.xz, lift).toVar()
    const raisedNormal = turned(normal.xz, lift)

    // Where round the stem.
    const golden = place.y
      .mul(GOLDEN_ANGLE)
      .add(place.x.mul(FLOWER_TURN))
      .add(isOuter.mul(WHORL_TURN))
    const crystal = floor(golden.div(CRYSTAL_STEP).add(0.5)).mul(CRYSTAL_STEP)
    const angle = mix(golden, crystal, cold).add(wild.mul(1.2)).add(sway).toVar()
    const foot = mix(0.02, 0.28, isMeant)
    const up = raised.y.add(pitch.mul(0.16).sub(isModel.mul(0.05)).mul(not(isBud)))
    const round = turned(vec2(raised.x.add(foot), point.y), angle)
    const roundNormal = turned(vec2(raisedNormal.x, normal.y), angle)

    const centre = flowerCentre(place.x, back, u).toVar()
    const world = leaning(vec3(round, up)).add(centre).toVar()

    // What is loose goes with the wind, the hotter the more; what is old falls.
    const loose = grid.y.mul(grid.y).mul(scatter.mul(1.5).add(0.35)).mul(not(cold)).mul(not(isBud))
    world.addAssign(windAt(world, u).mul(loose.mul(0.5)))
    const direction = vec2(angle.cos(), angle.sin().negate())
    const flutter = sin(fallen.mul(2.6).add(own.mul(20))).mul(part.mul(not(part)).mul(0.9))
    const aside = direction.mul(part.mul(FALLS_ASIDE)).add(vec2(flutter, flutter.mul(0.4)))
    const ground = float(GROUND_HEIGHT + 0.02)
    const drop = part.mul(part.mul(0.45).add(0.55))
    const flat = mix(1, 0.06, smoothstep(0.75, 1, part))
    const fell = mix(world.y, ground.add(world.y.sub(centre.y).mul(flat)), drop)
    world.assign(vec3(world.x.add(aside.x), max(fell, ground), world.z.add(aside.y)))

    const visible = mix(presenceNode(life, nature, back, u), u.bud, isBud)
      .mul(mark.y)
      .toVar()
    out.normal.assign(leaning(vec3(roundNormal, raisedNormal.y)))
    out.world.assign(world)
    out.place.assign(grid.xy)
    const light = smoothstep(0, LIGHT_RISES, age).mul(
      not(smoothstep(LIGHT_RISES, LIGHT_RISES + LIGHT_FALLS, age)),
    )
    out.beyond.assign(shares.beyond.mul(not(isBud)))
    out.state.assign(vec4(visible, light.mul(mark.x).mul(life.w), pitch, back))
    return mix(centre, world, step(0.001, visible))
  })
  return node()
}
