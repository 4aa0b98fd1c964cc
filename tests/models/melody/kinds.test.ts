import { beforeAll, describe, expect, test, vi } from 'vitest'
import { classesOfSymbol } from '../../../engine/continuation/chordSymbols.ts'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { chordOfClasses } from '../../../models/melody/chords.ts'
import { DRUM_CLASSES } from '../../../models/melody/drums.ts'
import { plainKernels } from '../../../models/melody/kernels/plainKernels.ts'
import { LstmMelodyModel } from '../../../models/melody/lstm.ts'
import { loadOracle, toNotes, toSequence, useWasm, type OracleNote } from './magentaOracle.ts'
import {
  memoryFiles,
  randomCheckpoint,
  randomPrimer,
  seededRandom,
  type CheckpointPlan,
} from './randomCheckpoint.ts'
import { requireSimd } from './requireSimd.ts'
import { argMax, walk } from './walk.ts'

const PRIMERS = 6
const STEPS = 48
const TOLERANCE = 1e-5
const PROGRESSION = ['C', 'Am7', 'F#m7b5', 'N.C.', 'Bb', 'G7', 'Edim', 'Caug', 'Dsus4']
const TRIADS = ['C', 'Am7', 'N.C.', 'Bbm', 'F#7']

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await useWasm()
})

async function modelsOf(plan: CheckpointPlan): Promise<LstmMelodyModel[]> {
  const checkpoint = await loadCheckpoint(memoryFiles(randomCheckpoint(plan)))
  return [plainKernels, requireSimd].map((create) => new LstmMelodyModel(checkpoint, create))
}

const melodies: [kind: string, plan: CheckpointPlan, chords?: readonly string[]][] = [
  ['attention', { seed: 11, units: [24, 20, 24], attentionLength: 12 }],
  [
    'attention and a BinaryCounter, as melody_rnn',
    { seed: 12, units: [64, 64, 64], attentionLength: 40, counterBits: [7] },
  ],
  ['chords by pitch', { seed: 13, units: [40], chordEncoder: 'PitchChordEncoder' }, PROGRESSION],
  [
    'chords by pitch in three cells, as chord_pitches_improv',
    { seed: 14, units: [96, 96, 96], chordEncoder: 'PitchChordEncoder', counterBits: [6] },
    PROGRESSION,
  ],
  [
    'chords by pitch and attention',
    { seed: 15, units: [30, 30, 30], chordEncoder: 'PitchChordEncoder', attentionLength: 16 },
    PROGRESSION,
  ],
  ['chords by triad', { seed: 16, units: [40], chordEncoder: 'TriadChordEncoder' }, TRIADS],
  [
    'major and minor chords',
    { seed: 17, units: [40, 30], chordEncoder: 'MajorMinorChordEncoder' },
    TRIADS,
  ],
]

describe.each(melodies)('a melody model with %s', (_, plan, chords) => {
  test('continues as magenta-js does, with its probabilities', async () => {
    const oracle = await loadOracle(randomCheckpoint(plan))
    const models = await modelsOf(plan)
    for (let seed = 0; seed < PRIMERS; seed++) {
      const primer = randomPrimer(seed, 8 + 5 * seed)
      const theirs = await oracle.continue(primer, STEPS, 0, chords)
      // magenta-js spreads a progression evenly over all steps.
      const chordOf = (step: number) => {
        const at = Math.floor((step * (chords?.length ?? 0)) / (primer.length + STEPS))
        return chordOfClasses(classesOfSymbol(chords?.[at] ?? 'N.C.'))
      }
      for (const model of models) {
        const ours = walk(model, primer, theirs.probabilities, 1, argMax, chordOf)
        const which = `${model.network.kernels} kernels, primer of seed ${seed}`
        expect(ours.furthest, which).toBeLessThan(TOLERANCE)
        expect(ours.tokens, which).toEqual(theirs.tokens)
        expect(toNotes(ours.tokens)).toEqual(theirs.notes)
      }
    }
    oracle.dispose()
  }, 60_000)
})

/** The hits that drum tokens spell, as DrumsConverter decodes them. */
const toHits = (tokens: readonly number[], classes: readonly (readonly number[])[]): OracleNote[] =>
  tokens.flatMap((token, step) =>
    classes.flatMap(([pitch = NaN], drum) =>
      (token >> drum) & 1 ? [{ pitch, start: step, end: step + 1 }] : [],
    ),
  )

function drumPrimer(seed: number, length: number, vocabulary: number): number[] {
  const random = seededRandom(seed)
  return Array.from({ length }, () => (random() < 0.4 ? 0 : Math.floor(random() * vocabulary)))
}

const few = [[36, 35], [38], [42, 44], [46]]
const kits: [kind: string, plan: CheckpointPlan][] = [
  [
    'one-hot, attention and a BinaryCounter, as drum_kit_rnn',
    {
      seed: 21,
      units: [64, 64, 64],
      attentionLength: 32,
      counterBits: [6],
      drums: { converter: 'DrumsOneHotConverter', classes: DRUM_CLASSES },
    },
  ],
  [
    'one-hot, of four drums',
    { seed: 22, units: [30, 20], drums: { converter: 'DrumsOneHotConverter', classes: few } },
  ],
]

describe.each(kits)('a drum model, %s', (_, plan) => {
  test('continues as magenta-js does, with its probabilities', async () => {
    const classes = plan.drums?.classes ?? []
    const oracle = await loadOracle(randomCheckpoint(plan), (tokens) =>
      toSequence(toHits(tokens, classes), tokens.length),
    )
    const models = await modelsOf(plan)
    for (let seed = 0; seed < PRIMERS; seed++) {
      const primer = drumPrimer(seed, 8 + 5 * seed, 2 ** classes.length)
      const theirs = await oracle.continue(primer, STEPS, 0)
      for (const model of models) {
        const ours = walk(model, primer, theirs.probabilities, 1, argMax)
        const which = `${model.network.kernels} kernels, primer of seed ${seed}`
        expect(ours.furthest, which).toBeLessThan(TOLERANCE)
        expect(ours.tokens, which).toEqual(theirs.tokens)
        expect(toHits(ours.tokens, classes)).toEqual(theirs.notes)
      }
    }
    oracle.dispose()
  }, 60_000)
})

// Only what follows a primer without rests can be compared: magenta-js writes a rest's input into the
// step before, and feeds a token of its own back as one input of the roll, whatever it stands for.
test('a drum model that hears drum by drum agrees with magenta-js on what follows a primer', async () => {
  const plan: CheckpointPlan = {
    seed: 23,
    units: [40, 30],
    counterBits: [4],
    drums: { converter: 'DrumsConverter', classes: few },
  }
  const oracle = await loadOracle(randomCheckpoint(plan), (tokens) =>
    toSequence(toHits(tokens, few), tokens.length),
  )
  const models = await modelsOf(plan)
  for (let seed = 0; seed < 20; seed++) {
    const primer = drumPrimer(seed, 4 + seed, 16).map((token) => token || 5)
    const theirs = await oracle.continue(primer, 1, 0)
    for (const model of models) {
      const ours = walk(model, primer, theirs.probabilities, 1, argMax)
      expect(ours.furthest).toBeLessThan(TOLERANCE)
    }
  }
  oracle.dispose()
})
