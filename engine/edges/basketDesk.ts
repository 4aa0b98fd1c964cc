import { chordOfClasses } from '../../models/melody/chords.ts'
import type { FuturesAsk, FuturesReply } from '../../models/melody/futuresAsk.ts'
import {
  candidateNotes,
  candidateOf,
  rankedOf,
  type Basket,
} from '../continuation/basket/basket.ts'
import { diversity } from '../continuation/basket/diversity.ts'
import { FigureSet } from '../continuation/basket/figureSet.ts'
import { MEASURES, type Measure } from '../continuation/basket/measures.ts'
import { lineOf, questionOf, type Question } from '../continuation/basket/present.ts'
import type { Event } from '../core/events.ts'
import { tempoAt } from '../clock/tempoMap.ts'
import { diceAt } from '../modulation/dice.ts'
import { parameterAt } from '../modulation/modulation.ts'
import type { Performance } from '../performance/state.ts'
import { basketMidi } from './basketMidi.ts'
import { get, keys, put, remove } from './database.ts'
import { readBasket } from '../continuation/basket/readBasket.ts'
import { saveFile } from './saveFile.ts'

/** What the baskets stand on. */
export interface BasketPorts {
  readonly state: () => Performance
  /** Draws in the melody's worker, while playing goes on. */
  readonly grow: (ask: Omit<FuturesAsk, 'ask'>) => Promise<FuturesReply>
  readonly send: (event: Event) => void
}

export type BasketStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'drawing' }
  | { readonly state: 'failed'; readonly why: string }

/** Older ones are forgotten. */
const KEPT_BASKETS = 64
/** So many futures are measured in one go, so that no note waits for it. */
const MEASURED_AT_ONCE = 4
const CORPUS = new URL('../../models/melody/figures.bin', import.meta.url)
const FAULT = 'no reason given'

const letOthers = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

async function fetchCorpus(): Promise<FigureSet> {
  const response = await fetch(CORPUS)
  if (!response.ok) throw new Error('The corpus’s figures are missing; build the page again.')
  return new FigureSet(new Uint8Array(await response.arrayBuffer()))
}

/**
 * Baskets of futures: drawn from the present moment, kept with all that it takes to draw them again,
 * auditioned and taken through events.
 */
export class BasketDesk {
  readonly #ports: BasketPorts
  #corpus: Promise<FigureSet> | null = null
  #baskets: Basket[] = []
  #shown = -1
  #status: BasketStatus = { state: 'idle' }
  #heard: number | null = null

  constructor(ports: BasketPorts) {
    this.#ports = ports
    void this.#remember()
  }

  get status(): BasketStatus {
    return this.#status
  }

  /** The basket on show; null before the first. */
  get basket(): Basket | null {
    return this.#baskets[this.#shown] ?? null
  }

  get count(): number {
    return this.#baskets.length
  }

  get shown(): number {
    return this.#shown
  }

  /** Which of the basket's futures is being tried out. */
  get heard(): number | null {
    return this.#ports.state().continuation.audition ? this.#heard : null
  }

  show(index: number): void {
    if (this.#baskets[index]) this.#shown = index
  }

  /** Draws futures of the present moment. Whatever goes wrong becomes the status. */
  async draw(count: number, steps: number): Promise<void> {
    if (this.#status.state === 'drawing') return
    this.#status = { state: 'drawing' }
    try {
      const state = this.#ports.state()
      const { shift, range } = state.continuation
      const question = questionOf(state.continuation, state.clock.grid, state.horizonTicks, {
        count,
        steps,
        dice: diceAt(state.modulation, state.horizonTicks, shift, range),
        seed: state.seed,
        // Time never comes back: no two baskets of a performance draw the same.
        stream: `basket/${state.horizonTicks}`,
      })
      if (!question) throw new Error('No network plays; wait for it, or choose another model.')
      this.#corpus ??= fetchCorpus()
      const corpus = await this.#corpus.catch((error: unknown) => {
        this.#corpus = null
        throw error
      })
      await this.#fill(question, corpus)
      this.#status = { state: 'idle' }
    } catch (error) {
      this.#status = { state: 'failed', why: error instanceof Error ? error.message : FAULT }
    }
  }

  async #fill({ ask, origin, chords }: Question, corpus: FigureSet): Promise<void> {
    const reply = await this.#ports.grow({ ...ask, chords: chords.map(chordOfClasses) })
    if (reply.outcome === 'refused') throw new Error(reply.reason)
    if (reply.outcome !== 'futures') {
      throw new Error('The music moved on while the futures were drawn; draw again.')
    }
    const candidates = []
    for (const [number, future] of reply.futures.entries()) {
      candidates.push(candidateOf(origin, future, number, corpus))
      if (number % MEASURED_AT_ONCE === MEASURED_AT_ONCE - 1) await letOthers()
    }
    const basket = {
      origin,
      candidates,
      diversity: diversity(candidates.map(({ tokens }) => tokens)),
    }
    this.#baskets = [...this.#baskets, basket].slice(-KEPT_BASKETS)
    this.#shown = this.#baskets.length - 1
    await put('baskets', new Date().toISOString(), basket)
    const stored = await keys('baskets')
    for (const key of stored.slice(0, -KEPT_BASKETS)) await remove('baskets', key)
  }

  /** The baskets of earlier nights. */
  async #remember(): Promise<void> {
    try {
      const earlier: Basket[] = []
      for (const key of await keys('baskets')) {
        const basket = readBasket(await get('baskets', key))
        if (basket) earlier.push(basket)
      }
      this.#baskets = [...earlier, ...this.#baskets]
      this.#shown = this.#baskets.length - 1
    } catch (error) {
      this.#status = { state: 'failed', why: error instanceof Error ? error.message : FAULT }
    }
  }

  /** Numbers of the basket's futures, the best by the weights as they stand first. */
  #ranked(): readonly number[] {
    const { basket } = this
    if (!basket) return []
    const { modulation, horizonTicks } = this.#ports.state()
    const weighting = Object.fromEntries(
      MEASURES.map((name) => [name, parameterAt(modulation, `basket.${name}`, horizonTicks)]),
    ) as Record<Measure, number>
    return rankedOf(basket, weighting).map(({ number }) => number)
  }

  /** As {@link hear}, by place among the ranked, the best being 1; 0 ends what is heard. */
  hearPlace(place: number): void {
    const { heard } = this
    if (place > 0) this.hear(this.#ranked()[place - 1] ?? -1)
    else if (heard !== null) this.hear(heard)
  }

  /** As {@link take}, by place among the ranked, the best being 1. */
  takePlace(place: number): void {
    this.take(this.#ranked()[place - 1] ?? -1)
  }

  /** Tries a future out, quietly; the one that is heard falls silent. */
  hear(number: number): void {
    const { basket } = this
    const candidate = basket?.candidates[number]
    if (!basket || !candidate) return
    const isHeard = this.heard === number
    this.#heard = isHeard ? null : number
    this.#ports.send({
      type: 'audition',
      future: isHeard ? null : lineOf(candidate, basket.origin),
    })
  }

  /** The partner plays it from the next bar on. */
  take(number: number): void {
    const { basket } = this
    const candidate = basket?.candidates[number]
    if (basket && candidate) {
      this.#ports.send({ type: 'take', future: lineOf(candidate, basket.origin) })
    }
  }

  /** The basket on show as a file: JSON holds all, MIDI a track for each future. */
  save(kind: 'json' | 'midi'): void {
    const { basket } = this
    if (!basket) return
    if (kind === 'json') {
      saveFile('anthesis-basket.json', 'application/json', JSON.stringify(basket))
      return
    }
    const { clock, horizonTicks } = this.#ports.state()
    const lines = basket.candidates.map((candidate) => candidateNotes(candidate, basket.origin))
    saveFile(
      'anthesis-basket.mid',
      'audio/midi',
      basketMidi(lines, tempoAt(clock.map, horizonTicks)),
    )
  }
}
