import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import {
  attribute,
  cameraPosition,
  clamp,
  color,
  dot,
  exp,
  float,
  Fn,
  fwidth,
  max,
  mix,
  normalize,
  pow,
  sin,
  smoothstep,
  step,
  varying,
  vec3,
  vec4,
} from 'three/tsl'
import { createPaintedMaterial } from './painted.ts'
import type { PetalShape } from './petalShape.ts'
import { petalPosition, varyings } from './petalVertex.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * How a petal looks. Who plays: the performer's are filled, amber and opaque, the model's are
 * outlined, cyan and clear. Temperature is the rim, from ice to ember; surprise makes it glow. Pitch
 * goes from deep to pale. One light stands above and behind, and shines through.
 */

const GROUND = '#0b0b0d'
const AMBER = '#ffb454'
const AMBER_DEEP = '#d9601a'
const AMBER_PALE = '#ffe6b0'
const CYAN = '#5ad1cd'
const CYAN_DEEP = '#2a8fa8'
const CYAN_PALE = '#c4fff2'
const ICE = '#9fd8ff'
const EMBER = '#ff5c39'
const BUD = '#c9a57a'

const THROAT = '#4a1405'

const KEY_LIGHT = new THREE.Vector3(-0.35, 0.85, -0.4).normalize()

/** 1 up to `from`, 0 beyond `to`; a smoothstep with its ends swapped is undefined in shaders. */
const fade = (from: number, to: number, x: Node<'float'>) => float(1).sub(smoothstep(from, to, x))

/** Deep below, the voice's own colour in the middle, pale above. */
const tone = (pitch: Node<'float'>, deep: string, own: string, pale: string) =>
  mix(
    mix(color(deep), color(own), smoothstep(0, 0.45, pitch)),
    color(pale),
    smoothstep(0.45, 1, pitch),
  )

const WAVELENGTHS_NANOMETRES = new THREE.Vector3(640, 535, 450)
/** Of water; its square is what refraction asks for. */
const FILM_INDEX = 1.33

/**
 * What two-beam interference at a thin film reflects, of red, green and blue:
 * sin²(2π n d cos θ′ / λ), with θ′ the angle inside.
 * @param cosine of the angle between view and normal
 */
function thinFilm(cosine: Node<'float'>, along: Node<'float'>, own: Node<'float'>): Node<'vec3'> {
  const inside = float(1)
    .sub(
      float(1)
        .sub(cosine.mul(cosine))
        .div(FILM_INDEX * FILM_INDEX),
    )
    .sqrt()
  const nanometres = along.mul(330).add(own.mul(70)).add(210)
  const { x, y, z } = WAVELENGTHS_NANOMETRES
  const turn = nanometres.mul(inside).mul(2 * Math.PI * FILM_INDEX)
  const wave = sin(vec3(turn.div(x), turn.div(y), turn.div(z)))
  return wave.mul(wave)
}

export function createPetalMaterial(
  shapeOf: PetalShape,
  u: GardenUniforms,
): THREE.MeshBasicNodeMaterial {
  const material = createPaintedMaterial()
  material.positionNode = petalPosition(shapeOf, u)

  const nature = varying(attribute<'vec4'>('nature', 'vec4'))
  const v = varyings()
  material.fragmentNode = Fn(() => {
    const isBud = step(1.5, nature.x)
    const isModel = step(0.5, nature.x).mul(float(1).sub(isBud))
    const heat = smoothstep(0.5, 1.5, nature.y)
    const pointed = max(isModel, isBud.mul(0.7))
    const across = v.place.x.abs()
    const along = v.place.y
    const pitch = v.state.z
    const flash = v.state.y

    const view = normalize(cameraPosition.sub(v.world))
    const facing = dot(normalize(v.normal), view)
    const normal = normalize(v.normal).mul(facing.sign())
    const grazing = pow(facing.abs().oneMinus(), 2.5)

    // The tip, finer than the mesh: round for the performer, pointed for the model.
    const beyond = clamp(along.sub(mix(0.48, 0.3, pointed)).div(mix(0.52, 0.7, pointed)), 0, 1)
    const limit = pow(
      max(float(1).sub(pow(beyond, mix(2.5, 1.5, pointed))), 0),
      mix(0.5, 0.8, pointed),
    )
    const toEdge = across.div(max(limit.mul(0.97), 0.001)).toVar()
    const soft = clamp(fwidth(toEdge), 0.004, 0.5)
    const inside = clamp(float(1).sub(toEdge).div(soft).add(0.5), 0, 1)

    // Light: what falls on it, and what shines through from behind.
    const key = vec3(KEY_LIGHT.x, KEY_LIGHT.y, KEY_LIGHT.z)
    const toLight = dot(normal, key)
    const front = smoothstep(-0.4, 1, toLight)
    const through = clamp(toLight.negate().add(0.15), 0, 1)
    const fromThroat = smoothstep(0, 0.62, along)
    const vein = sin(across.mul(24).sub(along.mul(3)))
      .mul(0.5)
      .add(0.5)
    const veins = pow(vein, 5)
      .mul(0.26)
      .mul(fade(0.15, 0.9, along))
      .mul(across.oneMinus())
    const rib = fade(0, 0.06, across).mul(fade(0.2, 0.95, along))

    const amber = tone(pitch, AMBER_DEEP, AMBER, AMBER_PALE)
    const cyan = tone(pitch, CYAN_DEEP, CYAN, CYAN_PALE)
    const petal = mix(amber, color(BUD), isBud)
    const body = mix(color(THROAT).mul(0.5), petal, fromThroat)
    const filled = body
      .mul(front.mul(0.85).add(0.22))
      .add(petal.mul(petal).mul(through).mul(fromThroat).mul(1.1))
      .mul(float(1).sub(veins).sub(rib.mul(0.2)))
      .mul(mix(0.82, 1.1, smoothstep(0.3, 1, toEdge)))

    // Edges: temperature is the rim's colour, surprise its light.
    const wide = mix(0.16, 0.3, isModel)
    const edge = smoothstep(float(1).sub(wide), 1, toEdge).mul(smoothstep(0.05, 0.4, along))
    const glow = heat.sub(0.5).abs().mul(1.7).add(0.25).add(nature.z.mul(0.12))
    const rim = mix(color(ICE), color(EMBER), heat).mul(edge.mul(edge)).mul(glow)
    const line = smoothstep(float(1).sub(wide), float(1).sub(wide.mul(0.4)), toEdge)
    const clear = line.mul(0.85).add(rib.mul(0.45)).add(grazing.mul(0.3)).add(0.16)
    const alpha = mix(float(0.97), clear.min(0.95), isModel)
    const outlined = cyan.mul(front.mul(0.6).add(0.7)).mul(line.mul(0.5).add(0.75))
    const base = mix(filled, outlined, isModel)
    const lighted = base
      .add(rim.mul(mix(mix(0.9, 0.5, isModel), 0.2, isBud)))
      .mul(flash.mul(0.8).add(1))
      .mul(mix(0.32, 1, u.awake))

    // Where nobody has drawn: a thin film, as on a soap bubble.
    const film = thinFilm(facing.abs(), along, across.mul(0.6).add(nature.w))
    const strange = smoothstep(0.05, 0.9, v.beyond)
    const shimmering = lighted.mul(0.72).add(film.mul(mix(0.34, 0.7, grazing)))
    const coated = mix(lighted, shimmering.mul(mix(0.32, 1, u.awake)), strange.mul(0.85))

    // Fog: what lies back sinks into the ground.
    const fog = exp(v.state.w.mul(-0.3))
    const seen = v.state.x
      .mul(inside)
      .mul(alpha)
      .mul(mix(0.25, 1, fog))
    const shown = mix(color(GROUND), coated, fog.mul(0.9).add(0.1))
    return vec4(shown.mul(seen), seen)
  })()
  return material
}
