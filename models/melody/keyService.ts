import type { KeyAsk, KeyReply } from '../../engine/continuation/keyAsk.ts'
import type { KeyLosses } from './keyLosses.ts'
import { SLICE_MILLISECONDS, type SlicePorts } from './slices.ts'

/**
 * Answers asks about the key one after the other, in slices between which playing has its turn.
 */
export class KeyService {
  readonly #ports: SlicePorts
  readonly #send: (reply: KeyReply) => void
  #last: Promise<void> = Promise.resolve()

  constructor(ports: SlicePorts, send: (reply: KeyReply) => void) {
    this.#ports = ports
    this.#send = send
  }

  /** Resolves when it is answered. @throws RangeError for an ask that is malformed */
  answer(losses: KeyLosses, ask: KeyAsk): Promise<void> {
    const mine = this.#last.then(() => this.#inPieces(losses, ask))
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #inPieces(losses: KeyLosses, ask: KeyAsk): Promise<void> {
    const { now, pause } = this.#ports
    let end = now() + SLICE_MILLISECONDS
    for (const reply of losses.inPieces(ask)) {
      if (reply !== undefined) this.#send(reply)
      else if (now() >= end) {
        await pause()
        end = now() + SLICE_MILLISECONDS
      }
    }
  }
}
