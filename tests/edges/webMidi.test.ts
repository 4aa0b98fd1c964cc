import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PortNames } from '../../engine/edges/portNames.ts'
import { launchChromium, moduleUrl, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { MIDI_DOUBLE } from './midiDouble.ts'

let browser: Browser
const server = devServer()
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

/** Collects in `heard` what the edge says. */
const LISTENER = `
  globalThis.heard = []
  globalThis.ports = new Map()
  globalThis.listener = {
    status: (status) => heard.push([status.state, status.why ?? status.detail]),
    input: (device, connected) => heard.push(['input', device, connected]),
    message: (device, bytes, at) => heard.push(['message', device, [...bytes], at]),
    outputConnected: (port) => { ports.set(port.name, port); heard.push(['output', port.name, true]) },
    outputDisconnected: (name) => { ports.delete(name); heard.push(['output', name, false]) },
  }`

beforeEach(async () => {
  page = await openBlank(browser, server)
  await page.evaluate(MIDI_DOUBLE)
  await page.evaluate(LISTENER)
  await page.evaluate(`(async () => {
    const { createWebMidi } = await import(${JSON.stringify(moduleUrl('engine/edges/webMidi.ts'))})
    globalThis.edge = createWebMidi(listener)
  })()`)
  return () => page.close()
}, STARTUP_MILLISECONDS)

/** Runs a story in the page and tells what the edge said. */
const story = (text: string): Promise<unknown> =>
  page.evaluate(`(async () => { ${text}; return heard })()`)

test('devices that are there are announced by name, and what is played comes with its time', async () => {
  const heard = await story(`
    const keys = new Port('input', 'i1', 'Keystep 37')
    access.inputs.set('i1', keys)
    access.outputs.set('o1', new Port('output', 'o1', 'Synth'))
    await edge.start()
    keys.play([0x90, 60, 100], 1234.5)`)
  expect(heard).toEqual([
    ['starting', undefined],
    ['input', 'Keystep 37', true],
    ['output', 'Synth', true],
    ['running', '1 in, 1 out'],
    ['message', 'Keystep 37', [0x90, 60, 100], 1234.5],
  ])
})

test('two devices of one name are told apart', async () => {
  const heard = await story(`
    for (const id of ['a', 'b']) access.inputs.set(id, new Port('input', id, 'Keystep 37'))
    await edge.start()
    for (const port of access.inputs.values()) port.play([0xfe], 1)`)
  expect(heard).toContainEqual(['message', 'Keystep 37', [0xfe], 1])
  expect(heard).toContainEqual(['message', 'Keystep 37 (2)', [0xfe], 1])
})

test('bytes leave by a port at their stamp', async () => {
  const sent = await page.evaluate(`(async () => {
    const synth = new Port('output', 'o1', 'Synth')
    access.outputs.set('o1', synth)
    await edge.start()
    ports.get('Synth').send(Uint8Array.of(0x90, 60, 1), 5000.25)
    return synth.sent.map(([bytes, at]) => [bytes, at])
  })()`)
  expect(sent).toEqual([[[0x90, 60, 1], 5000.25]])
})

test('a device plugged in later plays, one that is pulled is said to be gone, once each', async () => {
  const heard = await story(`
    await edge.start()
    heard.length = 0
    const keys = new Port('input', 'i1', 'Keystep 37')
    const synth = new Port('output', 'o1', 'Synth')
    await access.plug(keys)
    await access.plug(synth)
    keys.play([0x80, 60, 0], 7)
    access.pull(keys)
    access.pull(synth)
    keys.play([0x90, 60, 1], 8)
    await access.plug(keys)
    keys.play([0x90, 61, 1], 9)`)
  const events = (heard as unknown[][]).filter(([what]) => what !== 'running')
  expect(events).toEqual([
    ['input', 'Keystep 37', true],
    ['output', 'Synth', true],
    ['message', 'Keystep 37', [0x80, 60, 0], 7],
    ['input', 'Keystep 37', false],
    ['output', 'Synth', false],
    ['input', 'Keystep 37', true],
    ['message', 'Keystep 37', [0x90, 61, 1], 9],
  ])
})

test('a refused permission says so, and asking again works', async () => {
  const heard = await story(`
    const granted = navigator.requestMIDIAccess
    navigator.requestMIDIAccess = async () => { throw new DOMException('no', 'SecurityError') }
    await edge.start()
    navigator.requestMIDIAccess = granted
    await edge.start()`)
  expect(heard).toEqual([
    ['starting', undefined],
    ['failed', 'The browser was not allowed to use MIDI.'],
    ['retrying', 'The browser was not allowed to use MIDI.'],
    ['running', '0 in, 0 out'],
  ])
})

test('a browser without Web MIDI says so', async () => {
  const heard = await story(`
    delete navigator.requestMIDIAccess
    delete Navigator.prototype.requestMIDIAccess
    await edge.start()`)
  expect(heard).toEqual([
    ['starting', undefined],
    ['failed', 'This browser has no Web MIDI.'],
  ])
})

test('a port in use by another program is named a failure, and the others play', async () => {
  const heard = await story(`
    const taken = new Port('input', 'i1', 'Taken')
    taken.taken = true
    const free = new Port('input', 'i2', 'Free')
    access.inputs.set('i1', taken)
    access.inputs.set('i2', free)
    await edge.start()
    free.play([0x90, 60, 1], 3)
    taken.taken = false
    await edge.start()`)
  expect(heard).toContainEqual(['failed', 'A MIDI device is in use by another program.'])
  expect(heard).toContainEqual(['message', 'Free', [0x90, 60, 1], 3])
  expect((heard as unknown[][]).at(-1)).toEqual(['running', '2 in, 0 out'])
})

test('a device keeps its name when another of that name leaves', () => {
  const names = new PortNames()
  expect(names.nameOf('a', 'Keystep 37')).toBe('Keystep 37')
  expect(names.nameOf('b', 'Keystep 37')).toBe('Keystep 37 (2)')
  expect(names.nameOf('c', ' ')).toBe('MIDI device')
  expect(names.nameOf('b', 'Keystep 37')).toBe('Keystep 37 (2)')
})
