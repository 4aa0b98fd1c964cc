import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { forkBridge } from './forkBridge.ts'
import { message, openDatagrams } from './oscPeers.ts'

const COMMAND = [
  '--import',
  'tsx',
  fileURLToPath(new URL('../../bridge/command.ts', import.meta.url)),
]

const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, ...words])
  return { status, stdout: stdout.toString(), stderr: stderr.toString() }
}

test('the monitor prints what passes, and says when the bridge has gone', async () => {
  const bridge = await forkBridge()
  const sensor = await openDatagrams(bridge.oscPort)
  const child = spawn(process.execPath, [...COMMAND, 'monitor', bridge.origin])
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()))
  await expect.poll(async () => (await bridge.status()).clients.length, { timeout: 10_000 }).toBe(1)
  sensor.send(message('/anthesis/note/on', 'iis', 60, 100, 'ä'))
  await once(child.stdout, 'data')
  expect(said.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} \/anthesis\/note\/on ,iis 60 100 "ä"\n$/)
  const closed = once(child, 'close')
  await bridge.stop()
  expect(await closed).toEqual([1, null])
  expect(said.stderr).toMatch(/^anthesis: The bridge at .+ has closed the connection.+\n$/)
  sensor.close()
}, 30_000)

test.each([
  [['monitor', 'http://127.0.0.1:1/'], 'is Anthesis started'],
  [['monitor', 'nonsense'], `not 'nonsense'`],
  [['monitor', 'http://127.0.0.1:1/', 'more'], 'is no command'],
  [['dance'], `'dance' is no command`],
  [[], 'is no command'],
])('npm run bridge refuses %j in one line and ends with 2', (words, reason) => {
  const { status, stdout, stderr } = run(...words)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^anthesis: .+\n$/)
  expect(stderr).toContain(reason)
})

test('npm run bridge explains itself', () => {
  expect(run('--help')).toMatchObject({ status: 0, stderr: '' })
})
