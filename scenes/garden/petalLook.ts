import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import {
  attribute,
  cameraPosition,
  clamp,
  dot,
  exp,
  float,
  fwidth,
  max,
  mix,
  normalize,
  pow,
  sin,
  smoothstep,
  varying,
  vec3,
} from 'three/tsl'
import { crystalNode, stormNode } from './heat.ts'
import { kindNode } from './opening.ts'
import { varyings } from './petalVertex.ts'
import { thinFilm } from './thinFilm.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * How a petal looks. Who plays: the performer's are filled, warm and opaque, the model's are
 * outlined, cool and clear. Temperature is the rim, from ice to ember, and surprise its light; cold
 * petals are cut like glass, hot ones torn. Pitch goes from deep to pale. One light stands above and
 * behind, and shines through.
 */

type Float = Node<'float'>
type Vec3 = Node<'vec3'>

const KEY_LIGHT = new THREE.Vector3(-0.4, 0.8, -0.42).normalize()
const KEY = { r: 1.06, g: 1, b: 0.9 }
const SKY = { r: 0.1, g: 0.13, b: 0.2 }

/** 1 up to `from`, 0 beyond `to`; a smoothstep with its ends swapped is undefined in shaders. */
const fade = (from: number, to: number, x: Float) => float(1).sub(smoothstep(from, to, x))

/** Deep below, the voice's own colour in the middle, pale above: over the octaves that hands play. */
const tone = (pitch: Float, deep: Vec3, own: Vec3, pale: Vec3) =>
  mix(mix(deep, own, smoothstep(0.2, 0.48, pitch)), pale, smoothstep(0.5, 0.9, pitch))

interface PetalLook {
  /** What the light makes of it, with its emission, in its fog. */
  readonly colour: Vec3
  /** The light it gives itself, for the bloom. */
  readonly emission: Vec3
  /** 0..1. */
  readonly cover: Float
}

/** Inside a fragment's `Fn`. */
export function petalLook(u: GardenUniforms): PetalLook {
  const { colours } = u
  const nature = varying(attribute<'vec4'>('nature', 'vec4'))
  const v = varyings()
  const { isBud, isModel, isMeant } = kindNode(nature)
  const isOuter = isModel.add(isMeant).toVar()
  const temperature = nature.y
  const heat = smoothstep(0.5, 1.5, temperature).toVar()
  const cold = crystalNode(temperature).mul(float(1).sub(isBud)).toVar()
  const torn = stormNode(temperature).mul(float(1).sub(isBud)).toVar()
  const pointed = max(isOuter, max(isBud.mul(0.7), cold.mul(0.55)))
  const across = v.place.x.abs().toVar()
  const along = v.place.y
  const pitch = v.state.z
  const light = v.state.y
  const own = nature.w

  const view = normalize(cameraPosition.sub(v.world)).toVar()
  // A cut stone's two faces meet at the midrib.
  const cut = v.place.x.sign().mul(cold).mul(0.55)
  const bent = normalize(normalize(v.normal).add(vec3(cut, 0, cut.mul(-0.3))))
  const facing = dot(bent, view).toVar()
  const normal = bent.mul(facing.sign()).toVar()
  const grazing = pow(facing.abs().oneMinus(), 2.5).toVar()

  // The tip, finer than the mesh: round for the performer, pointed for the model; torn when hot.
  const beyond = clamp(along.sub(mix(0.48, 0.3, pointed)).div(mix(0.52, 0.7, pointed)), 0, 1)
  const whole = pow(
    max(float(1).sub(pow(beyond, mix(2.5, 1.5, pointed))), 0),
    mix(0.5, 0.8, pointed),
  )
  const side = v.place.x.sign().mul(7)
  const jag = sin(along.mul(31).add(own.mul(50)).add(side))
    .add(sin(along.mul(53).add(own.mul(90)).sub(side)).mul(0.6))
    .add(sin(along.mul(11).add(own.mul(30)).add(side.mul(2))))
    .mul(0.38)
    .max(0)
  const limit = whole.mul(
    float(1).sub(
      jag
        .mul(torn)
        .mul(0.34)
        .mul(smoothstep(0.25, 0.7, along)),
    ),
  )
  const toEdge = across.div(max(limit.mul(0.97), 0.001)).toVar()
  const soft = clamp(fwidth(toEdge), 0.004, 0.5)
  const inside = clamp(float(1).sub(toEdge).div(soft).add(0.5), 0, 1)

  // Light: what falls on it, and what shines through from behind.
  const key = vec3(KEY_LIGHT.x, KEY_LIGHT.y, KEY_LIGHT.z)
  const toLight = dot(normal, key).toVar()
  const front = smoothstep(-0.35, 0.95, toLight)
  const through = smoothstep(-0.1, 0.9, toLight.negate())
  const half = normalize(key.add(view))
  const sheen = pow(max(dot(normal, half), 0), mix(14, 40, cold)).mul(mix(0.16, 0.6, cold))
  const fromThroat = smoothstep(0.02, 0.62, along)
  const fibre = sin(
    v.place.x
      .mul(46)
      .add(sin(along.mul(9)).mul(2))
      .add(own.mul(9)),
  )
  const vein = pow(
    sin(across.mul(22).sub(along.mul(4)))
      .mul(0.5)
      .add(0.5),
    5,
  )
  const veins = vein
    .mul(0.3)
    .mul(fade(0.15, 0.9, along))
    .mul(across.oneMinus())
    .add(fibre.mul(0.035))
    .mul(float(1).sub(cold))
  const rib = fade(0, 0.06, across).mul(fade(0.2, 0.95, along))

  const warm = tone(pitch, colours.amberDeep, colours.amber, colours.amberPale)
  const cool = tone(pitch, colours.cyanDeep, colours.cyan, colours.cyanPale).toVar()
  const plain = mix(warm, mix(colours.amber, colours.leaf, 0.35), isBud)
  // A petal is deeper at its base and paler at its lip, and no two are quite alike.
  const deep = mix(colours.amberDeep, plain, isBud.mul(0.5)).mul(0.62)
  const petal = mix(deep, plain, smoothstep(0.12, 0.78, along))
    .mul(mix(0.84, 1.08, own))
    .mul(mix(1, 1.16, smoothstep(0.75, 1, along)))
    .toVar()
  const body = mix(colours.throat.mul(0.35), petal, fromThroat).toVar()
  const keyLight = vec3(KEY.r, KEY.g, KEY.b)
  const filled = body
    .mul(
      keyLight
        .mul(front.mul(0.92))
        .add(vec3(SKY.r, SKY.g, SKY.b))
        .add(0.1),
    )
    .add(petal.mul(petal).mul(through).mul(fromThroat).mul(0.95))
    .mul(float(1).sub(veins).sub(rib.mul(0.22)))
    .add(keyLight.mul(sheen).mul(fromThroat))
    .add(keyLight.mul(grazing).mul(petal).mul(0.5))

  const wide = mix(mix(0.16, 0.26, isOuter), 0.42, isMeant)
  const line = smoothstep(float(1).sub(wide), float(1).sub(wide.mul(0.4)), toEdge)
  // Heat burns the outline from its edge inwards, without bleaching it.
  const burnt = mix(cool, colours.ember, torn.mul(smoothstep(0.7, 1, toEdge)).mul(0.6))
  // What is only meant is duller than what sounds.
  const outlined = burnt
    .mul(front.mul(0.5).add(0.6))
    .mul(line.mul(0.6).add(0.62))
    .mul(mix(1, 0.8, isMeant))
  const clear = line.mul(0.8).add(rib.mul(0.4)).add(grazing.mul(0.42)).add(0.13)
  const film = thinFilm(facing.abs(), along, across.mul(0.6).add(own)).toVar()
  // Where nobody has drawn: a thin film, as on a soap bubble. It hides what is behind a clear petal.
  const strange = smoothstep(0.05, 0.6, v.beyond).toVar()
  const shimmer = film.mul(mix(0.3, 0.75, grazing))
  const filmed = clear.add(strange.mul(0.3)).min(0.95)
  const cover = mix(mix(float(1), filmed, isModel), line.mul(0.7).add(0.3), isMeant)

  // Emission: the onset's light, the rim that temperature colours, the heart of the flower.
  const edge = smoothstep(float(1).sub(wide), 1, toEdge)
    .mul(smoothstep(0.05, 0.4, along))
    .toVar()
  const away = heat.sub(0.5).abs()
  const ember = torn.mul(nature.z.mul(0.22).add(0.25))
  const rim = mix(colours.ice, colours.ember, smoothstep(0.35, 0.65, heat))
    .mul(edge.mul(edge))
    .mul(away.mul(1.1).add(0.06).add(ember))
    .mul(mix(float(1), float(0.2), isOuter.mul(torn)))
  const heart = colours.heart
    .mul(fade(0.02, 0.17, along))
    .mul(0.5)
    .mul(float(1).sub(isOuter))
  const voice = mix(petal, cool, isOuter)
  const onset = voice
    .mul(light)
    .mul(mix(0.35, 1, along))
    .mul(mix(0.8, line.add(0.35), isOuter))
  const outline = cool.mul(
    line.mul(0.16).mul(isModel).mul(float(1).sub(torn)).add(line.mul(0.08).mul(isMeant)),
  )
  const given = rim
    .mul(mix(0.9, 0.2, isBud))
    .add(heart)
    .add(onset)
    .add(outline)
    .add(shimmer.mul(strange).mul(0.35))

  const base = mix(filled, outlined, isOuter)
  const coated = mix(
    base,
    base.mul(0.62).add(shimmer),
    strange.mul(mix(0.85, line.oneMinus(), isOuter)),
  )
  const wakes = mix(0.3, 1, u.awake)
  const fog = exp(v.state.w.mul(-0.26)).toVar()
  // What lies back keeps its cover, so that it stands before what is further back, and its colour goes.
  const air = mix(colours.ice, colours.ember, u.heat)
    .mul(0.012)
    .add(vec3(0.004, 0.004, 0.005))
  const colour = mix(air, coated.add(given).mul(wakes), fog.mul(0.94).add(0.06))
  return {
    colour: colour.div(colour.mul(0.22).add(1)).mul(1.1),
    emission: given.mul(wakes).mul(fog.mul(fog)),
    cover: v.state.x.mul(inside).mul(cover),
  }
}
