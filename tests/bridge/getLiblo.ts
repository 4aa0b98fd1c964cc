import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const isThere = (command: string): boolean => spawnSync(command, []).error === undefined

/**
 * Whether oscsend and oscdump are here; on Debian, root gets what is missing. Says on stderr when they
 * are not to be had.
 */
export function getLiblo(): boolean {
  if (isThere('oscsend') && isThere('oscdump')) return true
  const isDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  const apt = (...words: string[]): boolean =>
    spawnSync('apt-get', words, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0
  const isGot =
    isDebian &&
    apt('update', '-q') &&
    apt('install', '-q', '-y', '--no-install-recommends', 'liblo-tools')
  if (!isGot) {
    process.stderr.write(
      'There is no oscsend and oscdump: install liblo-tools to test against them.\n',
    )
  }
  return isGot
}

/** Sends as liblo does. */
export function oscsend(port: number, ...words: string[]): void {
  const { status, stderr } = spawnSync('oscsend', ['127.0.0.1', String(port), ...words])
  if (status !== 0) throw new Error(stderr.toString())
}
