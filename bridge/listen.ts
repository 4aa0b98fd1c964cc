import { createServer, type RequestListener, type Server } from 'node:http'
import { BadInput } from './options.mjs'

/** This machine alone. */
export const LOOPBACK = '127.0.0.1'
/** Those who connect and say nothing are cut off. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
}
const MOST_CONNECTIONS = 512

export interface Claim {
  /** Already listening. */
  readonly server: Server
  /** Such as http://127.0.0.1:8080/. */
  readonly address: string
  readonly port: number
  /** Requests wait until this has been called once. */
  answerWith(listener: RequestListener): void
}

/**
 * Takes a port of this machine.
 * @param port 0 for any free one
 * @param host {@link LOOPBACK}, out of reach of others, or an address that others reach
 * @throws BadInput when it cannot be had
 */
export async function claimPort(port: number, host: string): Promise<Claim> {
  let answerWith: (listener: RequestListener) => void = () => undefined
  const listener = new Promise<RequestListener>((resolve) => {
    answerWith = resolve
  })
  const server = createServer(TIMEOUTS, (request, response) => {
    void listener.then((answer) => {
      answer(request, response)
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)))
    server.listen(port, host, resolve)
  })
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.')
  return { server, address: `http://${LOOPBACK}:${bound.port}/`, port: bound.port, answerWith }
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new BadInput(
      `Port ${port} is taken by another program; close that, or choose another port: ` +
        `npm start -- --port ${port === 65535 ? port - 1 : port + 1}`,
    )
  }
  if (error.code === 'EACCES') {
    return new BadInput(
      `This user may not open port ${port}; choose one above 1023: npm start -- --port 8080`,
    )
  }
  return error
}
