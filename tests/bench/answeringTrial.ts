import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { Stage } from '../performance/stage.ts'
import { drawManner, humanise, isCompound, type Tune } from './humanise.ts'
import { happeningsOf } from './stretchTrial.ts'

/** A phrase of two bars and what it was answered with. */
export interface Answered {
  readonly isAnswered: boolean
  /** On a stable degree of the tune's key, or of the key that was heard. */
  readonly endsStable: boolean
  readonly endsStableAsHeard: boolean
  readonly endsLong: boolean
  /** Onsets a sixteenth of the player's own tempo. */
  readonly density: number
  /** Of the first onset, from the nearest beat of the tune's own meter and the player's time; in beats. */
  readonly fromBeat: number
  /** Of the first onset, from the start of the answer; in sixteenths of the engine's. */
  readonly entrySteps: number
}

const PRIMER_STEPS = 32
const LONG_STEPS = 4

export const firstOnset = ({ tokens }: Tune): number => tokens.findIndex((token) => token > 1)

/** Onsets a sixteenth of a stretch of the tune. */
export function densityOf({ tokens }: Tune, from: number, to: number): number {
  const stretch = tokens.slice(from, to)
  return stretch.filter((token) => token > 1).length / Math.max(1, stretch.length)
}

/** The triad on which the tune comes to rest, as pitch classes of what was played. */
function triadOf(tune: Tune, transposition: number): readonly number[] {
  const last = tune.tokens.findLast((token) => token > 1) ?? 2
  const isMinor = (last + 46) % 12 === 9
  const triad = isMinor ? [9, 0, 4] : [0, 4, 7]
  return triad.map((pitch) => (((pitch + transposition) % 12) + 12) % 12)
}

/** Plays two bars of a tune as someone would, and hears the answer out. */
export function answerTo(tune: Tune, seed: number, temperature = 1): Answered {
  const manner = drawManner(seed, tune)
  const first = firstOnset(tune)
  const notes = humanise(tune, manner, first, first + PRIMER_STEPS)
  const stage = new Stage({ seed, network: new ShippedNetwork(), key: 'auto' })
  stage.tell({ type: 'setParameter', parameter: 'temperature', value: temperature })
  for (const { at, event } of happeningsOf(notes)) stage.at(at, event)
  const last = notes.at(-1)?.onsetSeconds ?? 1
  const giveUp = last + 12
  let plan = stage.conductor.state.continuation.plan
  while (!plan && stage.now < giveUp) {
    stage.until(stage.now + 0.02)
    plan = stage.conductor.state.continuation.plan
  }
  while (stage.conductor.state.continuation.plan && stage.now < giveUp + 40) {
    stage.until(stage.now + 0.1)
  }
  // A long note within the phrase may have been answered too soon: what counts is the last answer.
  const played = stage.partnerNotes.filter(
    (note) => note.atSeconds > last && (stage.endOf(note)?.atSeconds ?? Infinity) > note.atSeconds,
  )
  const [entry] = played
  const final = played.at(-1)
  const { map } = stage.conductor.state.clock
  const stepSeconds = 60 / (map.at(-1)?.tempo ?? 100) / 4
  if (!plan || !entry || !final) {
    const nothing = {
      endsStable: false,
      endsStableAsHeard: false,
      endsLong: false,
      density: 0,
      fromBeat: 0,
      entrySteps: 0,
    }
    return { isAnswered: false, ...nothing }
  }
  const held = (stage.endOf(final)?.atSeconds ?? final.atSeconds) - final.atSeconds
  const beatSeconds = 60 / manner.tempo
  const beats = (entry.atSeconds - 1) / (beatSeconds * (isCompound(tune) ? 1.5 : 1))
  const lengthSteps = ((plan.endTicks - plan.startTicks) / 120) * (stepSeconds / (beatSeconds / 4))
  return {
    isAnswered: true,
    endsStable: triadOf(tune, manner.transposition).includes(final.pitch % 12),
    endsStableAsHeard: triadOf(tune, -stage.conductor.state.continuation.shift).includes(
      final.pitch % 12,
    ),
    endsLong: held >= (LONG_STEPS - 0.1) * stepSeconds,
    density: played.length / lengthSteps,
    fromBeat: Math.abs(beats - Math.round(beats)),
    entrySteps: entry.provenance?.step ?? 0,
  }
}
