import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isLoopback } from './sourceFilter.ts'

/** What a request says of itself, and where it comes from. */
export interface Caller {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly cookie: string | undefined
  readonly remoteAddress: string | undefined
}

export interface Refusal {
  readonly status: 401 | 403
  readonly reason: string
}

/** 128 bits, in letters that a URL need not escape. */
const secret = (): string => randomBytes(16).toString('base64url')

/** In constant time, whatever is given. */
function isSame(given: string, kept: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(kept))
}

/**
 * Who may come in by HTTP and WebSocket. A name that is not ours may be a foreign page that pointed
 * its own name at this machine (DNS rebinding); an origin that is not ours is a foreign page. Other
 * machines need the cookie that the token was exchanged for.
 */
export class Admission {
  /** Printed once, for a URL's fragment. */
  readonly token = secret()
  readonly #session = secret()
  readonly #hosts: ReadonlySet<string>
  readonly #cookieName: string

  /** @param names under which this machine may be called, without port */
  constructor(names: readonly string[], port: number) {
    const bare = port === 80 ? names : []
    const hosts = [...names.map((name) => `${name}:${port}`), ...bare]
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()))
    // Browsers send a host's cookies to all of its ports.
    this.#cookieName = `anthesis-${port}`
  }

  /** Why a caller may not come in; null when he may. */
  refusal(caller: Caller): Refusal | null {
    const foreign = this.foreignness(caller)
    if (foreign !== null) return foreign
    if (isLoopback(caller.remoteAddress ?? '') || this.#hasCookie(caller.cookie)) return null
    return { status: 401, reason: 'Open the address with the token that npm start printed.' }
  }

  /** As {@link refusal}, for what even a caller without the cookie may see. */
  foreignness({ host, origin }: Caller): Refusal | null {
    if (host === undefined || !this.#hosts.has(host.toLowerCase())) {
      return { status: 403, reason: 'Anthesis does not answer to this name.' }
    }
    const page = origin?.toLowerCase().replace(/^http:\/\//, '')
    return page === undefined || this.#hosts.has(page)
      ? null
      : { status: 403, reason: 'Pages of other origins may not speak to Anthesis.' }
  }

  /** The Set-Cookie header for one who has the token; null for one who has not. */
  exchange(token: string): string | null {
    return isSame(token, this.token)
      ? `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800`
      : null
  }

  #hasCookie(cookie: string | undefined): boolean {
    return (cookie ?? '').split(';').some((pair) => {
      const [name, value = ''] = pair.trim().split('=')
      return name === this.#cookieName && isSame(value, this.#session)
    })
  }
}
