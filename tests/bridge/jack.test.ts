import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterEach, expect, test } from 'vitest'
import { openDriverMidi } from '../../bridge/midi.ts'
import { Listener } from './midiSink.ts'

/** A JACK of the tests' own, without a sound device. */
const SERVER = 'anthesis-test'
const env = { ...process.env, JACK_DEFAULT_SERVER: SERVER, JACK_NO_START_SERVER: '1' }

/** The driver speaks to JACK only where it was built for it, as the README says. */
async function isBuiltForJack(): Promise<boolean> {
  const require = createRequire(import.meta.url)
  const built =
    require.resolve('@julusian/midi').replace(/dist\/\w+\.js$/, '') + 'build/Release/midi.node'
  return readFile(built).then(
    (bytes) => bytes.includes('libjack.so'),
    () => false,
  )
}

const hasJack = spawnSync('jackd', ['--version']).status === 0 && (await isBuiltForJack())
if (!hasJack) process.stderr.write('SKIPPED: no JACK, or no MIDI driver built for it.\n')

const running: ChildProcess[] = []
afterEach(async () => {
  for (const process of running.splice(0).reverse()) {
    const closed = once(process, 'close')
    process.kill()
    await closed
  }
})

const start = (command: string, ...words: string[]): ChildProcess => {
  const process = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  running.push(process)
  return process
}

test.skipIf(!hasJack)(
  'what a program plays by JACK is heard, and what goes out it hears',
  async () => {
    start('jackd', '-n', SERVER, '-r', '-d', 'dummy')
    spawnSync('jack_wait', ['-s', SERVER, '-w', '-t', '10'])
    process.env['JACK_DEFAULT_SERVER'] = SERVER
    const listener = new Listener()
    const ports = openDriverMidi({ wanted: [], virtual: null }, listener)
    // Both come while the bridge runs, as what is plugged in does.
    const words = start('jack_midi_dump', '-a')
    start('jack_midiseq', 'Keys', '24000', '0', '60', '12000')
    await listener.until(() => ports.names.length === 2)
    // Wherever in the tune the driver joined.
    const heard = (...bytes: number[]): boolean =>
      listener.messages.some((one) => one.port === 'Keys-out' && one.bytes.join() === bytes.join())
    await listener.until(() => heard(0x90, 60, 64) && heard(0x80, 60, 64))
    let printed = ''
    words.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text))
    const monitor = ports.names.find((name) => name !== 'Keys-out') ?? ''
    expect(ports.send(monitor, Uint8Array.of(0x90, 72, 100))).toBe(true)
    await expect.poll(() => printed).toMatch(/90 48 64/)
    ports.close()
  },
)
