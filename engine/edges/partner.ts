import { chordOfClasses } from '../../models/melody/chords.ts'
import type { FuturesAsk, FuturesReply } from '../../models/melody/futuresAsk.ts'
import MelodyWorker from '../../models/melody/worker.ts?worker'
import type {
  FromMelodyWorker,
  ModelSource,
  ToMelodyWorker,
} from '../../models/melody/workerMessages.ts'
import type { Event } from '../core/events.ts'
import type { Status } from '../core/status.ts'
import type { AskCommand } from '../performance/commands.ts'

/** The melody network behind its worker. */
export interface Partner {
  ask(question: AskCommand): void
  /** Draws futures while playing goes on; whatever happens, there is a reply. */
  grow(ask: Omit<FuturesAsk, 'ask'>): Promise<FuturesReply>
  /**
   * Plays with another model from now on, also after the worker was started again.
   * @throws Error in one line when it cannot be used; the model from before plays on then
   */
  choose(source: ModelSource): Promise<void>
  dispose(): void
}

/** A worker that dies is started again after so long; each death in a row doubles it. */
const FIRST_RETRY_MILLISECONDS = 500
/**
 * One that leaves a question open for so many looks hangs, or was killed: the browser says neither.
 * Counted in looks, not in time: when this thread stands still, no look is taken either.
 */
const LOOKS = 5
const LOOK_MILLISECONDS = 1000
/** A log takes no longer ones. */
const REASON_CHARACTERS = 256
const LONGEST_RETRY_MILLISECONDS = 30_000

/** A model that was asked for and has neither come nor been refused. */
interface Choice {
  readonly source: ModelSource
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Loads a checkpoint folder in a worker and keeps it alive.
 * @param shipped the model that comes along; it is there when another cannot be used
 * @param onEvent the network's state and replies, for the fold
 */
export function openPartner(
  shipped: ModelSource,
  onEvent: (event: Event) => void,
  onStatus: (status: Status) => void,
): Partner {
  let worker: Worker | null = null
  let timer = 0
  let watchdog = 0
  let retryMilliseconds = FIRST_RETRY_MILLISECONDS
  let current = shipped
  let isReady = false
  let choice: Choice | null = null
  let asks = 0
  const growing = new Map<number, (reply: FuturesReply) => void>()

  const send = (message: ToMelodyWorker) => worker?.postMessage(message)

  /** Whatever the worker says shows that it lives. */
  const calm = (): void => {
    window.clearInterval(watchdog)
    watchdog = 0
  }

  const refuse = (reason: string): void => {
    choice?.reject(new Error(reason))
    choice = null
  }

  const fail = (said: string): void => {
    const reason = said.slice(0, REASON_CHARACTERS)
    calm()
    worker?.terminate()
    worker = null
    refuse(reason)
    for (const [ask, resolve] of growing) resolve({ ask, outcome: 'refused', reason })
    growing.clear()
    onEvent({ type: 'model', status: 'failed', reason })
    onStatus({ state: 'retrying', why: reason })
    timer = window.setTimeout(start, retryMilliseconds)
    retryMilliseconds = Math.min(LONGEST_RETRY_MILLISECONDS, retryMilliseconds * 2)
    // What cannot even be started with must not keep the partner away.
    if (!isReady) current = shipped
    isReady = false
  }

  const receive = (message: FromMelodyWorker): void => {
    switch (message.type) {
      case 'ready': {
        const { facts } = message
        retryMilliseconds = FIRST_RETRY_MILLISECONDS
        isReady = true
        // One that was asked for before this choice may come in still.
        if (choice?.source.name === facts.name) {
          current = choice.source
          choice.resolve()
          choice = null
        }
        onEvent({ type: 'model', status: 'ready', ...facts })
        onStatus({ state: 'running', detail: facts.name })
        break
      }
      case 'reply': {
        const { reply } = message
        if (reply.outcome === 'lost') onEvent({ type: 'modelLost', ask: reply.ask })
        else if (reply.logits.every(Number.isFinite)) {
          onEvent({ type: 'modelReply', ask: reply.ask, logits: reply.logits })
        } else fail('The network gave no numbers; its weights may be damaged.')
        break
      }
      case 'futures': {
        const { reply } = message
        growing.get(reply.ask)?.(reply)
        growing.delete(reply.ask)
        break
      }
      case 'refused':
        refuse(message.reason)
        break
      case 'key': {
        const { reply } = message
        onEvent(
          reply.outcome === 'lost'
            ? { type: 'keyLost', ask: reply.ask }
            : { type: 'keyReply', ask: reply.ask, losses: reply.losses },
        )
        break
      }
      case 'ahead': {
        const { reply } = message
        const [future] = reply.outcome === 'futures' ? reply.futures : []
        // Without a reply nothing is shown: the next sixteenth asks again.
        if (future) {
          const { tokens, probabilities } = future
          onEvent({ type: 'lookAhead', ask: reply.ask, tokens, probabilities })
        }
        break
      }
      case 'failed':
        fail(message.reason)
    }
  }

  const start = (): void => {
    onStatus({ state: 'starting' })
    const started = new MelodyWorker()
    worker = started
    started.addEventListener('message', ({ data }: MessageEvent<FromMelodyWorker>) => {
      if (worker !== started) return
      calm()
      receive(data)
    })
    started.addEventListener('error', (error) => {
      error.preventDefault()
      if (worker === started)
        fail(`The network's worker crashed: ${error.message || 'no reason given'}.`)
    })
    send({ type: 'load', source: current })
  }

  start()
  return {
    ask(question) {
      if (question.type === 'askAhead') {
        const { chords: heard = [], ...ask } = question.ask
        const chords = heard.map(chordOfClasses)
        send({
          type: 'askAhead',
          ask: { ...ask, dice: ask.shaping.dice, tokens: [], counters: [], count: 1, chords },
        })
        return
      }
      send(question)
      const isOpen = question.type === 'askKey' || question.ask.reply
      if (!isOpen || !worker || watchdog !== 0) return
      let looks = 0
      watchdog = window.setInterval(() => {
        if (++looks === LOOKS) fail('The network does not answer.')
      }, LOOK_MILLISECONDS)
    },
    grow(ask) {
      const number = asks++
      if (!worker) {
        const reason = 'The network is being started again; draw once it is back.'
        return Promise.resolve({ ask: number, outcome: 'refused', reason })
      }
      send({ type: 'askFutures', ask: { ...ask, ask: number } })
      return new Promise((resolve) => growing.set(number, resolve))
    },
    choose(source) {
      if (!worker) {
        return Promise.reject(
          new Error('The network is being started again; choose once it is back.'),
        )
      }
      refuse('Another model was chosen.')
      return new Promise((resolve, reject) => {
        choice = { source, resolve, reject }
        send({ type: 'load', source })
      })
    },
    dispose() {
      calm()
      window.clearTimeout(timer)
      worker?.terminate()
      worker = null
    },
  }
}
