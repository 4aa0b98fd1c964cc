import { loadCheckpoint } from '../checkpoint.ts'
import { LstmMelodyModel } from '../lstm.ts'
import { memoryFiles } from '../memoryFiles.ts'
import { evaluate } from './evaluate.ts'
import { requireLearnable } from './learnable.ts'
import type { BeginLearning } from './learning.ts'
import type { NetworkParameters, Parameter } from './parameters.ts'
import type { TrainerSnapshot } from './snapshot.ts'
import { Trainer, type TrainerOptions } from './trainer.ts'
import { TrainingError } from './trainingError.ts'
import type { Tune } from './tunes.ts'
import { writeCheckpoint, type CheckpointFolder, type Manner } from './writeCheckpoint.ts'

export interface TrainingOptions extends TrainerOptions {
  /** Updates from one look at the validation tunes to the next. */
  readonly validateEvery: number
  /** Looks without improvement after which it ends early. */
  readonly patience: number
}

/** What is trained: its form and what it begins with. */
export interface Beginning {
  readonly manner: Manner & { readonly vocabulary: number }
  readonly parameters: NetworkParameters<Parameter>
}

export interface TrainingTunes {
  readonly train: readonly Tune[]
  /** Never learnt from: by these the best weights are chosen. */
  readonly valid: readonly Tune[]
}

/** Where a training stands. */
export interface TrainingProgress {
  readonly update: number
  readonly updates: number
  /** Of the last window, dropout included, nats a step. */
  readonly loss: number
  /** On the validation tunes at the last look, nats a step. */
  readonly validation: number
  /** The lowest so far, the beginning included. */
  readonly best: number
}

/** A training that was broken off, as plain data, to go on from. */
export interface TrainingSnapshot {
  readonly trainer: TrainerSnapshot
  readonly before: number
  readonly validation: number
  readonly best: number
  /** Looks since the best. */
  readonly waited: number
  readonly files: CheckpointFolder
}

export interface TrainingHooks {
  readonly onProgress: (progress: TrainingProgress) => void
  /** After each look at the validation tunes, with what there is to keep. */
  readonly onSnapshot?: (snapshot: TrainingSnapshot) => void | Promise<void>
  readonly signal?: AbortSignal
  /** Lets others have the thread; asked between updates and within looks. */
  readonly rest?: () => Promise<void>
}

export interface TrainingOutcome {
  readonly ended: 'done' | 'early' | 'cancelled'
  /** The best weights, a MusicRNN checkpoint folder in float32. */
  readonly files: CheckpointFolder
  /** Validation loss of the beginning, nats a step. */
  readonly before: number
  /** Validation loss of the best weights; no higher than `before`. */
  readonly best: number
  readonly updates: number
}

/**
 * Trains a melody model and keeps the weights with the lowest validation loss. The same beginning,
 * tunes and options give the same result with the same way of learning, broken off and gone on with
 * or not.
 * @param begin what it is computed with
 * @throws TrainingError for tunes that cannot be learnt from, and when the loss is no number
 */
export async function trainMelody(
  { manner, parameters }: Beginning,
  { train, valid }: TrainingTunes,
  options: TrainingOptions,
  hooks: TrainingHooks,
  begin: BeginLearning,
  from?: TrainingSnapshot,
): Promise<TrainingOutcome> {
  requireLearnable(train)
  const look = (files: CheckpointFolder) => validate(files, valid, hooks)
  const beginning = from?.files ?? writeCheckpoint(manner, parameters)
  let files = beginning
  const before = from?.before ?? (await look(beginning))
  let validation = from?.validation ?? before
  let best = from?.best ?? before
  let waited = from?.waited ?? 0
  const trainer = new Trainer({ ...manner, parameters }, train, options, begin, from?.trainer)
  try {
    for (;;) {
      const ended = endOf(trainer.update, waited, options, hooks)
      if (ended !== null) return { ended, files, before, best, updates: trainer.update }
      const loss = await trainer.step()
      if (!Number.isFinite(loss)) {
        throw new TrainingError(
          `the loss is no number after ${trainer.update} updates`,
          'train with a lower learning rate',
        )
      }
      const { update } = trainer
      if (update % options.validateEvery === 0 || update === options.updates) {
        const candidate = writeCheckpoint(manner, await trainer.average())
        validation = await look(candidate)
        waited = validation < best ? 0 : waited + 1
        if (validation < best) files = candidate
        best = Math.min(best, validation)
        await hooks.onSnapshot?.({
          trainer: await trainer.snapshot(),
          before,
          validation,
          best,
          waited,
          files,
        })
      }
      hooks.onProgress({ update, updates: options.updates, loss, validation, best })
      await hooks.rest?.()
    }
  } finally {
    trainer.dispose()
  }
}

function endOf(
  update: number,
  waited: number,
  { updates, patience }: TrainingOptions,
  { signal }: TrainingHooks,
): TrainingOutcome['ended'] | null {
  if (signal?.aborted) return 'cancelled'
  if (update >= updates) return 'done'
  return waited >= patience ? 'early' : null
}

/** Validation loss of a checkpoint; what a cancelled look has not seen is left out. */
async function validate(
  files: CheckpointFolder,
  tunes: readonly Tune[],
  { rest, signal }: TrainingHooks,
): Promise<number> {
  const model = new LstmMelodyModel(await loadCheckpoint(memoryFiles('training', files)))
  const looking = evaluate(model, tunes)
  for (;;) {
    const slice = looking.next()
    if (slice.done === true) return slice.value.natsPerStep
    if (signal?.aborted) return Infinity
    await rest?.()
  }
}
