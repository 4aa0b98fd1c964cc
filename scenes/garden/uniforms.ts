import * as THREE from 'three/webgpu'
import { uniform } from 'three/tsl'
import { colourAt, PALETTE, type ColourName } from '../../engine/visuals/palette.ts'

const colours = () => {
  const of = () => uniform(new THREE.Vector3())
  return {
    amberDeep: of(),
    amber: of(),
    amberPale: of(),
    throat: of(),
    heart: of(),
    cyanDeep: of(),
    cyan: of(),
    cyanPale: of(),
    ice: of(),
    ember: of(),
    mild: of(),
    leaf: of(),
  } satisfies Record<ColourName, unknown>
}

/** What the whole garden shares, set once a frame. */
export const createGardenUniforms = () => ({
  /** Show seconds. */
  now: uniform(0),
  /** What was played before this show time is old, and falls. */
  oldBefore: uniform(-1e6),
  /** The flower in front; see `frontFlower`. */
  front: uniform(-1),
  /** 0..1 into the beat. */
  beat: uniform(0),
  /** How strong the wind is: what the performer wants, and how densely is played, 0..1. */
  wind: uniform(0.5),
  /** How far petals open, 0.6..1.04. */
  bloom: uniform(1),
  /** How far back flowers are still seen, 0..1. */
  depth: uniform(0.5),
  /** 1 awake, 0 asleep, from eight silent seconds on. */
  awake: uniform(1),
  /** Since anyone's last note, seconds. */
  silence: uniform(0),
  /** Where the performer stands between the drawn flowers. */
  context: uniform(0),
  secondContext: uniform(0),
  /** How many flowers were drawn. */
  flowers: uniform(2),
  /** How much of the bud is there, 1 before the first note, then 0. */
  bud: uniform(1),
  /** The temperature that is set, 0 cold .. 1 hot. */
  heat: uniform(0.5),
  /** How much each plays, 0..1. */
  performer: uniform(0),
  model: uniform(0),
  colours: colours(),
})

export type GardenUniforms = ReturnType<typeof createGardenUniforms>

const rgb = { r: 0, g: 0, b: 0 }

/** Sets the colours of a moment. */
export function refreshColours({ colours }: GardenUniforms, showSeconds: number): void {
  for (const name in PALETTE) {
    const key = name as ColourName
    const { r, g, b } = colourAt(key, showSeconds, rgb)
    colours[key].value.set(r, g, b)
  }
}
