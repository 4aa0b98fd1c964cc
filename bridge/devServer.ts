import type { RequestListener, Server } from 'node:http'
import { join } from 'node:path'
import { createServer } from 'vite'

/**
 * Vite's dev server, answering through ours, so that address, port and failures are the same as
 * for a build.
 * @param repository its top folder
 * @param server carries hot reload's WebSocket
 */
export async function devListener(repository: string, server: Server): Promise<RequestListener> {
  const vite = await createServer({
    configFile: join(repository, 'vite.config.ts'),
    logLevel: 'warn',
    server: { middlewareMode: true, ws: { server } },
  })
  return vite.middlewares
}
