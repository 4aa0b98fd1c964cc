import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Admission, Caller } from './admission.ts'
import { SITE_HEADERS } from './headers.ts'
import { isOscQuery, type OscQueryDoor } from './oscQueryDoor.ts'
import { JOIN_PAGE, JOIN_PATH, JOIN_SCRIPT } from './joinPage.ts'

export interface GatePorts {
  readonly admission: Admission
  /** The instrument as OSCQuery has it. */
  readonly oscQuery: OscQueryDoor
  /** What `/status` answers. */
  readonly status: () => Promise<unknown>
  /** Whether one more try of the token may be, by how often the address tries. */
  readonly mayTry: (address: string) => boolean
  /** A line for the log. */
  readonly say: (line: string) => void
}

/** Longer bodies hold no token. */
const LONGEST_TOKEN = 256

/** What decides about a request. */
export const callerOf = ({ headers, socket }: IncomingMessage): Caller => ({
  host: headers.host,
  origin: headers.origin,
  cookie: headers.cookie,
  remoteAddress: socket.remoteAddress,
})

/** Stands before the pages: who may not come in does not, and the bridge's own addresses are here. */
export function gate(inner: RequestListener, ports: GatePorts): RequestListener {
  const { admission, say } = ports
  return (request, response) => {
    const caller = callerOf(request)
    const path = (request.url ?? '/').replace(/[?#].*$/s, '')
    const isJoining = path === JOIN_PATH || path === `${JOIN_PATH}.js`
    const refusal = isJoining ? admission.foreignness(caller) : admission.refusal(caller)
    if (refusal !== null) {
      say(`${caller.remoteAddress ?? 'someone'} was refused: ${refusal.reason}`)
      answer(response, refusal.status, 'text/plain', `${refusal.reason}\n`)
    } else if (isJoining) join(request, response, path, ports)
    else if (path === '/status' && request.method === 'GET') {
      ports.status().then(
        (status) => answer(response, 200, 'application/json', `${JSON.stringify(status)}\n`),
        (error: unknown) => answer(response, 500, 'text/plain', `${String(error)}\n`),
      )
    } else if (request.method === 'GET' && isOscQuery(request)) {
      ports.oscQuery.answer(request.url ?? '/').then(
        ({ status, body }) =>
          answer(response, status, 'application/json', body === null ? '' : JSON.stringify(body)),
        (error: unknown) => answer(response, 500, 'text/plain', `${String(error)}\n`),
      )
    } else inner(request, response)
  }
}

function join(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { admission, mayTry, say }: GatePorts,
): void {
  if (request.method !== 'POST') {
    const isPage = path === JOIN_PATH
    answer(
      response,
      200,
      isPage ? 'text/html' : 'text/javascript',
      isPage ? JOIN_PAGE : JOIN_SCRIPT,
    )
    return
  }
  const address = request.socket.remoteAddress ?? ''
  if (!mayTry(address)) {
    answer(response, 429, 'text/plain', 'Too many tries; wait a minute.\n')
    return
  }
  let token = ''
  request.setEncoding('latin1')
  request.on('data', (text: string) => {
    if (token.length <= LONGEST_TOKEN) token += text
  })
  request.on('end', () => {
    const cookie = token.length > LONGEST_TOKEN ? null : admission.exchange(token)
    if (cookie === null) {
      say(`${address} brought a token that is not ours`)
      const line = 'This token is not of this start of Anthesis; scan the code it shows now.\n'
      answer(response, 403, 'text/plain', line)
    } else {
      response.setHeader('Set-Cookie', cookie)
      answer(response, 204, 'text/plain', '')
    }
  })
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    ...SITE_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': `${type}; charset=utf-8`,
  })
  response.end(body)
}
