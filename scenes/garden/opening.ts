import type { Node } from 'three/webgpu'
import { clamp, exp, float, max, min, mix, sin, smoothstep, step, vec2 } from 'three/tsl'
import { OPEN_END, PETAL_FIELDS, PETAL_STRIDE } from '../../engine/visuals/petalStore.ts'
import { breathingAt, breathingNode, rise } from './heat.ts'
import type { GardenUniforms } from './uniforms.ts'

/**
 * How far a petal has opened and which flower it is, from its note and show time alone; once for the
 * GPU, once in plain TypeScript for where no GPU computes.
 */

/** Of 1 − e^(−p) cos(turn p), which goes past 1 by 5 % once, at `peak`, and is settled at `end`. */
const TURN = 0.8882
const SPRING = { turn: TURN, peak: (Math.PI - Math.atan(1 / TURN)) / TURN, end: 16 }
/** Seconds that the spring's phase takes, and for each second that the note is held so many more. */
const TAKES = { least: 0.15, held: 0.23 }
/** How long a note is held until it opens in full: until the spring is at its peak. */
const IN_FULL = (SPRING.peak * TAKES.least) / (1 - SPRING.peak * TAKES.held)
/** How far the shortest note opens. */
const LEAST = 0.34
/** How fast a held note's petal grows, per second. */
const GROWS = 1.6
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

const breathNode = (nature: Vec4, u: GardenUniforms): Float =>
  breathingNode(nature.y)
    .mul(sin(breathPhase(u).add(nature.w.mul(2))))
    .mul(u.awake)
    .mul(BREATH.depth)

/**
 * A note's length is its petal's opening time: the longer it is held, the slower its petal opens and
 * the further, and whatever its length, the petal goes 5 % past where it comes to rest.
 * @param life birth, end, pitch, velocity
 * @param nature voice, temperature, surprise, own number
 */
export function openingNode(life: Vec4, nature: Vec4, u: GardenUniforms) {
  const { isBud, isModel, isMeant } = kindNode(nature)
  const age = max(u.now.sub(life.x), 0).toVar()
  const held = max(min(u.now, life.y).sub(life.x), 0).toVar()
  const phase = min(age.div(held.mul(TAKES.held).add(TAKES.least)), SPRING.end).toVar()
  const spring = float(1).sub(exp(phase.negate()).mul(phase.mul(SPRING.turn).cos()))
  const left = max(float(1).sub(held.div(IN_FULL)), 0).toVar()
  const lasting = float(1)
    .sub(exp(held.mul(-GROWS)))
    .toVar()
  const opened = mix(1, LEAST, left.mul(left.sqrt()))
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
  const phase = Math.min(age / (TAKES.least + TAKES.held * held), SPRING.end)
  const spring = 1 - Math.exp(-phase) * Math.cos(SPRING.turn * phase)
  const awake = ASLEEP + (1 - ASLEEP) * u.awake.value
  const left = Math.max(0, 1 - held / IN_FULL)
  const opened = 1 - (1 - LEAST) * left * Math.sqrt(left)
  const own = field(PETAL_FIELDS.seed)
  const heat = field(PETAL_FIELDS.temperature)
  const calm = breathingAt(heat) * u.awake.value
  const breath = calm * Math.sin(BREATH.turn * now + own * 2) * BREATH.depth
  into.opening = Math.min(1.1, Math.max(0, opened * spring * u.bloom.value * awake + breath))
  const back = Math.max(u.front.value - field(PETAL_FIELDS.flower), 0)
  const follows = (1 - rise(0, 1, back)) * FOLLOWS
  const hot = rise(0.95, 1.7, heat)
  const strays = (own - 0.5) * (STRAYS.always + STRAYS.hot * hot)
  const one = field(PETAL_FIELDS.context)
  const two = field(PETAL_FIELDS.secondContext)
  into.one = one + (u.context.value - one) * follows + strays
  into.two = two + (u.secondContext.value - two) * follows
  into.lean = field(PETAL_FIELDS.voice) > 0.5 ? LEANS.model : 0
}
