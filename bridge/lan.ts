import { hostname, networkInterfaces } from 'node:os'
import { renderUnicodeCompact } from 'uqr'
import { JOIN_PATH } from './joinPage.ts'

/** IPv4 addresses of this machine that others can reach. */
export const lanAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address),
  )

/** Under which this machine may be called by itself, and with `--lan` by others too. */
export function machineNames(isLan: boolean): string[] {
  const own = ['127.0.0.1', 'localhost', '[::1]']
  if (!isLan) return own
  const name = hostname()
  return [...own, ...lanAddresses(), name, ...(name.includes('.') ? [] : [`${name}.local`])]
}

/**
 * Where phones and other machines come in, as text and as a code for their cameras.
 * @param token goes into the fragment, which browsers do not send
 */
export function invitation(port: number, token: string): string[] {
  const urls = lanAddresses().map((address) => `http://${address}:${port}${JOIN_PATH}#${token}`)
  const [first] = urls
  if (first === undefined) return ['This machine is in no network; --lan lets in nobody.']
  // White on black as terminals are, since cameras want the quiet zone lighter than the code.
  const code = renderUnicodeCompact(first, { border: 2, invert: true })
  return [...urls.map((url) => `Other machines come in at ${url}`), code]
}
