import type { IncomingMessage } from 'node:http'
import type { Hub, Sender } from './hub.ts'
import { messagesOf } from './instrumentBeat.ts'
import { decode, encode, type OscValue } from './osc.ts'
import { attributeOf, methodOf, nodeAt, treeOf, type Method } from './oscQuery.ts'

export interface OscQueryParts {
  readonly hub: Hub
  /** Where OSC comes in by UDP; null when it does not. */
  readonly port: number | null
}

export interface OscQueryAnswer {
  readonly status: 200 | 204 | 404 | 503
  readonly body: object | null
}

export interface OscQueryDoor {
  /** @param url path and query of the request */
  answer(url: string): Promise<OscQueryAnswer>
}

const LIST = '/anthesis/list'
const SENDER: Sender = { name: 'oscquery', lane: null, hasSession: false }
/** A page that is there answers sooner. */
const PATIENCE_MILLISECONDS = 1000
/** Asked again after that: a scene brings addresses of its own. */
const FRESH_MILLISECONDS = 1000
/** Pages choose how much they tell; they shall not choose how much is kept. */
const MOST_METHODS = 1024

/** Whether a request is OSCQuery's: the page itself is at the same root. */
export function isOscQuery({ url = '/', headers }: IncomingMessage): boolean {
  const [path = '', query = ''] = url.split('?')
  if (path === '/anthesis' || path.startsWith('/anthesis/')) return true
  return path === '/' && (query === 'HOST_INFO' || headers.accept === 'application/json')
}

/** Answers OSCQuery by what the open page says of itself. */
export function openOscQuery({ hub, port }: OscQueryParts): OscQueryDoor {
  let methods: Method[] = []
  let coming: Method[] = []
  let askedAt = -Infinity
  let answered: (() => void)[] = []

  hub.addTarget((packet) => {
    if (answered.length === 0) return
    for (const message of messagesOf(decode(packet))) {
      const method = methodOf(message)
      if (method !== null && coming.length < MOST_METHODS) coming.push(method)
      if (message.address !== `${LIST}/end`) continue
      methods = coming
      for (const resolve of answered.splice(0)) resolve()
    }
  })

  const refresh = async (): Promise<void> => {
    const now = performance.now()
    if (answered.length === 0 && methods.length > 0 && now - askedAt < FRESH_MILLISECONDS) return
    const answer = new Promise<void>((resolve) => {
      answered.push(resolve)
      setTimeout(() => {
        answered = answered.filter((one) => one !== resolve)
        resolve()
      }, PATIENCE_MILLISECONDS).unref()
    })
    if (answered.length === 1) {
      askedAt = now
      coming = []
      hub.receive(encode({ address: LIST, types: '', values: [] }), SENDER)
    }
    await answer
  }

  const stateNow = (): Map<string, readonly OscValue[]> => {
    const messages = [...hub.state].flatMap((packet) => messagesOf(decode(packet)))
    return new Map(messages.map(({ address, values }) => [address, values]))
  }

  return {
    async answer(url) {
      const [path = '', query = ''] = url.split('?')
      if (query === 'HOST_INFO') return { status: 200, body: hostInfo(port) }
      await refresh()
      if (methods.length === 0) return { status: 503, body: { error: 'No page is open.' } }
      const node = nodeAt(treeOf(methods, stateNow()), path)
      if (node === null) return { status: 404, body: { error: `There is no ${path}.` } }
      if (query === '') return { status: 200, body: node }
      const value = attributeOf(node, query)
      return value === undefined
        ? { status: 204, body: null }
        : { status: 200, body: { [query]: value } }
    },
  }
}

const hostInfo = (port: number | null): object => ({
  NAME: 'Anthesis',
  ...(port === null ? {} : { OSC_PORT: port, OSC_TRANSPORT: 'UDP' }),
  EXTENSIONS: { ACCESS: true, VALUE: true, RANGE: true, DESCRIPTION: true, TYPE: true },
})
