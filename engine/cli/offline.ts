import { TICKS_PER_PULSE } from '../clock/grid.ts'
import { secondsAt } from '../clock/tempoMap.ts'
import type { Ask, Reply } from '../continuation/ask.ts'
import type { KeyAsk, KeyReply } from '../continuation/keyAsk.ts'
import type { Event } from '../core/events.ts'
import { nextOnGrid } from '../core/windows.ts'
import { isAsk, type AskCommand, type Command } from '../performance/commands.ts'
import { Conductor, LOOKAHEAD_SECONDS, type ConductorPorts } from '../performance/conductor.ts'
import type { Performance } from '../performance/state.ts'

/**
 * A performance without a clock: time goes on as fast as it can be computed, and the model answers
 * before the next pulse. Between an event and what is decided lies the same look-ahead as live.
 */
export class Offline {
  readonly #conductor: Conductor
  readonly #answer: (ask: Ask) => Reply | undefined
  readonly #answerKey: (ask: KeyAsk) => KeyReply | undefined
  readonly #asks: AskCommand[] = []
  /** The present: what is decided lies a look-ahead before the horizon. */
  #nowSeconds = 0

  /**
   * @param seed root of every draw, a whole number of 0..2^53
   * @param build version that the log's header names
   * @param answer the model; what it throws becomes a failed model, and the performance goes on
   * @param answerKey the same of the key
   */
  constructor(
    seed: number,
    build: string,
    ports: ConductorPorts,
    answer: (ask: Ask) => Reply | undefined,
    answerKey: (ask: KeyAsk) => KeyReply | undefined = () => undefined,
  ) {
    this.#answer = answer
    this.#answerKey = answerKey
    this.#conductor = new Conductor(seed, build, {
      write: ports.write,
      perform: (commands: readonly Command[]) => {
        for (const command of commands) if (isAsk(command)) this.#asks.push(command)
        ports.perform(commands)
      },
    })
  }

  get state(): Performance {
    return this.#conductor.state
  }

  /** Something that stands before the first moment is decided: a setting. */
  prepare(event: Event): void {
    this.#accept(event, 0)
  }

  /** Something happens, and is heard when it happens. @param atSeconds never before the last */
  play(event: Event, atSeconds: number): void {
    this.#runToSeconds(atSeconds + LOOKAHEAD_SECONDS)
    this.#accept(event, atSeconds)
  }

  /**
   * Something that holds from what is decided next, as tempo, temperature and the call to continue
   * do: it happens a look-ahead earlier, so that it holds from this tick on, or from the horizon if
   * that is later.
   * @param tick whole
   */
  playFrom(tick: number, event: Event): void {
    this.runTo(tick)
    this.#accept(event, this.#nowSeconds)
  }

  /** Decides everything before a tick. @param tick whole */
  runTo(tick: number): void {
    // Half a tick more: the way to seconds and back rounds.
    this.#runToSeconds(secondsAt(this.state.clock.map, tick + 0.5))
  }

  /** Closes the log. */
  end(): void {
    this.#conductor.end()
  }

  /** Pulse by pulse, since a reply has to be there before the next one. */
  #runToSeconds(horizonSeconds: number): void {
    for (;;) {
      const { clock, horizonTicks } = this.state
      const pulse = nextOnGrid(horizonTicks, clock.grid.originTicks, TICKS_PER_PULSE)
      const afterSeconds = secondsAt(clock.map, pulse + 1.5)
      if (afterSeconds >= horizonSeconds) break
      this.#advance(afterSeconds)
    }
    this.#advance(horizonSeconds)
  }

  #advance(horizonSeconds: number): void {
    this.#conductor.advanceTo(horizonSeconds)
    this.#nowSeconds = Math.max(this.#nowSeconds, horizonSeconds - LOOKAHEAD_SECONDS)
    this.#reply()
  }

  #accept(event: Event, atSeconds: number): void {
    this.#nowSeconds = Math.max(this.#nowSeconds, atSeconds)
    this.#conductor.accept(event, this.#nowSeconds)
    this.#reply()
  }

  #reply(): void {
    for (let ask = this.#asks.shift(); ask; ask = this.#asks.shift()) {
      const event = this.#replyTo(ask)
      if (event) this.#conductor.accept(event, this.#nowSeconds)
    }
  }

  #replyTo(question: AskCommand): Event | null {
    // Nobody looks ahead where nobody looks on.
    if (question.type === 'askAhead') return null
    try {
      return question.type === 'ask'
        ? eventOf(this.#answer(question.ask))
        : keyEventOf(this.#answerKey(question.ask))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { type: 'model', status: 'failed', reason }
    }
  }
}

function eventOf(reply: Reply | undefined): Event | null {
  if (!reply) return null
  return reply.outcome === 'lost'
    ? { type: 'modelLost', ask: reply.ask }
    : { type: 'modelReply', ask: reply.ask, logits: reply.logits }
}

function keyEventOf(reply: KeyReply | undefined): Event | null {
  if (!reply) return null
  return reply.outcome === 'lost'
    ? { type: 'keyLost', ask: reply.ask }
    : { type: 'keyReply', ask: reply.ask, losses: reply.losses }
}
