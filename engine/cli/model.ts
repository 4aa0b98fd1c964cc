import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { CheckpointError } from '../../models/melody/checkpointError.ts'
import { Continuator } from '../../models/melody/continuator.ts'
import { FUTURE_LANES } from '../../models/melody/futures.ts'
import type { FuturesAsk, FuturesReply } from '../../models/melody/futuresAsk.ts'
import { FuturesService } from '../../models/melody/futuresService.ts'
import { bestKernels } from '../../models/melody/kernels/bestKernels.ts'
import { KeyLosses } from '../../models/melody/keyLosses.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import type { Ask, Reply } from '../continuation/ask.ts'
import type { KeyAsk, KeyReply } from '../continuation/keyAsk.ts'
import type { Event } from '../core/events.ts'
import { BadInput, saying } from './command.ts'
import { OWN_WEIGHTS } from './package.ts'

/** A melody model in this process, or its absence. */
export interface Network {
  /** What the fold is told of it. */
  readonly event: Event & { readonly type: 'model' }
  readonly answer: (ask: Ask) => Reply | undefined
  /** Draws several ways to go on; null without a network. */
  readonly grow: ((ask: FuturesAsk) => Promise<FuturesReply>) | null
  readonly answerKey: (ask: KeyAsk) => KeyReply | undefined
  readonly knowsChords: boolean
}

async function load(folder: string, name?: string): Promise<Network> {
  const checkpoint = await loadCheckpoint(nodeFiles(folder, name))
  const model = new LstmMelodyModel(checkpoint, bestKernels, FUTURE_LANES)
  const continuator = new Continuator(model)
  const losses = KeyLosses.create(checkpoint)
  return {
    event: { type: 'model', status: 'ready', ...checkpoint.facts },
    answer: (ask) => continuator.answer(ask),
    answerKey: (ask) => losses.answer(ask),
    knowsChords: checkpoint.chordEncoder !== null,
    grow: (ask) => {
      // Nothing plays meanwhile: a clock that stands still makes it all one slice.
      const ports = { now: () => 0, pause: () => Promise.resolve() }
      return new Promise((resolve) => {
        void new FuturesService(ports, resolve).grow({ model, continuator }, ask)
      })
    },
  }
}

/**
 * Loads a checkpoint folder; without one the model that comes with Anthesis, and should that be
 * damaged, none: the fold has a stand-in.
 * @param own the folder of the model that comes with Anthesis
 * @throws BadInput for a folder that was chosen and cannot be used
 */
export async function loadNetwork(folder: string | null, own = OWN_WEIGHTS): Promise<Network> {
  try {
    return folder === null ? await load(own, 'melody') : await load(folder)
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error
    const reason = saying(error)
    if (folder !== null) throw new BadInput(`--model: ${reason}.`)
    return {
      event: { type: 'model', status: 'failed', reason },
      answer: () => undefined,
      grow: null,
      answerKey: () => undefined,
      knowsChords: false,
    }
  }
}
