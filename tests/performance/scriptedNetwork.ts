import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import type { Network } from './stage.ts'

/**
 * A network that holds the tokens it was told, as the worker does, and wants the token that its
 * script names next.
 */
export class ScriptedNetwork implements Network {
  context: number | null = null
  tokens: number[] = []
  readonly asks: Ask[] = []
  readonly #wants: (tokens: readonly number[]) => readonly number[]

  /** @param wants logits of 38 tokens after the tokens so far */
  constructor(wants: (tokens: readonly number[]) => readonly number[]) {
    this.#wants = wants
  }

  /** The worker has crashed and knows nothing. */
  forget(): void {
    this.context = null
    this.tokens = []
  }

  answer(ask: Ask): Reply | null {
    this.asks.push(ask)
    if (ask.keep > 0 && (ask.context !== this.context || ask.keep > this.tokens.length)) {
      return { ask: ask.ask, outcome: 'lost' }
    }
    this.context = ask.context
    this.tokens = [...this.tokens.slice(0, ask.keep), ...ask.tokens]
    return ask.reply ? { ask: ask.ask, outcome: 'logits', logits: this.#wants(this.tokens) } : null
  }
}

/** Logits that leave hardly a doubt at any temperature up to 2. */
export const surely = (token: number): number[] =>
  Array.from({ length: 38 }, (_, other) => (other === token ? 100 : 0))

/** Logits that leave everything open. */
export const anything = (): number[] => new Array<number>(38).fill(0)

/** C5 D5 E5 F5 in turn, an onset on every sixteenth. */
export const runs = (): ScriptedNetwork =>
  new ScriptedNetwork((tokens) => surely(26 + (tokens.length % 4)))
