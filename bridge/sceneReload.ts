import { posix } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { normalizePath, type Plugin } from 'vite'

/** The name under which the page listens, in engine/edges/picture.ts. */
const SCENES_CHANGED = 'anthesis:scenes'

/**
 * Vite's part of changing scenes while the show runs. Vite's own hot reload does not reach into
 * module workers and would reload the page; this keeps saved scenes from it and tells the page where
 * the new registry is, which the draw worker then reads.
 * @param scenes path of the folder with the registry, index.ts
 */
export function sceneReload(scenes: string): Plugin {
  const folder = posix.join(normalizePath(scenes), '/')
  const registry = posix.join('/@fs/', folder, 'index.ts')
  return {
    name: 'anthesis-scenes',
    apply: 'serve',
    config(user) {
      // Errors go to the strip, which never covers the show; Vite's overlay would.
      return user.server?.hmr === false ? {} : { server: { hmr: { overlay: false } } }
    },
    hotUpdate: {
      order: 'pre',
      async handler({ type, file, timestamp, modules, read }) {
        if (!file.startsWith(folder)) return
        const { environment } = this
        if (environment.name !== 'client') return []
        // An editor empties the file before it fills it; Vite's reading waits for the second half.
        if (type !== 'delete') await read()
        const problems: { scene: string; why: string }[] = []
        // A scene's helpers lie in a folder of its name.
        const scene = file.slice(folder.length).split(/[/.]/)[0] ?? file
        for (const module of modules) {
          // Marked as hot, its importers up to the registry name this version when they import it.
          environment.moduleGraph.invalidateModule(module, new Set(), timestamp, true)
          if (type === 'delete') continue
          try {
            await environment.transformRequest(module.url)
          } catch (reason) {
            problems.push({ scene, why: inOneLine(reason) })
          }
        }
        const url = `${registry}?t=${timestamp}`
        // `SceneChange` in engine/edges/drawMessages.ts.
        const data = { url, saved: scene, problems }
        environment.hot.send({ type: 'custom', event: SCENES_CHANGED, data })
        return []
      },
    },
  }
}

/** What is wrong and where, out of a drawing of it in colours. */
function inOneLine(reason: unknown): string {
  const text = stripVTControlCharacters(reason instanceof Error ? reason.message : String(reason))
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const what = lines.find((line) => !line.startsWith('Transform failed')) ?? text
  const where = /\S+:\d+:\d+/.exec(text)?.[0]
  const plain = what.replace(/^\[\w+\]\s*/, '').trim()
  return where === undefined || plain.includes(where) ? plain : `${plain} at ${where}`
}
