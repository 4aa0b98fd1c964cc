import { WebSocket } from 'ws'
import { readEnsemble, type EnsembleMessage } from '../../bridge/ensemble.ts'
import { decode, OscError } from '../../bridge/osc.ts'
import { readSession, SUBPROTOCOL } from '../../bridge/protocol.ts'

export interface BridgeLine {
  /** Sends a packet; without a bridge it is nobody's. */
  send(packet: Uint8Array): void
  close(): void
}

export interface BridgeLineListener {
  /** The bridge is there, for the first time or again. */
  joined(): void
  /** It was there, or has never been. */
  lost(why: string): void
  message(message: EnsembleMessage): void
}

const RETRY_MILLISECONDS = 500

/** A line to a bridge for a process, with its way back. @param url of the WebSocket */
export function openBridgeLine(url: string, listener: BridgeLineListener): BridgeLine {
  let socket: WebSocket | null = null
  let timer: NodeJS.Timeout | null = null
  let isClosed = false

  const connect = (): void => {
    const current = new WebSocket(url, SUBPROTOCOL)
    socket = current
    let why = 'it closed the line'
    current.binaryType = 'nodebuffer'
    current.on('error', (error) => (why = error.message))
    current.on('close', () => {
      socket = null
      if (isClosed) return
      listener.lost(why)
      timer = setTimeout(connect, RETRY_MILLISECONDS)
    })
    current.on('message', (data) => {
      if (data instanceof Buffer) hear(data)
    })
  }

  const hear = (bytes: Buffer): void => {
    try {
      const packet = decode(bytes)
      const message = readEnsemble(packet)
      if (message !== null) listener.message(message)
      else if (readSession(packet)?.type === 'welcome') listener.joined()
    } catch (error) {
      // A server that is no bridge.
      if (!(error instanceof OscError)) throw error
      socket?.terminate()
    }
  }

  connect()
  return {
    send(packet) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(packet)
    },
    close() {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
      socket?.terminate()
    },
  }
}
