import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * What tests play against: a package of Debian's and a command of it.
 * @type {readonly (readonly [string, string])[]}
 */
const PEERS = [
  ['mosquitto', 'mosquitto'],
  ['socat', 'socat'],
  ['liblo-tools', 'oscsend'],
]

/**
 * Gets an MQTT broker, serial lines and liblo's tools from Debian, where that is easy; without them
 * their tests are skipped. Says what it does on stderr.
 */
export function fetchPeers() {
  // Debian puts the broker where a user's path does not look.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  const missing = PEERS.filter(
    ([, command]) => !folders.some((folder) => existsSync(join(folder, command))),
  ).map(([name]) => name)
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  process.stderr.write(`Getting ${missing.join(', ')} for the tests.\n`)
  /** @param {string[]} words */
  const apt = (...words) =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  const install = () => apt('install', '-q', '-y', '--no-install-recommends', ...missing)
  if (!install() && !(apt('update', '-q') && install())) {
    process.stderr.write('They are not to be had; what is tested against them is skipped.\n')
  }
}
