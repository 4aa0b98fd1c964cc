import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The top of the repository, with a slash at its end. */
export const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockEntry */

/**
 * Why this Node cannot run Anthesis; null when it can. The bounds are those of Vite 8.
 * @param {string} version such as '20.19.0'
 */
export function nodeTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
  return enough
    ? null
    : `Node ${version} cannot run Anthesis; install Node 20.19, or 22.12 or newer.`
}

/**
 * The packages a lock file lists, by folder.
 * @param {string} path
 * @returns {Record<string, LockEntry> | null} null when there is no such file
 */
function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/**
 * Whether an installation is what a lock file asks for. npm leaves out optional packages that are
 * for other systems.
 * @param {Record<string, LockEntry>} wanted
 * @param {Record<string, LockEntry>} installed as npm notes it in node_modules/.package-lock.json
 */
export const matches = (wanted, installed) =>
  Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true
    const found = installed[folder]
    if (found === undefined) return entry.optional === true
    return found.version === entry.version && found.integrity === entry.integrity
  })

/**
 * Runs `npm ci` unless node_modules already holds what package-lock.json asks for. Says what it does
 * on stderr.
 * @returns {string | null} why it failed, in one line; null when the packages are there
 */
export function install() {
  const wanted = packagesIn(`${REPOSITORY}package-lock.json`)
  if (wanted === null) return 'package-lock.json is missing; get a fresh copy of Anthesis.'
  const installed = packagesIn(`${REPOSITORY}node_modules/.package-lock.json`)
  if (installed !== null && matches(wanted, installed)) return null
  process.stderr.write('Installing packages; this happens once and takes a minute.\n')
  const npm = process.env['npm_execpath']
  const words = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  // Stdout is kept for what the caller has to say; Windows starts npm through its shell alone.
  const { status, error } = spawnSync(
    npm === undefined ? 'npm' : process.execPath,
    npm === undefined ? words : [npm, ...words],
    {
      cwd: REPOSITORY,
      stdio: ['ignore', 2, 2],
      shell: npm === undefined && process.platform === 'win32',
    },
  )
  if (status === 0) return null
  const why = error?.message ?? `npm ci ended with code ${status ?? 'unknown'}`
  return `The packages could not be installed (${why}); check the network and start again.`
}
