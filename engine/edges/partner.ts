import MelodyWorker from '../../models/melody/worker.ts?worker'
import type { FromMelodyWorker, ToMelodyWorker } from '../../models/melody/workerMessages.ts'
import type { Event } from '../core/events.ts'
import type { Status } from '../core/status.ts'
import type { AskCommand } from '../performance/commands.ts'

/** The melody network behind its worker. */
export interface Partner {
  ask(question: AskCommand): void
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

/**
 * Loads a checkpoint folder in a worker and keeps it alive.
 * @param url of the folder
 * @param name what the log and the page call it
 * @param onEvent the network's state and replies, for the fold
 */
export function openPartner(
  url: string,
  name: string,
  onEvent: (event: Event) => void,
  onStatus: (status: Status) => void,
): Partner {
  let worker: Worker | null = null
  let timer = 0
  let watchdog = 0
  let retryMilliseconds = FIRST_RETRY_MILLISECONDS

  const send = (message: ToMelodyWorker) => worker?.postMessage(message)

  /** Whatever the worker says shows that it lives. */
  const calm = (): void => {
    window.clearInterval(watchdog)
    watchdog = 0
  }

  const fail = (said: string): void => {
    const reason = said.slice(0, REASON_CHARACTERS)
    calm()
    worker?.terminate()
    worker = null
    onEvent({ type: 'model', status: 'failed', reason })
    onStatus({ state: 'retrying', why: reason })
    timer = window.setTimeout(start, retryMilliseconds)
    retryMilliseconds = Math.min(LONGEST_RETRY_MILLISECONDS, retryMilliseconds * 2)
  }

  const receive = (message: FromMelodyWorker): void => {
    switch (message.type) {
      case 'ready': {
        const { facts } = message
        retryMilliseconds = FIRST_RETRY_MILLISECONDS
        onEvent({ type: 'model', status: 'ready', ...facts })
        onStatus({ state: 'running', detail: name })
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
      case 'key': {
        const { reply } = message
        onEvent(
          reply.outcome === 'lost'
            ? { type: 'keyLost', ask: reply.ask }
            : { type: 'keyReply', ask: reply.ask, losses: reply.losses },
        )
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
    send({ type: 'load', url, name })
  }

  start()
  return {
    ask(question) {
      send(question)
      const isOpen = question.type === 'askKey' || question.ask.reply
      if (!isOpen || !worker || watchdog !== 0) return
      let looks = 0
      watchdog = window.setInterval(() => {
        if (++looks === LOOKS) fail('The network does not answer.')
      }, LOOK_MILLISECONDS)
    },
    dispose() {
      calm()
      window.clearTimeout(timer)
      worker?.terminate()
      worker = null
    },
  }
}
