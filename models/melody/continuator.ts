import type { Ask, Reply } from '../../engine/continuation/ask.ts'
import type { MelodyModel } from '../../engine/continuation/melodyModel.ts'
import { chordOfClasses, type Chord } from './chords.ts'

/** Positions of a context that can be stepped back to: six bars of sixteenths. */
const POSITIONS_KEPT = 96

/** A model that may also be told the chord of the sixteenth to come. */
export interface ChordedModel<State> extends MelodyModel<State> {
  feed(token: number, counter: number, chord?: Chord | null): void
}

/**
 * Answers asks with a melody model whose state it keeps from one ask to the next. It remembers the
 * last positions of the current context only; whoever asks holds the truth and can start again.
 */
export class Continuator<State> {
  readonly #model: ChordedModel<State>
  /** The state after p tokens, at p modulo {@link POSITIONS_KEPT}; slots are written over. */
  readonly #ring: State[] = []
  #context: number | undefined
  /** Tokens of the context that the model has taken in. */
  #length = 0
  /** The lowest position still in the ring. */
  #oldest = 0

  constructor(model: ChordedModel<State>) {
    this.#model = model
  }

  /**
   * Steps back to `keep`, feeds the tokens, and replies if it was asked to. A context unknown so
   * far begins with keep 0; keep 0 always works, any other position as long as it is one of the
   * last {@link POSITIONS_KEPT}.
   * @returns undefined when nothing is to be said: the tokens were fed and no reply was wanted.
   *   `lost` is said in any case.
   * @throws RangeError for an ask that is malformed, before anything is fed; Error when the model
   *   gives logits that are not finite
   */
  answer(ask: Ask): Reply | undefined {
    // First: an ask under way while models change may have tokens that this one does not know.
    if (!this.#holds(ask)) return { ask: ask.ask, outcome: 'lost' }
    this.#check(ask)
    this.#stepBack(ask)
    for (let index = 0; index < ask.tokens.length; index++) {
      const chord = chordOfClasses(ask.chords?.[index] ?? [])
      this.#model.feed(ask.tokens[index] ?? 0, ask.counters[index] ?? 0, chord)
      this.#length += 1
      this.#keepState()
    }
    if (!ask.reply) return undefined
    const logits = this.#model.query()
    if (!logits.every(Number.isFinite)) {
      throw new Error('the model gave logits that are not finite; choose another checkpoint')
    }
    return { ask: ask.ask, outcome: 'logits', logits: Array.from(logits) }
  }

  /**
   * The model's state after the first `position` tokens of a context, to go on from elsewhere. It may
   * be written over at the next {@link answer}.
   * @returns null for the zero state; undefined when the position is not to be had
   */
  stateAt(context: number, position: number): State | null | undefined {
    if (position === 0) return null
    const isKept = context === this.#context && position <= this.#length && position >= this.#oldest
    return isKept ? this.#ring[position % POSITIONS_KEPT] : undefined
  }

  #check({ keep, tokens, counters }: Ask): void {
    if (tokens.length !== counters.length) {
      throw new RangeError(`${tokens.length} tokens came with ${counters.length} counters`)
    }
    if (!Number.isSafeInteger(keep) || keep < 0) throw new RangeError(`cannot keep ${keep} tokens`)
    for (const token of tokens) {
      if (!Number.isInteger(token) || token < 0 || token >= this.#model.vocabulary) {
        throw new RangeError(`token ${token} is not in the model’s vocabulary`)
      }
    }
    if (!counters.every(Number.isSafeInteger)) throw new RangeError('a counter is not an integer')
  }

  /** Whether the position can be stepped back to; one that is none is for {@link #check}. */
  #holds({ context, keep }: Ask): boolean {
    if (keep === 0 || !Number.isSafeInteger(keep) || keep < 0) return true
    return context === this.#context && keep <= this.#length && keep >= this.#oldest
  }

  #stepBack({ context, keep }: Ask): void {
    if (keep === 0) {
      this.#model.reset()
      this.#context = context
      this.#length = 0
      this.#oldest = 0
      this.#keepState()
    } else if (keep < this.#length) {
      const state = this.#ring[keep % POSITIONS_KEPT]
      if (state === undefined) throw new Error(`nothing was kept of position ${keep}`)
      this.#model.restore(state)
      this.#length = keep
    }
  }

  #keepState(): void {
    const slot = this.#length % POSITIONS_KEPT
    this.#ring[slot] = this.#model.save(this.#ring[slot])
    this.#oldest = Math.max(this.#oldest, this.#length - POSITIONS_KEPT + 1)
  }
}
