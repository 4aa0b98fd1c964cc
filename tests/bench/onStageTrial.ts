import type { MelodyModel } from '../../engine/continuation/melodyModel.ts'
import { Stage, type Network } from '../performance/stage.ts'
import { drawManner, humanise, type Tune } from './humanise.ts'
import { firstOnset, gridMarks, natsOf } from './listeningTrial.ts'
import { happeningsOf } from './stretchTrial.ts'

/** How a tune was heard by a whole show. */
export interface HeardOnStage {
  /** Nine onsets in ten of the last phrase on their sixteenth, at the right, half or double tempo. */
  readonly isGridRight: boolean
  readonly isKeyRight: boolean
  /** Whether no long note was taken for a phrase's end. */
  readonly isOnePhrase: boolean
  /** Nats of the last phrase but for its first sixteenth, as the model was told it. */
  readonly toldNats: number
  /** Nats of the tune as notated, in C, over the same stretch, and its sixteenths. */
  readonly notatedNats: number
  readonly sixteenths: number
}

/** Plays the first steps of a tune and hears what the show has made of it when its phrase is over. */
export function heardOnStage(
  tune: Tune,
  seed: number,
  steps: number,
  network: Network,
  model: MelodyModel,
): HeardOnStage {
  const manner = drawManner(seed, tune)
  const first = firstOnset(tune)
  const notes = humanise(tune, manner, first, first + steps)
  const stage = new Stage({
    seed,
    key: 'auto',
    network: {
      answer: (ask) => network.answer(ask),
      ...(network.answerKey && { answerKey: network.answerKey.bind(network) }),
    },
  })
  for (const { at, event } of happeningsOf(notes)) stage.at(at, event)
  const giveUp = stage.now + 12
  while (!stage.conductor.state.continuation.plan && stage.now < giveUp) {
    stage.until(stage.now + 0.01)
  }
  const { ear, continuation } = stage.conductor.state
  const { context, listener, shift } = continuation
  // As many onsets as the phrase has notes: what came before them, and the wait after, do not count.
  const onsets = context.tokens.flatMap((token, index) => (token > 1 ? [index] : []))
  const [begin = 0] = onsets.slice(-ear.notes.length)
  const end = (onsets.at(-1) ?? 0) + 1
  const heardNotes = notes.slice(-listener.length)
  const read = listener.map(({ onsetStep }) => onsetStep)
  const fromStep = notes.at(-ear.notes.length)?.step ?? first
  const notated = tune.tokens.slice(first, (notes.at(-1)?.step ?? first) + 1)
  return {
    isGridRight: gridMarks(heardNotes, read, first).octave >= 0.9,
    isKeyRight: (shift + manner.transposition) % 12 === 0,
    isOnePhrase: ear.notes.length === notes.length,
    toldNats: natsOf(model, context.tokens.slice(0, end), begin + 1, context.steps),
    notatedNats: natsOf(model, notated, fromStep - first + 1),
    sixteenths: notated.length - (fromStep - first) - 1,
  }
}
