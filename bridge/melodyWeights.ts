import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { ISOLATION } from './headers.ts'

/** Where the page fetches the weights, on the dev server and in the build alike. */
const URL_FOLDER = 'models/melody/weights'

const CONTENT_TYPES = {
  'config.json': 'application/json',
  'weights_manifest.json': 'application/json',
  'group1-shard1of1': 'application/octet-stream',
} as const

type FileName = keyof typeof CONTENT_TYPES
const FILE_NAMES = Object.keys(CONTENT_TYPES) as FileName[]

/**
 * Puts the melody model's files under their own names at /models/melody/weights/, since the manifest
 * names its shard and a hashed name would break that. Without them the dev server answers 404 and the
 * build warns; the page then says that it has no model.
 * @param folder where they lie
 */
export function melodyWeights(folder: string): Plugin {
  return {
    name: 'melody-weights',
    configureServer(server) {
      server.middlewares.use(`/${URL_FOLDER}`, (request, response) => {
        const path = request.url?.split('?')[0] ?? ''
        const name = FILE_NAMES.find((known) => path === `/${known}`)
        if (name === undefined || !existsSync(join(folder, name))) {
          response.statusCode = 404
          response.end()
          return
        }
        for (const [header, value] of Object.entries(ISOLATION)) response.setHeader(header, value)
        response.setHeader('Content-Type', CONTENT_TYPES[name])
        response.setHeader('Cache-Control', 'no-cache')
        createReadStream(join(folder, name)).pipe(response)
      })
    },
    async generateBundle() {
      for (const name of FILE_NAMES) {
        if (!existsSync(join(folder, name))) {
          this.warn(`${join(folder, name)} is missing: the page will have no melody model.`)
          continue
        }
        const source = await readFile(join(folder, name))
        this.emitFile({ type: 'asset', fileName: `${URL_FOLDER}/${name}`, source })
      }
    },
  }
}
