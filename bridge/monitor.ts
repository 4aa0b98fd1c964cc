import { WebSocket } from 'ws'
import { JOIN_PATH } from './joinPage.ts'
import { BadInput } from './options.mjs'
import { decode, IMMEDIATELY, isBundle, type OscPacket, type OscValue } from './osc.ts'
import { SESSION, SUBPROTOCOL, unixSecondsOf } from './protocol.ts'

/**
 * Prints what a bridge passes on, as one of its clients.
 * @param address such as http://127.0.0.1:8080/, or the one with the token that `--lan` prints
 * @param print gets a line a message
 * @returns why it ended
 * @throws BadInput when no bridge is there, or it lets nobody in
 */
export async function monitor(address: string, print: (line: string) => void): Promise<string> {
  const url = readUrl(address)
  const headers = url.hash === '' ? {} : { Cookie: await exchange(url) }
  const socket = new WebSocket(`ws://${url.host}/osc`, SUBPROTOCOL, { headers })
  socket.binaryType = 'nodebuffer'
  let hasOpened = false
  socket.on('open', () => (hasOpened = true))
  socket.on('message', (data) => {
    if (data instanceof Buffer) for (const line of linesOf(decode(data))) print(line)
  })
  return new Promise((resolve, reject) => {
    let why = ''
    socket.on('error', (error) => (why = error.message))
    socket.on('close', (code) => {
      if (hasOpened) resolve(`The bridge at ${url.origin} has closed the connection (${code}).`)
      else
        reject(new BadInput(`There is no way in at ${url.origin} (${why}); is Anthesis started?`))
    })
  })
}

function readUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol === 'http:') return url
  throw new BadInput(`monitor takes an address such as http://127.0.0.1:8080/, not '${address}'.`)
}

async function exchange(url: URL): Promise<string> {
  const body = url.hash.slice(1)
  const answer = await fetch(`${url.origin}${JOIN_PATH}`, { method: 'POST', body }).catch(() => {
    throw new BadInput(`Nobody answers at ${url.origin}; is Anthesis started with --lan?`)
  })
  const cookie = answer.headers.get('set-cookie')
  if (cookie === null) throw new BadInput((await answer.text()).trim())
  return cookie.split(';')[0] ?? ''
}

/** A line for each message, with the time of the bundle around it; the session's own are left out. */
export function linesOf(packet: OscPacket, timetag: bigint | null = null): string[] {
  if (isBundle(packet)) {
    const own = packet.timetag === IMMEDIATELY ? timetag : packet.timetag
    return packet.packets.flatMap((inner) => linesOf(inner, own))
  }
  if (packet.address.startsWith(SESSION)) return []
  const time = timetag === null ? '' : `${timeOf(timetag)} `
  const values = packet.values.map((value) => ` ${textOf(value)}`).join('')
  return [`${time}${packet.address} ,${packet.types}${values}`]
}

const timeOf = (timetag: bigint): string => {
  const time = new Date(unixSecondsOf(timetag) * 1000)
  return Number.isNaN(time.valueOf()) ? String(timetag) : time.toISOString().slice(11, 23)
}

function textOf(value: OscValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `<${Buffer.from(value).toString('hex')}>`
  if (Array.isArray(value)) return `[${(value as readonly OscValue[]).map(textOf).join(' ')}]`
  if (typeof value === 'object' && value !== null) return 'impulse'
  return String(value)
}
