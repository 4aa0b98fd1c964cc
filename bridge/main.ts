import { buildIfStale } from './build.ts'
import { devListener } from './devServer.ts'
import { REPOSITORY } from './install.mjs'
import { claimPort } from './listen.ts'
import type { Options } from './options.mjs'
import { readSite } from './site.ts'
import { staticListener } from './staticServer.ts'

/**
 * Serves Anthesis as the options ask, on 127.0.0.1 alone.
 * @returns the address, with a slash at its end
 * @throws BadInput when the port or the folder cannot be used
 */
export async function main(options: Options): Promise<string> {
  // Before building, so that a taken port is said at once.
  const claim = await claimPort(options.port)
  if (options.dev) claim.answerWith(await devListener(REPOSITORY, claim.server))
  else {
    const folder = options.folder ?? (await buildIfStale(REPOSITORY))
    claim.answerWith(staticListener(await readSite(folder)))
  }
  return claim.address
}
