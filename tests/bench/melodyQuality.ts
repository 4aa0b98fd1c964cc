import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readTuneLines } from '../../engine/cli/tuneFiles.ts'
import { beginCourse } from '../../engine/continuation/course.ts'
import { plainDice } from '../../engine/continuation/dice.ts'
import { NO_LEAN } from '../../engine/continuation/lean.ts'
import { throwDice } from '../../engine/continuation/throwDice.ts'
import { draw } from '../../engine/core/random.ts'
import { loadCheckpoint, type MelodyCheckpoint } from '../../models/melody/checkpoint.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { memoryFiles } from '../../models/melody/memoryFiles.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { evaluate, finish } from '../../models/melody/training/evaluate.ts'
import { MarkovModel } from '../../models/melody/training/markovModel.ts'
import { parametersOf } from '../../models/melody/training/parameters.ts'
import type { Tune } from '../../models/melody/training/tunes.ts'
import { writeCheckpoint } from '../../models/melody/training/writeCheckpoint.ts'
import { motifsOf, pitchesOf } from './motifs.ts'
import type { BenchRow } from './row.ts'

const WEIGHTS = fileURLToPath(new URL('../../models/melody/weights', import.meta.url))
const TUNES = fileURLToPath(new URL('../../../shared/data/melodies/', import.meta.url))

const PLAIN = plainDice(1)
const NOTHING_DRAWN = beginCourse()
const SEEDS = 40
const STEPS = 64
const BEST_ORDER = 4
const WIDE_LEAP = 7
/** C D E F G A B */
const C_MAJOR = new Set([0, 2, 4, 5, 7, 9, 11])

/**
 * How good the shipped melody model is: its loss on tunes it has not seen, beside the best Markov
 * chain, where the tunes are at hand; and what it plays of its own accord.
 */
export async function benchMelodyQuality(): Promise<BenchRow[]> {
  const checkpoint = await loadCheckpoint(nodeFiles(WEIGHTS))
  const model = new LstmMelodyModel(checkpoint)
  const alone = playsAlone(model)
  if (!existsSync(`${TUNES}test.jsonl`)) return alone
  const test = await readTuneLines(`${TUNES}test.jsonl`, model.vocabulary)
  const train = await readTuneLines(`${TUNES}train.jsonl`, model.vocabulary)
  const inBytes = await storedInBytes(checkpoint)
  return [...knows(model, inBytes, test, train), ...alone, ...takesUp(model, test)]
}

function row(name: string, value: number, unit: string, target?: string): BenchRow {
  const against = target === undefined ? {} : { against: `target ${target}` }
  return { name: `melody quality: ${name}`, value, unit, ...against }
}

/** The model with 8 bits a weight, rounded 256 times as coarsely as the 16 that it comes in. */
async function storedInBytes(checkpoint: MelodyCheckpoint): Promise<LstmMelodyModel> {
  const files = writeCheckpoint(checkpoint, parametersOf(checkpoint), 'uint8')
  return new LstmMelodyModel(await loadCheckpoint(memoryFiles('uint8', files)))
}

function knows(
  model: LstmMelodyModel,
  inBytes: LstmMelodyModel,
  test: readonly Tune[],
  train: readonly Tune[],
): BenchRow[] {
  const ours = finish(evaluate(model, test))
  const coarse = finish(evaluate(inBytes, test))
  const chain = finish(evaluate(new MarkovModel(train, BEST_ORDER, model.vocabulary), test))
  return [
    {
      ...row('loss on held-out tunes', ours.natsPerStep, 'nats/step'),
      against: `target 0.86 at most; a Markov chain of order ${BEST_ORDER}: ${chain.natsPerStep.toFixed(3)}`,
      ratio: chain.natsPerStep / ours.natsPerStep,
    },
    row('likeliest token right', ours.accuracy, 'of 1', '0.74'),
    row('loss of an onset', ours.onsetNats, 'nats'),
    row(
      'loss higher with 8 bits a weight than with the 16 it comes in, by',
      coarse.natsPerStep - ours.natsPerStep,
      'nats/step',
      '0.005 at most for quantising',
    ),
  ]
}

/** Draws `steps` tokens at temperature 1 from where the model stands. */
function goOn(model: LstmMelodyModel, from: number, steps: number, seed: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const random = draw(seed, 'melody', step)
    const { token } = throwDice(model.query(), PLAIN, NO_LEAN, NOTHING_DRAWN, 0, random)
    model.feed(token, from + step)
    return token
  })
}

/** From the zero state, without a primer. */
function playsAlone(model: LstmMelodyModel): BenchRow[] {
  let onsets = 0
  let inScale = 0
  let leaps = 0
  let moves = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    model.reset()
    const pitches = pitchesOf(goOn(model, 0, STEPS, seed))
    onsets += pitches.length
    inScale += pitches.filter((pitch) => C_MAJOR.has(pitch % 12)).length
    const intervals = pitches.slice(1).map((pitch, at) => Math.abs(pitch - (pitches[at] ?? pitch)))
    moves += intervals.length
    leaps += intervals.filter((interval) => interval > WIDE_LEAP).length
  }
  const name = (what: string) => `alone at temperature 1, seeds 1–${SEEDS}, ${what}`
  return [
    row(name('onsets in C major'), inScale / onsets, 'of 1', '0.94'),
    row(name('onsets a step'), onsets / (SEEDS * STEPS), 'of 1', '0.30 to 0.50'),
    row(name('leaps over seven semitones'), leaps / moves, 'of 1', '0.065 at most'),
  ]
}

/**
 * How many of the answers to a primer of four bars hold a motif of it (three intervals of four notes
 * in a row), beside the same answers dealt to other primers, and with their own notes shuffled.
 */
function takesUp(model: LstmMelodyModel, tunes: readonly Tune[]): BenchRow[] {
  const pairs = tunes.map(({ tokens }, index) => {
    const primer = tokens.slice(0, STEPS)
    model.reset()
    primer.forEach((token, position) => {
      model.feed(token, position)
    })
    return { primer, answer: goOn(model, primer.length, STEPS, index) }
  })
  const share = (answerTo: (index: number) => readonly number[]) =>
    pairs.filter(({ primer }, index) => {
      const motifs = motifsOf(pitchesOf(primer))
      return [...motifsOf(answerTo(index))].some((motif) => motifs.has(motif))
    }).length / pairs.length
  const own = share((index) => pitchesOf(pairs[index]?.answer ?? []))
  const dealt = share((index) => pitchesOf(pairs[(index + 1) % pairs.length]?.answer ?? []))
  const shuffled = share((index) => shuffle(pitchesOf(pairs[index]?.answer ?? []), index))
  return [
    {
      ...row('answers with a motif of their primer', own, 'of 1'),
      against: `dealt to another primer: ${dealt.toFixed(3)}`,
      ratio: own / dealt,
    },
    {
      ...row('answers with a motif of their primer', own, 'of 1'),
      against: `their notes shuffled: ${shuffled.toFixed(3)}`,
      ratio: own / shuffled,
    },
  ]
}

const shuffle = (pitches: readonly number[], seed: number): number[] =>
  pitches
    .map((pitch, at) => ({ pitch, order: draw(seed, 'shuffle', at) }))
    .sort((a, b) => a.order - b.order)
    .map(({ pitch }) => pitch)
