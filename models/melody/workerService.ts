import { loadCheckpoint, type MelodyCheckpoint } from './checkpoint.ts'
import { CheckpointError, saying } from './checkpointError.ts'
import type { CheckpointFiles } from './checkpointFiles.ts'
import { Continuator } from './continuator.ts'
import { LANES_OF_LOOK_AHEAD, OTHER_LANES } from './futures.ts'
import type { FuturesAsk } from './futuresAsk.ts'
import { FuturesService, type Player } from './futuresService.ts'
import { bestKernels } from './kernels/bestKernels.ts'
import { KeyLosses } from './keyLosses.ts'
import { KeyService } from './keyService.ts'
import { LstmMelodyModel } from './lstm.ts'
import { inTurns, type SlicePorts } from './slices.ts'
import type { FromMelodyWorker, ModelSource, ToMelodyWorker } from './workerMessages.ts'

/**
 * What the melody worker does with its messages, apart from being a worker.
 * @param open the reader of a source; may throw for an address that is none
 * @param send carries a message to the page
 * @param ports what growing futures beside playing takes
 * @returns takes a message from the page; resolves when it is dealt with and never rejects. After a
 *   load that failed, the model from before goes on playing.
 */
export function createWorkerService(
  open: (source: ModelSource) => CheckpointFiles,
  send: (message: FromMelodyWorker) => void,
  { now, pause }: SlicePorts,
): (message: ToMelodyWorker) => Promise<void> {
  const ports = { now, pause: inTurns(pause) }
  const futures = new FuturesService(ports, (reply) => {
    send({ type: 'futures', reply })
  })
  const keys = new KeyService(ports, (reply) => {
    send({ type: 'key', reply })
  })
  const ahead = new FuturesService(
    ports,
    (reply) => {
      send({ type: 'ahead', reply })
    },
    LANES_OF_LOOK_AHEAD,
  )
  let player: (Player & { readonly losses: KeyLosses }) | undefined
  let loads = 0

  async function load(source: ModelSource): Promise<void> {
    const mine = ++loads
    try {
      const checkpoint = await loadCheckpoint(open(source))
      // A later load has the say, however the two answers come in.
      if (mine !== loads) return
      requireMelody(checkpoint)
      requirePinned(checkpoint, source)
      const model = new LstmMelodyModel(checkpoint, bestKernels, OTHER_LANES)
      futures.stop()
      ahead.stop()
      const losses = KeyLosses.create(checkpoint)
      player = { model, continuator: new Continuator(model), losses }
      send({ type: 'ready', facts: checkpoint.facts })
    } catch (error) {
      if (mine !== loads) return
      if (player === undefined) throw error
      send({ type: 'refused', reason: saying(error) })
    }
  }

  function grow(type: 'futures' | 'ahead', ask: FuturesAsk): Promise<void> {
    const service = type === 'ahead' ? ahead : futures
    if (player !== undefined) return service.grow(player, ask)
    const reason = 'no melody model is loaded; load one first'
    send({ type, reply: { ask: ask.ask, outcome: 'refused', reason } })
    return Promise.resolve()
  }

  return async (message) => {
    try {
      if (message.type === 'load') {
        await load(message.source)
        return
      }
      if (message.type === 'askFutures' || message.type === 'askAhead') {
        await grow(message.type === 'askAhead' ? 'ahead' : 'futures', message.ask)
        return
      }
      if (player === undefined) throw new Error('no melody model is loaded; load one first')
      if (message.type === 'askKey') {
        await keys.answer(player.losses, message.ask)
        return
      }
      const reply = player.continuator.answer(message.ask)
      if (reply !== undefined) send({ type: 'reply', reply })
      // Nobody waits now; whatever comes next waits the less.
      player.model.prepare()
    } catch (error) {
      send({ type: 'failed', reason: saying(error) })
    }
  }
}

/** A model that is known by its hash must be that very one. */
function requirePinned({ facts }: MelodyCheckpoint, source: ModelSource): void {
  if (source.kind === 'files' || source.hash === undefined || source.hash === facts.hash) return
  throw new CheckpointError(
    `${facts.name} is not the model that came at first: its hash differs`,
    'remove its folder and fetch it again',
  )
}

/** Asks speak of pitches; a drum model would answer with drums. */
function requireMelody({ facts, instrument }: MelodyCheckpoint): void {
  if (instrument.kind === 'melody') return
  throw new CheckpointError(
    `${facts.name} plays drums, not melodies`,
    'choose a melody checkpoint, such as basic_rnn or melody_rnn',
  )
}
