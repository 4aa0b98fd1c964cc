import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where systems put a Chromium, or a browser of its family; Chromium itself first. */
const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Some systems put a script there that only says where to get the browser.
 * @param {string} path
 */
const runs = (path) =>
  existsSync(path) &&
  (process.platform === 'win32' ||
    spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0)

/**
 * The Chromium that browser tests drive: the one CHROMIUM_PATH names, else one the system has, else
 * the one Playwright keeps in its cache.
 * @returns {Promise<string | null>} its path; null when there is none
 * @throws {Error} when CHROMIUM_PATH names a file that is not there
 */
export async function findChromium() {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM_PATH names ${named}, which is not there; correct it or unset it.`)
  }
  const usual = USUAL_PATHS.find(runs)
  if (usual) return usual
  const { chromium } = await import('playwright-core')
  const cached = chromium.executablePath()
  return runs(cached) ? cached : null
}
