import { uniform } from 'three/tsl'

/** What the whole garden shares, set once a frame. */
export const createGardenUniforms = () => ({
  /** Show seconds. */
  now: uniform(0),
  /** The flower in front; see `frontFlower`. */
  front: uniform(-1),
  /** 0..1 into the beat. */
  beat: uniform(0),
  /** How much motion the performer wants, 0..1. */
  wind: uniform(0.5),
  /** How far petals open, 0.6..1. */
  bloom: uniform(1),
  /** How far back flowers are still seen, 0..1. */
  depth: uniform(0.5),
  /** 1 awake, 0 asleep, from eight silent seconds on. */
  awake: uniform(1),
  /** Where the performer stands between the drawn flowers. */
  context: uniform(0),
  secondContext: uniform(0),
  /** How much of the bud is there, 1 before the first note, then 0. */
  bud: uniform(1),
})

export type GardenUniforms = ReturnType<typeof createGardenUniforms>
