/** What `/status` says, in a line for the bridge's light; null when it is no status. */
export function statusWords(status: unknown): string | null {
  if (!isRecord(status) || !Array.isArray(status['sources']) || !isRecord(status['drops']))
    return null
  const sources = status['sources'].filter(isRecord).filter(({ lastSecondsAgo }) => {
    return typeof lastSecondsAgo === 'number' && lastSecondsAgo < RECENT_SECONDS
  })
  const clients = Array.isArray(status['clients']) ? status['clients'].length : 0
  const lag = isRecord(status['lag']) ? numberOf(status['lag']['p99Milliseconds']) : 0
  const rate = sources.reduce((sum, source) => sum + numberOf(source['rate']), 0)
  const drops = Object.values(status['drops']).reduce(
    (sum: number, count) => sum + numberOf(count),
    0,
  )
  const latest = sources.reduce<Fields | null>(
    (a, b) =>
      a !== null && numberOf(a['lastSecondsAgo']) <= numberOf(b['lastSecondsAgo']) ? a : b,
    null,
  )
  const last = latest?.['lastAddress']
  return [
    `${rate} a second from ${sources.length}`,
    `${clients} ${clients === 1 ? 'client' : 'clients'}`,
    `${drops} dropped`,
    ...dismissedWords(numberOf(status['drops']['clients'])),
    `lag ${Math.round(lag)} ms`,
    ...(typeof last === 'string' ? [`last ${last}`] : []),
    ...linkWords(status['link']),
  ].join(', ')
}

/** How many clients could not take their events; nothing while all could. */
const dismissedWords = (count: number): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? 'client' : 'clients'} too slow and sent away`]

/** Who else is in the Ableton Link session, and its tempo; nothing where none was asked for. */
function linkWords(link: unknown): string[] {
  if (!isRecord(link)) return []
  const { peers, tempo } = link
  if (typeof peers !== 'number') return ['no Ableton Link here']
  const others = peers === 0 ? 'alone' : `with ${peers} ${peers === 1 ? 'other' : 'others'}`
  return [`Link ${others}${typeof tempo === 'number' ? ` at ${tempo.toFixed(1)}` : ''}`]
}

type Fields = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0

/** One that has been silent for longer sends no more. */
const RECENT_SECONDS = 10
const ASK_MILLISECONDS = 1000

/** Asks the bridge how it is, once a second for as long as somebody sees the answer. */
export class BridgeStatus {
  readonly #url: string
  readonly #tell: (words: string) => void
  #askAt = 0
  #isAsking = false

  constructor(url: string, tell: (words: string) => void) {
    this.#url = url
    this.#tell = tell
  }

  /** Called every few milliseconds while the bridge is there. */
  wake(nowMilliseconds: number): void {
    if (this.#isAsking || nowMilliseconds < this.#askAt || document.hidden) return
    this.#askAt = nowMilliseconds + ASK_MILLISECONDS
    this.#isAsking = true
    void this.#ask()
  }

  async #ask(): Promise<void> {
    try {
      const words = statusWords(await (await fetch(this.#url)).json())
      if (words !== null) this.#tell(words)
    } catch {
      // The socket says that the bridge has gone; it need not be said twice.
    } finally {
      this.#isAsking = false
    }
  }
}
