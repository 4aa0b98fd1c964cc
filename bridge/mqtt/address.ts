import { BadInput } from '../options.mjs'

/** Where a broker is, and how to get in. */
export interface BrokerAddress {
  readonly protocol: 'mqtt' | 'mqtts'
  readonly host: string
  readonly port: number
  readonly username: string | null
  readonly password: string | null
  /** Installations that share a broker and not a show have a name each: the address's path. */
  readonly installation: string
  /** For people and logs: without the password. */
  readonly shown: string
}

const PORTS = { mqtt: 1883, mqtts: 8883 } as const
const USUAL_INSTALLATION = 'anthesis'

/**
 * @param text such as mqtt://192.168.1.10, or mqtts://USER:PASSWORD@HOST:PORT/NAME
 * @throws BadInput, which does not repeat what may be a password
 */
export function readBrokerAddress(text: string): BrokerAddress {
  const url = URL.canParse(text) ? new URL(text) : null
  const protocol = url?.protocol === 'mqtts:' ? 'mqtts' : url?.protocol === 'mqtt:' ? 'mqtt' : null
  const installation = decoded(url?.pathname.replace(/^\//, '') ?? '')
  const isUsable =
    url !== null &&
    protocol !== null &&
    url.hostname !== '' &&
    `${url.search}${url.hash}` === '' &&
    /^[\w.-]{0,64}$/.test(installation)
  if (!isUsable) {
    throw new BadInput(
      '--mqtt takes an address such as mqtt://192.168.1.10 or mqtts://USER:PASSWORD@HOST:PORT/NAME, ' +
        'with letters, digits, dots and dashes in NAME.',
    )
  }
  const username = decoded(url.username)
  const password = decoded(url.password)
  const port = url.port === '' ? PORTS[protocol] : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    protocol,
    host,
    port,
    username: username === '' ? null : username,
    password: password === '' ? null : password,
    installation: installation === '' ? USUAL_INSTALLATION : installation,
    shown: `${protocol}://${url.hostname}:${port}`,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
