import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { matches, nodeTooOld } from '../../bridge/install.mjs'
import { BadInput, readOptions } from '../../bridge/options.mjs'
import { folderOf } from './fixture.ts'
import { runStart, startServer } from './startProcess.ts'

describe('npm start', () => {
  test('prints where the page is, and where OSC comes in', async () => {
    const folder = await folderOf({ 'index.html': 'a page' })
    const server = await startServer('--folder', folder)
    expect(await (await fetch(server.origin)).text()).toBe('a page')
    await server.stop()
    await rm(folder, { recursive: true })
  })

  test('says which port is taken and what to do, and ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, stdout, stderr } = await runStart('--port', String(port))
    const osc = await runStart('--port', '0', '--osc-port', String(port))
    other.close()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^.+\n$/)
    expect(stderr).toContain(`Port ${String(port)} is taken`)
    expect(stderr).toContain('--port')
    expect(osc).toMatchObject({ code: 2, stdout: '' })
    expect(osc.stderr).toMatch(/^.+\n$/)
    expect(osc.stderr).toContain(`OSC's port ${String(port)} is taken`)
    expect(osc.stderr).toContain('--osc-port')
  })

  test.each([
    [['--loud'], `'--loud' is no option`],
    [['show.json'], `'show.json' is no option`],
    [['--port', 'eighty'], `not 'eighty'`],
    [['--port', '65536'], `not '65536'`],
    [['--port'], '--port needs a value'],
    [['--dev', '--folder', 'x'], 'give one of them'],
    [['--osc-port', 'nine'], `--osc-port takes a whole number of 0 to 65535, not 'nine'`],
    [['--osc-to', 'desk'], `not 'desk'`],
    [['--osc-to', 'desk:0'], `not 'desk:0'`],
    [['--osc-to', 'no-such-host.invalid:9001'], 'has no IPv4 address'],
    [['--continuous', 'fader'], `not 'fader'`],
    [['--continuous', '/fader['], 'no pattern'],
    [['--allow', '10.0.0.1'], 'only --lan'],
    [['--lan', '--allow', '10.0.0.1/33'], `not '10.0.0.1/33'`],
    [['--log-file'], '--log-file needs a value'],
    [['--folder', join('no', 'such', 'folder')], 'cannot be read'],
  ])('refuses %j in one line and ends with 2', async (words, reason) => {
    const ports = ['--port', '--osc-port'].flatMap((name) =>
      words.includes(name) ? [] : [name, '0'],
    )
    const { code, stdout, stderr } = await runStart(...ports, ...words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^anthesis: .+\n$/)
    expect(stderr).toContain(reason)
  })

  test('refuses a folder that holds no build', async () => {
    const folder = await folderOf({ 'notes.txt': 'no page' })
    const { code, stderr } = await runStart('--port', '0', '--folder', folder)
    await rm(folder, { recursive: true })
    expect(code).toBe(2)
    expect(stderr).toContain('no index.html')
  })

  test('explains itself', async () => {
    const { code, stdout } = await runStart('--help')
    expect(code).toBe(0)
    const options = [
      '--port',
      '--dev',
      '--folder',
      '--osc-port',
      '--osc-to',
      '--continuous',
      '--lan',
    ]
    for (const option of [...options, '--allow', '--log-file', '--help']) {
      expect(stdout).toContain(option)
    }
  })
})

describe('options', () => {
  test('are 8080 and a build of ours unless told', () => {
    expect(readOptions([], '/here')).toEqual({
      port: 8080,
      dev: false,
      folder: null,
      oscPort: null,
      targets: [],
      continuous: [],
      isLan: false,
      allow: [],
      link: false,
      logFile: null,
      models: null,
      mqtt: null,
      midi: {
        devices: null,
        virtual: null,
        serialPaths: [],
        rtpMidiPort: null,
        rtpMidiPeers: [],
        clocked: null,
      },
      help: false,
    })
  })

  test('take their value after a space or an equals sign', () => {
    expect(readOptions(['--port=81', '--dev'], '/here')).toMatchObject({ port: 81, dev: true })
    expect(() => readOptions(['--port='], '/here')).toThrow(BadInput)
  })

  test('may be given again where there can be many', () => {
    const words = [
      '--osc-to',
      'desk:9001',
      '--osc-to=10.0.0.2:9002',
      '--continuous=/a',
      '--continuous',
      '/b',
    ]
    expect(readOptions(words, '/here')).toMatchObject({
      targets: [
        { host: 'desk', port: 9001 },
        { host: '10.0.0.2', port: 9002 },
      ],
      continuous: ['/a', '/b'],
    })
  })
})

describe('the installation', () => {
  const lock = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/other-system': { version: '1.0.0', integrity: 'y', optional: true },
  }

  test('stands when every package is there that this system needs', () => {
    expect(matches(lock, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } })).toBe(true)
  })

  test('is stale when a package is missing or another', () => {
    expect(matches(lock, {})).toBe(false)
    expect(matches(lock, { 'node_modules/a': { version: '1.0.1', integrity: 'z' } })).toBe(false)
  })

  test.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0'])('runs on Node %s', (version) => {
    expect(nodeTooOld(version)).toBeNull()
  })

  test.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0'])('asks Node %s to be newer', (version) => {
    expect(nodeTooOld(version)).toContain(`Node ${version}`)
  })
})
