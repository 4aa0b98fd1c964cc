import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findChromium } from './findChromium.mjs'

const PLAYWRIGHT = fileURLToPath(new URL('../node_modules/playwright-core/cli.js', import.meta.url))

/**
 * @param {string} command
 * @param {string[]} words
 */
const run = (command, words) =>
  spawnSync(command, words, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** @returns {(() => boolean)[]} ways to get a Chromium on this system, the best first */
function ways() {
  const apt = () =>
    run('apt-get', ['update', '-q']) &&
    run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'])
  const playwright = () => run(process.execPath, [PLAYWRIGHT, 'install', 'chromium'])
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
    ? [apt, playwright]
    : [playwright]
}

/**
 * The Chromium for browser tests; gets one where there is none. Says what it does on stderr.
 * @returns {Promise<string>} its path
 * @throws {Error} when there is none and none can be had
 */
export async function fetchChromium() {
  const found = await findChromium()
  if (found !== null) return found
  for (const way of ways()) {
    process.stderr.write('Getting a Chromium for the browser tests.\n')
    way()
    const fetched = await findChromium()
    if (fetched !== null) return fetched
  }
  throw new Error(
    'There is no Chromium and none could be fetched; install one and set CHROMIUM_PATH to it.',
  )
}
