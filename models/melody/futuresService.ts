import { saying } from './checkpointError.ts'
import type { Continuator } from './continuator.ts'
import { growFutures, LANES_OF_FUTURES, type Lanes } from './futures.ts'
import { checkFuturesAsk, type FuturesAsk, type FuturesReply } from './futuresAsk.ts'
import type { LstmMelodyModel, LstmState } from './lstm.ts'
import { SLICE_MILLISECONDS, type SlicePorts } from './slices.ts'

/** A model that plays, with what it has heard. */
export interface Player {
  readonly model: LstmMelodyModel
  readonly continuator: Continuator<LstmState>
}

/**
 * Grows futures in slices, between which playing has its turn. One ask at a time: a newer one takes
 * the place of the one before.
 */
export class FuturesService {
  readonly #ports: SlicePorts
  readonly #send: (reply: FuturesReply) => void
  readonly #lanes: Lanes
  #newest = 0

  /** @param lanes of the model, in which no other service grows anything */
  constructor(
    ports: SlicePorts,
    send: (reply: FuturesReply) => void,
    lanes: Lanes = LANES_OF_FUTURES,
  ) {
    this.#ports = ports
    this.#send = send
    this.#lanes = lanes
  }

  /** Ends what is being grown, because another model has come. */
  stop(): void {
    this.#newest += 1
  }

  /** Replies once, in whatever way it ends; never rejects. */
  async grow(player: Player, ask: FuturesAsk): Promise<void> {
    const mine = ++this.#newest
    try {
      checkFuturesAsk(ask, player.model.vocabulary)
      const start = player.continuator.stateAt(ask.context, ask.keep)
      if (start === undefined) {
        this.#send({ ask: ask.ask, outcome: 'lost' })
        return
      }
      const growth = growFutures(player.model, start, ask, this.#lanes)
      // The first piece copies the state, which playing may write over from the first pause on.
      for (;;) {
        const end = this.#ports.now() + SLICE_MILLISECONDS
        do {
          const piece = growth.next()
          if (piece.done) {
            this.#send({ ask: ask.ask, outcome: 'futures', futures: piece.value })
            return
          }
        } while (this.#ports.now() < end)
        await this.#ports.pause()
        if (mine !== this.#newest) {
          this.#send({ ask: ask.ask, outcome: 'replaced' })
          return
        }
      }
    } catch (error) {
      this.#send({ ask: ask.ask, outcome: 'refused', reason: saying(error) })
    }
  }
}
