import type { Node } from 'three/webgpu'
import { clamp, exp, float, max, min, mix, sin, smoothstep, step, vec2 } from 'three/tsl'
import { OPEN_END, PETAL_FIELDS, PETAL_STRIDE } from '../../engine/visuals/petalStore.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * How far a petal has opened and which flower it is, from its note and show time alone; once for the
 * GPU, once in plain TypeScript for where no GPU computes.
 */

/** A damped oscillation's first overshoot is e^(−π a/b); 5 % here. */
const SPRING = { decay: 7, turn: 7.34 }
/** How much further a long note opens than a short one, and how fast, per second. */
const LASTING = { least: 0.34, rate: 1.6 }
/** How open a garden asleep still is. */
const ASLEEP = 0.42
/** How far the flower in front follows the performer's hand. */
const FOLLOWS = 0.7
/** How far a note's flower strays from its context by itself: always, and when it is hot. */
const STRAYS = { always: 0.2, hot: 0.3 }
/** At middling temperatures a petal breathes: by how much of its opening, and how fast. */
const BREATH = { depth: 0.07, turn: 1.6 }
/** How open what is only meant stands. */
const MEANT = 0.13
/** How far the model's petals, and the bud, are drawn to the third flower. */
const LEANS = { model: 0.85, bud: 0.4 }

type Float = Node<'float'>
type Vec4 = Node<'vec4'>

/** Whose a petal is, by its `voice`: 0 the performer's, 1 the model's, 2 the bud's, 3 only meant. */
export function kindNode(nature: Vec4) {
  const isMeant = step(2.5, nature.x).toVar()
  const isBud = step(1.5, nature.x).sub(isMeant).toVar()
  const isModel = step(0.5, nature.x).sub(isBud).sub(isMeant).toVar()
  return { isBud, isModel, isMeant }
}

/** Within one turn, since a GPU's sine is coarse far out. */
const breathPhase = (u: GardenUniforms): Float =>
  u.now
    .mul(BREATH.turn / (2 * Math.PI))
    .fract()
    .mul(2 * Math.PI)

/** None below 0.8, where petals are crystals, and none above 1.2, where the wind has them. */
const breathNode = (nature: Vec4, u: GardenUniforms): Float =>
  smoothstep(0.75, 0.95, nature.y)
    .mul(float(1).sub(smoothstep(1.1, 1.3, nature.y)))
    .mul(sin(breathPhase(u).add(nature.w.mul(2))))
    .mul(u.awake)
    .mul(BREATH.depth)

/** @param life birth, end, pitch, velocity @param nature voice, temperature, surprise, own number */
export function openingNode(life: Vec4, nature: Vec4, u: GardenUniforms) {
  const { isBud, isModel, isMeant } = kindNode(nature)
  const age = max(u.now.sub(life.x), 0).toVar()
  const held = max(min(u.now, life.y).sub(life.x), 0)
  const spring = float(1).sub(exp(age.mul(-SPRING.decay)).mul(age.mul(SPRING.turn).cos()))
  const lasting = float(1)
    .sub(exp(held.mul(-LASTING.rate)))
    .toVar()
  const opened = mix(LASTING.least, 1, lasting)
    .mul(spring)
    .mul(u.bloom)
    .mul(mix(ASLEEP, 1, u.awake))
    .add(breathNode(nature, u))
  const breath = sin(u.now.mul(1.5).add(nature.w.mul(0.6)))
    .mul(0.05)
    .add(0.16)
    .toVar()
  const opening = clamp(mix(mix(opened, breath, isBud), MEANT, isMeant), 0, 1.1)
  return { isBud, isModel, isMeant, age, lasting, breath, opening }
}

/** Where a petal lies between the drawn flowers, and how far it leans to the third. */
export function contextNode(nature: Vec4, place: Vec4, back: Float, u: GardenUniforms) {
  const { isBud, isModel, isMeant } = kindNode(nature)
  const follows = float(1)
    .sub(smoothstep(0, 1, back))
    .mul(FOLLOWS)
    .mul(float(1).sub(isBud))
  const hot = smoothstep(0.95, 1.7, nature.y)
  const strays = nature.w.sub(0.5).mul(hot.mul(STRAYS.hot).add(STRAYS.always))
  const contexts = mix(place.zw, vec2(u.context, u.secondContext), follows).add(vec2(strays, 0))
  return { contexts, lean: isModel.add(isMeant).mul(LEANS.model).add(isBud.mul(LEANS.bud)) }
}

const ramp = (from: number, to: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** What {@link openingNode} and {@link contextNode} say, of a petal in a store. */
export interface PetalMoment {
  opening: number
  one: number
  two: number
  lean: number
}

/**
 * @param slot of the petal in `values`
 * @param into overwritten
 */
export function petalMoment(
  values: Float32Array,
  slot: number,
  u: GardenUniforms,
  into: PetalMoment,
): void {
  const field = (offset: number): number => values[slot * PETAL_STRIDE + offset] ?? 0
  const birth = field(PETAL_FIELDS.birth)
  const now = Math.fround(u.now.value)
  const age = Math.max(Math.fround(now - birth), 0)
  const end = Math.min(OPEN_END, field(PETAL_FIELDS.end))
  const held = Math.max(Math.fround(Math.min(now, end) - birth), 0)
  const spring = 1 - Math.exp(-SPRING.decay * age) * Math.cos(SPRING.turn * age)
  const lasting = 1 - Math.exp(-LASTING.rate * held)
  const awake = ASLEEP + (1 - ASLEEP) * u.awake.value
  const opened = LASTING.least + (1 - LASTING.least) * lasting
  const own = field(PETAL_FIELDS.seed)
  const heat = field(PETAL_FIELDS.temperature)
  const calm = ramp(0.75, 0.95, heat) * (1 - ramp(1.1, 1.3, heat)) * u.awake.value
  const breath = calm * Math.sin(BREATH.turn * now + own * 2) * BREATH.depth
  into.opening = Math.min(1.1, Math.max(0, opened * spring * u.bloom.value * awake + breath))
  const back = Math.max(u.front.value - field(PETAL_FIELDS.flower), 0)
  const follows = (1 - ramp(0, 1, back)) * FOLLOWS
  const hot = ramp(0.95, 1.7, heat)
  const strays = (own - 0.5) * (STRAYS.always + STRAYS.hot * hot)
  const one = field(PETAL_FIELDS.context)
  const two = field(PETAL_FIELDS.secondContext)
  into.one = one + (u.context.value - one) * follows + strays
  into.two = two + (u.secondContext.value - two) * follows
  into.lean = field(PETAL_FIELDS.voice) > 0.5 ? LEANS.model : 0
}
