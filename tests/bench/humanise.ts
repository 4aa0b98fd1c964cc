import { draw } from '../../engine/core/random.ts'

/** A line of the melodies' files. */
export interface Tune {
  readonly title: string
  readonly source: string
  readonly meter: string
  /** MusicRNN's, for pitches 48–83, one a sixteenth. */
  readonly tokens: readonly number[]
}

export interface HumanNote {
  /** Sixteenth of the tune. */
  readonly step: number
  readonly pitch: number
  readonly velocity: number
  readonly onsetSeconds: number
  readonly offSeconds: number
}

/** How someone plays. */
export interface Manner {
  readonly seed: number
  /** Quarter notes a minute at the start. */
  readonly tempo: number
  /** Tempo at the end as a multiple of that at the start; it moves evenly. */
  readonly drift?: number
  /** Standard deviation of the onsets. */
  readonly jitterSeconds: number
  /** Share of the first of a pair, 0.5 straight. */
  readonly swingShare: number
  /** 2: eighths swing, 1: sixteenths do. */
  readonly swingUnit: 1 | 2
  /** Semitones. */
  readonly transposition: number
  /** Share of a note's length for which its key is held. */
  readonly heldShare: number
}

/** No two onsets of one hand come closer. */
const CLOSEST_SECONDS = 0.008

export const isCompound = ({ meter }: Tune): boolean => /^(3|6|9|12)\/8$/.test(meter)

export const stepsOfBar = ({ meter }: Tune): number => {
  const [beats = 4, unit = 4] = meter.split('/').map(Number)
  return (beats * 16) / unit
}

/** A normal deviate by Box and Muller's method; draws 2n and 2n + 1 of a stream. */
export function gaussian(seed: number, stream: string, n: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(seed, stream, 2 * n)))
  return radius * Math.cos(2 * Math.PI * draw(seed, stream, 2 * n + 1))
}

/** Where a sixteenth is played in swung time, in sixteenths. */
function swung(step: number, { swingShare, swingUnit }: Manner): number {
  const pair = 2 * swingUnit
  const start = Math.floor(step / pair) * pair
  const within = (step - start) / pair
  const moved =
    within < 0.5 ? within * 2 * swingShare : swingShare + (within - 0.5) * 2 * (1 - swingShare)
  return start + moved * pair
}

/** A tune as someone plays it, from its first onset at 1 s on; accents on beats and bars. */
export function humanise(tune: Tune, manner: Manner, fromStep = 0, toStep = Infinity): HumanNote[] {
  const { seed, jitterSeconds, transposition, drift = 1 } = manner
  const end = Math.min(toStep, tune.tokens.length)
  const secondsAt = (step: number): number => {
    const at = swung(step, manner) - fromStep
    const slowing = 1 + ((1 / drift - 1) * at) / (2 * Math.max(1, end - fromStep))
    return 1 + ((at * 60) / (manner.tempo * 4)) * slowing
  }
  const bar = stepsOfBar(tune)
  const beat = isCompound(tune) ? 6 : 4
  const notes: HumanNote[] = []
  let last = -Infinity
  for (let step = fromStep; step < end; step++) {
    const token = tune.tokens[step] ?? 0
    if (token < 2) continue
    let off = step + 1
    while (off < end && tune.tokens[off] === 0) off++
    const wobble = gaussian(seed, 'timing', step) * jitterSeconds
    const onsetSeconds = Math.max(last + CLOSEST_SECONDS, secondsAt(step) + wobble)
    last = onsetSeconds
    const accent = step % bar === 0 ? 0.78 : step % beat === 0 ? 0.68 : 0.56
    const velocity = Math.min(1, Math.max(0.05, accent + 0.06 * gaussian(seed, 'force', step)))
    const offSeconds = onsetSeconds + manner.heldShare * (secondsAt(off) - secondsAt(step))
    notes.push({ step, pitch: token + 46 + transposition, velocity, onsetSeconds, offSeconds })
  }
  return notes
}

/** A manner drawn from a seed: tempo 60–160, 20 ms of jitter, swing up to 60 %, any of twelve keys. */
export function drawManner(seed: number, tune: Tune): Manner {
  const isSwung = draw(seed, 'swings', 0) < 0.6
  const isLong = !isCompound(tune) && draw(seed, 'unit', 0) < 0.5
  return {
    seed,
    tempo: 60 + 100 * draw(seed, 'tempo', 0),
    jitterSeconds: 0.02,
    swingShare: isSwung ? 0.5 + 0.1 * draw(seed, 'swing', 0) : 0.5,
    swingUnit: isLong ? 2 : 1,
    heldShare: 0.5 + 0.5 * draw(seed, 'touch', 0),
    transposition: Math.floor(12 * draw(seed, 'key', 0)) - 6,
  }
}
