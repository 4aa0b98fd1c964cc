import type { Milliseconds } from '../core/units.ts'
import type { DrawStart, FromDraw, ToDraw } from './drawMessages.ts'
import { tellDraw, threadClock, type Draw } from './drawContract.ts'

/** Where the picture is drawn: the draw worker, or the page. Thread: main. */
export interface Easel {
  send(message: EaselMessage): void
  close(): void
}

export type EaselMessage = Exclude<ToDraw, { type: 'start' | 'ping' }>

/** Looks at whether the worker still answers, until it counts as hung. */
const LOOKS = 10

export const canDrawInWorker = (canvas: HTMLCanvasElement): boolean =>
  'transferControlToOffscreen' in canvas && 'Worker' in globalThis

/**
 * @param canvas not drawn on before; from now on the worker's
 * @param patience until a silent worker counts as hung; compiling a scene can hold it for seconds
 */
export function openWorkerEasel(
  canvas: HTMLCanvasElement,
  start: DrawStart,
  hear: (message: FromDraw) => void,
  patience: Milliseconds,
): Easel {
  const worker = new Worker(new URL('./drawWorker.ts', import.meta.url), {
    type: 'module',
    name: 'draw',
  })
  const post = (message: ToDraw, transfer: Transferable[] = []): void => {
    worker.postMessage(message, transfer)
  }
  let answered = false
  let unanswered = 0
  // Counted in looks, not in time: when this thread stands still, no look is taken either.
  const watch = setInterval(() => {
    if (answered) unanswered++
    if (unanswered > LOOKS) hear({ type: 'lost', why: 'the draw worker no longer answers' })
    else post({ type: 'ping' })
  }, patience / LOOKS)
  worker.onmessage = ({ data }: MessageEvent<FromDraw>) => {
    answered = true
    unanswered = 0
    if (data.type !== 'pong') hear(data)
  }
  worker.onerror = (event) => {
    // Before its first word it could not be loaded; later it is an error that left it alive.
    if (!answered) hear({ type: 'cannotDraw', why: event.message || 'its worker did not start' })
  }
  const offscreen = canvas.transferControlToOffscreen()
  post({ type: 'start', canvas: offscreen, start }, [offscreen])
  return {
    send: post,
    close() {
      clearInterval(watch)
      worker.terminate()
    },
  }
}

/** The same drawing on this thread; a slow scene slows the page then. */
export function openPageEasel(
  canvas: HTMLCanvasElement,
  start: DrawStart,
  hear: (message: FromDraw) => void,
): Easel {
  const waiting: EaselMessage[] = []
  let draw: Draw | null = null
  let closed = false
  const open = async (): Promise<void> => {
    // Loaded only where it is needed: the worker has its own copy of three.
    const { openDraw } = await import('./draw.ts')
    const opened = await openDraw(canvas, start, threadClock, hear)
    draw = opened
    tell = (message) => {
      tellDraw(opened, message)
    }
    if (closed) opened.dispose()
    else waiting.splice(0).forEach(tell)
  }
  let tell = (message: EaselMessage): void => {
    waiting.push(message)
  }
  open().catch((reason: unknown) => {
    const why = reason instanceof Error ? reason.message : String(reason)
    hear({ type: 'cannotDraw', why })
  })
  return {
    send(message) {
      tell(message)
    },
    close() {
      closed = true
      draw?.dispose()
    },
  }
}
