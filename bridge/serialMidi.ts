import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, open } from 'node:fs'
import { basename } from 'node:path'
import { ReadStream } from 'node:tty'
import { promisify } from 'node:util'
import type { MidiPorts, MidiSink } from './midiPorts.ts'
import { MidiStream } from './midiStream.ts'

/** Between tries to open a device that is not there. */
const RETRY_MILLISECONDS = 1000

export interface SerialMidi extends MidiPorts {
  /** Bytes that were part of no message. */
  readonly dropped: number
}

interface Line {
  write(bytes: Uint8Array): void
  close(): void
}

/**
 * MIDI over a serial line. A device that is not there, or goes, is awaited: it says so once, and
 * again when it has come.
 * @param path of a device that is set to its speed already, such as /dev/ttyMIDI
 */
export function openSerialMidi(path: string, sink: MidiSink): SerialMidi {
  const port = sink.takeName(basename(path))
  const stream = new MidiStream((message) => sink.receive(port, message))
  let line: Line | null = null
  let isClosed = false
  let hasWarned = false
  let retry: NodeJS.Timeout | null = null

  const lost = (why: string): void => {
    line = null
    if (isClosed) return
    if (!hasWarned) {
      sink.warn(`Serial MIDI at ${path} is not to be had (${why}); plug it in, it is tried again.`)
    }
    hasWarned = true
    retry = setTimeout(connect, RETRY_MILLISECONDS)
  }
  const connect = (): void => {
    openLine(path, (bytes) => stream.push(bytes), lost).then(
      (opened) => {
        if (isClosed) {
          opened.close()
          return
        }
        line = opened
        hasWarned = false
        sink.say(`Serial MIDI at ${path} is open as ${port}`)
      },
      (error: unknown) => lost(error instanceof Error ? error.message : String(error)),
    )
  }
  connect()
  return {
    get names() {
      return line === null ? [] : [port]
    },
    get dropped() {
      return stream.dropped
    },
    send(name, message) {
      if (name !== port || line === null) return false
      line.write(message)
      return true
    },
    close() {
      isClosed = true
      if (retry !== null) clearTimeout(retry)
      line?.close()
      sink.freeName(port)
    },
  }
}

/**
 * @param lost called once, when an open line ends
 * @throws Error when the device cannot be opened, or is no serial line
 */
async function openLine(
  path: string,
  read: (bytes: Uint8Array) => void,
  lost: (why: string) => void,
): Promise<Line> {
  await setRaw(path)
  // Without O_NONBLOCK opening may wait for a modem's carrier.
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
  // A stream of node:fs would hold one of four threads for ever; this one is polled.
  const stream = new ReadStream(await promisify(open)(path, flags))
  let isOver = false
  const end = (why: string): void => {
    if (isOver) return
    isOver = true
    stream.destroy()
    lost(why)
  }
  stream.on('data', (chunk) => read(chunk))
  stream.on('error', (error) => end(error.message))
  stream.on('end', () => end('it has ended'))
  return {
    write: (bytes) => void stream.write(bytes),
    close() {
      isOver = true
      stream.destroy()
    },
  }
}

/** Bytes as they are: no line editing, no echo, no flow control. The speed stays as it is. */
async function setRaw(path: string): Promise<void> {
  const flag = process.platform === 'darwin' ? '-f' : '-F'
  const stty = spawn('stty', [flag, path, 'raw', '-echo'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  stty.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const [code] = (await once(stty, 'close')) as [number | null]
  if (code !== 0) throw new Error(complaint.trim().split('\n')[0] ?? 'stty failed')
}
