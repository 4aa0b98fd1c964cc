import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Gets the MQTT broker of Debian for the tests of many machines, where that is easy; without one
 * they are skipped. Says what it does on stderr.
 */
export function fetchMosquitto() {
  const isThere =
    existsSync('/usr/sbin/mosquitto') || spawnSync('mosquitto', ['-h']).error === undefined
  if (isThere || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  process.stderr.write('Getting mosquitto for the tests of many machines.\n')
  /** @param {string[]} words */
  const apt = (...words) =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  const install = () => apt('install', '-q', '-y', '--no-install-recommends', 'mosquitto')
  if (!install() && !(apt('update', '-q') && install())) {
    process.stderr.write('There is no mosquitto; tests of many machines are skipped.\n')
  }
}
