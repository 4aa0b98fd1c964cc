import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import type { LookAheadAsk } from '../../engine/continuation/lookAheadAsk.ts'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { chordOfClasses } from '../../models/melody/chords.ts'
import { Continuator } from '../../models/melody/continuator.ts'
import { growFutures, LANES_OF_LOOK_AHEAD, OTHER_LANES } from '../../models/melody/futures.ts'
import { KeyLosses } from '../../models/melody/keyLosses.ts'
import { bestKernels } from '../../models/melody/kernels/bestKernels.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import type { Future, Network } from './stage.ts'

const checkpoint = await loadCheckpoint(
  nodeFiles(new URL('../../models/melody/weights/', import.meta.url).pathname),
)

/** The model that comes with Anthesis, answering as its worker does. */
export class ShippedNetwork implements Network {
  readonly #model = new LstmMelodyModel(checkpoint, bestKernels, OTHER_LANES)
  readonly #continuator = new Continuator(this.#model)
  readonly #keys = KeyLosses.create(checkpoint)

  answer(ask: Ask): Reply | null {
    return this.#continuator.answer(ask) ?? null
  }

  answerKey(ask: KeyAsk): KeyReply {
    return this.#keys.answer(ask)
  }

  answerAhead(ask: LookAheadAsk): Future | null {
    const start = this.#continuator.stateAt(ask.context, ask.keep)
    if (start === undefined) return null
    const chords = (ask.chords ?? []).map(chordOfClasses)
    const whole = { ...ask, dice: ask.shaping.dice, tokens: [], counters: [], count: 1, chords }
    const growth = growFutures(this.#model, start, whole, LANES_OF_LOOK_AHEAD)
    for (;;) {
      const piece = growth.next()
      if (!piece.done) continue
      const [future] = piece.value
      return future ? { tokens: future.tokens, probabilities: future.probabilities } : null
    }
  }
}
