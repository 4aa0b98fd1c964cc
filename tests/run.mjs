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
 * @typedef {object} Job
 * @property {string} name
 * @property {readonly string[]} words a script of a package, and its arguments
 * @property {boolean} [isLive] whether its output is printed as it comes, and not when it has ended
 * @property {boolean} [isModest] whether it takes only what others leave of the processor
 */

/**
 * @param {Job} job
 * @returns {Promise<number>} its exit code
 */
function node({ words: [script = '', ...words], isLive = false, isModest = false }) {
  const output = isLive ? 'inherit' : 'pipe'
  const child = spawn(process.execPath, [`${REPOSITORY}node_modules/${script}`, ...words], {
    cwd: REPOSITORY,
    stdio: ['ignore', output, output],
  })
  if (isModest && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW)
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
if (words.length > 0) {
  process.exit(await node({ name: 'vitest', words: [...vitest, ...words], isLive: true }))
}

/**
 * Two at a time, since what waits for a page leaves a processor to others; the longest first.
 * @type {Job[]}
 */
const jobs = [
  { name: 'tests with pages', words: [...vitest, '--project=pages'], isLive: true },
  { name: 'tests that compute', words: [...vitest, '--project=computing'], isModest: true },
  { name: 'tests with processes', words: [...vitest, '--project=processes'] },
  { name: 'tsc', words: ['typescript/bin/tsc', '--noEmit'], isModest: true },
  { name: 'eslint', words: ['eslint/bin/eslint.js', '.'], isModest: true },
  {
    name: 'prettier',
    words: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
    isModest: true,
  },
]

/**
 * All are run, so that one run says all that is wrong.
 * @type {string[]}
 */
const failed = []

async function workOff() {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    if ((await node(job)) !== 0) failed.push(job.name)
  }
}

await Promise.all([workOff(), workOff()])
if (failed.length > 0) end(1, `Failed: ${failed.join(', ')}.`)
