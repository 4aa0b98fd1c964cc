/**
 * What `npm test` runs: everything, or with arguments vitest alone with those. On a fresh clone it
 * first gets the packages, a Chromium, and on Debian an MQTT broker and other peers.
 */
import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
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
 * @param {'inherit' | 'pipe'} output piped output is printed in one piece when the script has ended
 * @returns {Promise<number>} its exit code
 */
function node([script = '', ...words], output) {
  const child = spawn(process.execPath, [`${REPOSITORY}node_modules/${script}`, ...words], {
    cwd: REPOSITORY,
    stdio: ['ignore', output, output],
  })
  // What runs beside the tests takes only what they leave.
  if (output === 'pipe' && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  /** @type {Buffer[]} */
  const said = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (/** @type {Buffer} */ chunk) => said.push(chunk))
  }
  return new Promise((resolve) => {
    child.on('error', (error) => end(1, error.message))
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said))
      resolve(code ?? 1)
    })
  })
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

const { fetchPeers } = await import('./fetchPeers.mjs')
fetchPeers()

const vitest = ['vitest/vitest.mjs', 'run']
const words = process.argv.slice(2)
if (words.length > 0) process.exit(await node([...vitest, ...words], 'inherit'))

const waiting = [...vitest, '--project=waiting']
const computing = [...vitest, '--project=computing']

const checks = [
  ['typescript/bin/tsc', '--noEmit'],
  ['eslint/bin/eslint.js', '.'],
  ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
]

/** @returns {Promise<string[]>} the names of the checks that failed: all are run */
async function failedChecks() {
  const failed = []
  for (const check of [computing, ...checks]) {
    if ((await node(check, 'pipe')) !== 0) failed.push(check[0]?.split('/')[0] ?? '')
  }
  return failed
}

// What only computes runs beside what often waits for a page, and one run says all that is wrong.
const [failed, tests] = await Promise.all([failedChecks(), node(waiting, 'inherit')])
if (tests !== 0) failed.push('vitest with pages')
if (failed.length > 0) end(1, `Failed: ${failed.join(', ')}.`)
