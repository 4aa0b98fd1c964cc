/**
 * What `npm test` runs: everything, or with arguments vitest alone with those. On a fresh clone it
 * first gets the packages and a Chromium.
 */
import { spawnSync } from 'node:child_process'
import { install, nodeTooOld, REPOSITORY } from '../bridge/install.mjs'

/**
 * @param {number} code
 * @param {string} line
 * @returns {never}
 */
function end(code, line) {
  process.stderr.write(`anthesis: ${line}\n`)
  process.exit(code)
}

/**
 * @param {readonly string[]} words a script of a package, and its arguments
 * @returns {number} its exit code
 */
function node([script = '', ...words]) {
  const { status } = spawnSync(
    process.execPath,
    [`${REPOSITORY}node_modules/${script}`, ...words],
    {
      cwd: REPOSITORY,
      stdio: 'inherit',
    },
  )
  return status ?? 1
}

const tooOld = nodeTooOld(process.versions.node)
if (tooOld !== null) end(2, tooOld)
const notInstalled = install()
if (notInstalled !== null) end(1, notInstalled)

try {
  const { fetchChromium } = await import('./fetchChromium.mjs')
  process.env['CHROMIUM_PATH'] = await fetchChromium()
} catch (error) {
  end(1, error instanceof Error ? error.message : String(error))
}

const vitest = ['vitest/vitest.mjs', 'run']
const words = process.argv.slice(2)
if (words.length > 0) process.exit(node([...vitest, ...words]))

const checks = [
  ['typescript/bin/tsc', '--noEmit'],
  ['eslint/bin/eslint.js', '.'],
  ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  vitest,
]
// All of them, even after one has failed: one run then says everything that is wrong.
const failed = checks
  .map((check) => ({ name: check[0]?.split('/')[0] ?? '', code: node(check) }))
  .filter(({ code }) => code !== 0)
const [first] = failed
if (first !== undefined) end(first.code, `Failed: ${failed.map(({ name }) => name).join(', ')}.`)
