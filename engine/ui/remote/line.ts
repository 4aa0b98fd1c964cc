import OSC from 'osc-js'

export interface LineListener {
  /** The bridge is there, for the first time or again. */
  joined(): void
  lost(): void
  message(address: string, args: readonly unknown[]): void
}

export interface Line {
  send(address: string, ...args: (number | string)[]): void
}

const RETRY_MILLISECONDS = 500
const LOOK_MILLISECONDS = 1000
/** The instrument says something at every beat; when it does not, it is asked to. */
const QUIET_MILLISECONDS = 3000
/** A phone that slept has a socket that seems open and is dead. */
const DEAD_MILLISECONDS = 6000

/** The way to the bridge that this page came from, with osc-js; it comes back by itself. */
export function openLine(listener: LineListener): Line {
  let osc: OSC | null = null
  let heardAt = performance.now()

  const drop = (): void => {
    const before = osc
    osc = null
    if (before === null) return
    listener.lost()
    try {
      before.close()
    } catch {
      // It is closed already.
    }
    window.setTimeout(connect, RETRY_MILLISECONDS)
  }

  const connect = (): void => {
    const port = Number(location.port || (location.protocol === 'https:' ? 443 : 80))
    const secure = location.protocol === 'https:'
    const plugin = new OSC.WebsocketClientPlugin({ host: location.hostname, port, secure })
    const own = new OSC({ plugin })
    osc = own
    heardAt = performance.now()
    own.on('open', () => {
      if (osc === own) listener.joined()
    })
    own.on('close', () => {
      if (osc === own) drop()
    })
    own.on('error', () => {
      if (osc === own) drop()
    })
    own.on('*', (message: OSC.Message) => {
      heardAt = performance.now()
      if (osc === own) listener.message(message.address, message.args)
    })
    own.open()
  }

  const isOpen = (): boolean => osc?.status() === OSC.STATUS.IS_OPEN

  const send = (address: string, ...args: (number | string)[]): void => {
    if (isOpen()) osc?.send(new OSC.Message(address, ...args))
  }

  const look = (): void => {
    const quiet = performance.now() - heardAt
    if (document.hidden || quiet < QUIET_MILLISECONDS) return
    if (quiet > DEAD_MILLISECONDS) drop()
    else send('/anthesis/state')
  }

  connect()
  window.setInterval(look, LOOK_MILLISECONDS)
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  return { send }
}
