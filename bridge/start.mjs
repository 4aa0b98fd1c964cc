/**
 * What `npm start` runs. Plain JavaScript on Node's own modules, because on a fresh clone it runs
 * before any package is there; once they are, it hands over to main.ts.
 */
import { install, nodeTooOld } from './install.mjs'
import { BadInput, HELP, readOptions } from './options.mjs'

/**
 * @param {number} code
 * @param {string} line
 * @returns {never}
 */
function end(code, line) {
  process.stderr.write(`anthesis: ${line}\n`)
  process.exit(code)
}

/** @param {unknown} error */
function endWith(error) {
  if (error instanceof BadInput) return end(2, error.message)
  const message = error instanceof Error ? error.message : String(error)
  return end(1, message.replace(/\s*\n\s*/g, ' '))
}

const tooOld = nodeTooOld(process.versions.node)
if (tooOld !== null) end(2, tooOld)

try {
  const options = readOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd())
  if (options.help) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  const notInstalled = install()
  if (notInstalled !== null) end(1, notInstalled)
  const { register } = await import('tsx/esm/api')
  register()
  const { main } = await import('./main.ts')
  process.stdout.write(`${(await main(options)).join('\n')}\n`)
} catch (error) {
  endWith(error)
}
