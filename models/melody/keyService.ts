import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import type { KeyLosses } from './keyLosses.ts'

/**
 * Answers asks about the key one after the other, with playing let in between sixteenths.
 */
export class KeyService {
  readonly #pause: () => Promise<void>
  readonly #send: (reply: KeyReply) => void
  #last: Promise<void> = Promise.resolve()

  /** @param pause resolves once the messages that have come meanwhile are dealt with */
  constructor(pause: () => Promise<void>, send: (reply: KeyReply) => void) {
    this.#pause = pause
    this.#send = send
  }

  /** Resolves when it is answered. @throws RangeError for an ask that is malformed */
  answer(losses: KeyLosses, ask: KeyAsk): Promise<void> {
    const mine = this.#last.then(() => this.#inPieces(losses, ask))
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #inPieces(losses: KeyLosses, ask: KeyAsk): Promise<void> {
    for (const reply of losses.inPieces(ask)) {
      if (reply === undefined) await this.#pause()
      else this.#send(reply)
    }
  }
}
