import TakeWorker from './takeWorker.ts?worker'
import type { Status } from '../core/status.ts'
import type { FromTake, ToTake } from './takeMessages.ts'

/** The log of this performance as it is kept. */
export interface Take {
  write(lines: string): void
  /** Whether what is read is not all that was written. */
  readonly isBrokenOff: boolean
  /** All that was written so far. @throws Error when it cannot be read */
  read(): Promise<ArrayBuffer>
}

/** Lines are handed over in chunks of at most this age, or this size. */
const CHUNK_MILLISECONDS = 250
const CHUNK_CHARACTERS = 65536

interface Reader {
  readonly resolve: (content: ArrayBuffer) => void
  readonly reject: (error: Error) => void
}

/** @param name of the file, unique and rising with time */
export function openTake(name: string, onStatus: (status: Status) => void): Take {
  const worker = new TakeWorker()
  const readers = new Map<number, Reader>()
  let waiting = ''
  let timer = 0
  let requests = 0
  let isBrokenOff = false
  let crash: Error | null = null
  const send = (message: ToTake) => worker.postMessage(message)

  const flush = (): void => {
    window.clearTimeout(timer)
    timer = 0
    if (waiting !== '') send({ type: 'write', lines: waiting })
    waiting = ''
  }

  onStatus({ state: 'starting' })
  worker.addEventListener('message', ({ data }: MessageEvent<FromTake>) => {
    if (data.type === 'opened') onStatus({ state: 'running', detail: 'kept on this machine' })
    else if (data.type === 'failed') {
      isBrokenOff = true
      onStatus({ state: 'failed', why: data.why, remedy: data.remedy })
    } else {
      const reader = readers.get(data.request)
      readers.delete(data.request)
      if (data.type === 'content') reader?.resolve(data.content)
      else reader?.reject(new Error(data.why))
    }
  })
  worker.addEventListener('error', (error) => {
    error.preventDefault()
    isBrokenOff = true
    const why = `The take is not being written: ${error.message || 'its worker crashed'}.`
    onStatus({
      state: 'failed',
      why,
      remedy: 'Reload the page between two pieces; F4, Earlier takes saves what there is.',
    })
    crash = new Error(why)
    for (const { reject } of readers.values()) reject(crash)
    readers.clear()
  })
  send({ type: 'open', name })
  window.addEventListener('pagehide', flush)

  return {
    get isBrokenOff() {
      return isBrokenOff
    },
    write(lines) {
      waiting += lines
      if (waiting.length > CHUNK_CHARACTERS) flush()
      else if (timer === 0) timer = window.setTimeout(flush, CHUNK_MILLISECONDS)
    },
    read() {
      if (crash) return Promise.reject(crash)
      flush()
      const request = requests++
      return new Promise((resolve, reject) => {
        readers.set(request, { resolve, reject })
        send({ type: 'read', request })
      })
    },
  }
}
