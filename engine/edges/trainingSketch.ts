import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import type { CheckpointFiles } from '../../models/melody/checkpointFiles.ts'
import { lossOf } from '../../models/melody/lossOf.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { beginCourse, courseAfter } from '../continuation/course.ts'
import { plainDice } from '../continuation/dice.ts'
import { NO_LEAN } from '../continuation/lean.ts'
import { FIRST_NOTE_ON } from '../continuation/melodyModel.ts'
import { throwDice } from '../continuation/throwDice.ts'
import { isOnset, pitchOfToken } from '../continuation/tokens.ts'
import type { FutureLine } from '../core/events.ts'
import { draw } from '../core/random.ts'

const PRIMER_STEPS = 64
const STEPS = 32
const SEED = 1
const STREAM = 'sketch'

/**
 * Two bars in which a model goes on from a tune, the same draws for every model, so that two of them
 * can be told apart by ear.
 * @param tokens of the tune
 */
export async function sketch(
  files: CheckpointFiles,
  tokens: readonly number[],
): Promise<FutureLine> {
  const checkpoint = await loadCheckpoint(files)
  const model = new LstmMelodyModel(checkpoint)
  const primer = tokens.slice(0, PRIMER_STEPS)
  for (const [step, token] of primer.entries()) model.feed(token, step)
  const dice = plainDice(1)
  const { facts } = checkpoint
  let course = beginCourse()
  const line: number[] = []
  const probabilities: number[] = []
  const surpriseBits: number[] = []
  for (let step = 0; step < STEPS; step++) {
    const logits = model.query()
    const random = draw(SEED, STREAM, step)
    const drawn = throwDice(logits, dice, NO_LEAN, course, facts.minPitch, random)
    const { token, probability } = drawn
    line.push(isOnset(token) ? FIRST_NOTE_ON + pitchOfToken(token, facts) : token)
    probabilities.push(probability)
    surpriseBits.push(lossOf(logits, token) / Math.LN2)
    course = courseAfter(course, token)
    model.feed(token, primer.length + step)
  }
  return {
    line,
    probabilities,
    surpriseBits,
    temperature: 1,
    rhythmTemperature: 1,
    seed: SEED,
    stream: STREAM,
    firstDraw: 0,
    model: facts.hash,
  }
}
