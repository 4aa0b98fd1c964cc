import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawSlowly, importInPage, launchChromium, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { MIDI_DOUBLE } from '../edges/midiDouble.ts'

type Main = typeof import('../../engine/main.ts')
type State = Main['conductor']['state']

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 60_000 }
/** A keyboard with knobs, and a synthesiser whose thru sends back what it gets. */
const DEVICES = `
  globalThis.keystep = new Port('input', 'i1', 'Keystep 37')
  globalThis.digitone = new Port('output', 'o1', 'Digitone')
  globalThis.asked = 0
  globalThis.isRefused = false
  const grant = navigator.requestMIDIAccess
  navigator.requestMIDIAccess = async () => {
    asked++
    if (isRefused) throw new DOMException('no', 'SecurityError')
    return grant()
  }
  access.inputs.set('i1', keystep)
  access.outputs.set('o1', digitone)
  const send = digitone.send
  digitone.send = (bytes, at) => {
    send.call(digitone, bytes, at)
    // A driver stamps what comes in when it comes in, however late the page gets to it.
    const back = Math.max(at, performance.now()) + 3
    setTimeout(() => keystep.play([...bytes], back), back - performance.now())
  }
  globalThis.hand = (...bytes) => keystep.play(bytes, performance.now())`

let browser: Browser
const server = devServer()
let page: Page

/** Each runs as text in the page, where the double's names are known. */
const run = (text: string): Promise<unknown> => page.evaluate(text)

const until = async (fact: (main: Main) => boolean) => {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  await page.waitForFunction(fact, main, PATIENCE)
}

const stateOf = async <Fact>(fact: (state: State) => Fact): Promise<Fact> => {
  const main = await importInPage<Main>(page, 'engine/main.ts')
  const state = await main.evaluate(({ conductor }) => conductor.state)
  return fact(state)
}

const said = (words: string) =>
  expect.poll(() => page.getByText(words).count(), PATIENCE).toBeGreaterThan(0)

/** What the synthesiser was sent: bytes, stamp, moment of sending. */
const sent = () => run('digitone.sent') as Promise<[number[], number, number][]>

beforeAll(async () => {
  browser = await launchChromium()
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.addInitScript(`(() => {${MIDI_DOUBLE}\n${DEVICES}})()`)
  await drawSlowly(page)
  await page.goto(server.url)
  await until(({ conductor }) => conductor.state.continuation.model.status === 'ready')
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('MIDI is asked for behind its light alone; refused, it says so, and asks again', async () => {
  expect(await run('asked')).toBe(0)
  await run('void (isRefused = true)')
  await page.getByRole('button', { name: /^MIDI/ }).click()
  await said('The browser was not allowed to use MIDI.')
  await run('void (isRefused = false)')
  await page.getByRole('button', { name: /^MIDI/ }).click()
  await said('Keystep 37 is here.')
  expect(await run('asked')).toBe(2)
})

test('a note that is held when its device is pulled ends, and the device comes back', async () => {
  await run('hand(0x90, 64, 90)')
  await until(({ conductor }) => conductor.state.sound.sounding.length === 1)
  await run('access.pull(keystep)')
  await until(({ conductor }) => conductor.state.sound.sounding.length === 0)
  await said('Keystep 37 left; its held notes were released. Plug it in again to go on.')
  await run('access.plug(keystep)')
  await said('Keystep 37 is here.')
})

test('a knob is learnt, waits as a ghost, and moves the fader from where it reaches it', async () => {
  await page.getByRole('button', { name: 'Temperature: learn a knob' }).click()
  await until(({ conductor }) => conductor.state.modulation.learning === 'temperature')
  await run('hand(0xb0, 21, 10)')
  await expect.poll(() => page.getByTitle('A knob waits here').count(), PATIENCE).toBe(1)
  const temperature = () =>
    stateOf(({ modulation: { parameters, curves } }) =>
      curves.at(parameters.findIndex(({ id }) => id === 'temperature')),
    )
  expect(await temperature()).toMatchObject({ value: 1 })
  for (const value of [30, 60, 90]) {
    await run(`hand(0xb0, 21, ${value})`)
    await page.waitForTimeout(20)
  }
  await expect.poll(() => page.getByTitle('A knob waits here').count(), PATIENCE).toBe(0)
  expect(await temperature()).toMatchObject({ value: (90 / 127) * 2 })
})

/** Learns the next control for what is clicked with the right button. */
async function learnFor(name: string, parameter: string): Promise<void> {
  if ((await page.locator('anthesis-desk').count()) === 0) await page.keyboard.press('F2')
  const role = parameter.includes('.output') ? 'spinbutton' : 'button'
  await page.getByRole(role, { name, exact: true }).click({ button: 'right' })
  await page.waitForFunction(
    ([main, id]) => main.conductor.state.modulation.learning === id,
    [await importInPage<Main>(page, 'engine/main.ts'), parameter] as const,
    PATIENCE,
  )
}

test('a pad that is learnt for tap sets the tempo, and is no note', async () => {
  await learnFor('Tap', 'tap')
  const before = await stateOf(({ hands }) => hands.nextNote)
  await run('hand(0x99, 36, 100)')
  await run('hand(0x89, 36, 0)')
  // Half a second apart as the driver stamps them, whenever the page gets to them: 120 a minute.
  await run(`(() => {
    const from = performance.now() + 50
    globalThis.tapsLeft = 6
    for (let tap = 0; tap < 6; tap++) {
      const at = from + tap * 500
      setTimeout(() => {
        keystep.play([0x99, 36, 100], at)
        keystep.play([0x89, 36, 0], at + 1)
        tapsLeft--
      }, at - performance.now())
    }
  })()`)
  await until(({ conductor }) => Math.abs((conductor.state.clock.map.at(-1)?.tempo ?? 0) - 120) < 8)
  await expect.poll(() => run('tapsLeft'), PATIENCE).toBe(0)
  expect(await stateOf(({ hands }) => hands.nextNote)).toBe(before)
})

test('a pad that is learnt for panic silences what sounds', async () => {
  await learnFor('Panic', 'panic')
  await run('hand(0x99, 37, 100)')
  await run('hand(0x89, 37, 0)')
  await run('hand(0x90, 64, 90)')
  await until(({ conductor }) => conductor.state.sound.sounding.length === 1)
  await run('hand(0x99, 37, 100)')
  await until(({ conductor }) => conductor.state.sound.sounding.length === 0)
  await run('hand(0x80, 64, 0)')
})

test('a knob that is learnt for an output moves it; out by MIDI takes the first port', async () => {
  await learnFor('Your output', 'performer.output')
  // Of what comes between two looks the newest counts: a knob that turns on is seen to turn.
  const isLearnt = () => stateOf(({ modulation }) => modulation.learning === null)
  for (let n = 0; !(await isLearnt()); n++) await run(`hand(0xb0, 22, ${n % 2 ? 40 : 0})`)
  await run('hand(0xb0, 22, 64)')
  await until(({ conductor }) => conductor.state.sound.outputs.performer.port === 'Digitone')
  expect(await stateOf(({ sound }) => sound.outputs.performer)).toEqual({
    ...{ output: 'midi', port: 'Digitone', channel: 1 },
  })
})

test(
  'what leaves by MIDI is stamped at most 25 ms ahead, and its echo is not the player',
  async () => {
    if ((await page.locator('anthesis-desk').count()) === 0) await page.keyboard.press('F2')
    for (const whose of ['Your', 'Partner']) {
      await page.getByRole('spinbutton', { name: `${whose} output` }).press('End')
    }
    await until(({ conductor }) => conductor.state.sound.outputs.model.output === 'both')
    const before = await stateOf(({ hands }) => hands.nextNote)
    for (const pitch of [60, 64, 67]) {
      await run(`hand(0x90, ${pitch}, 90)`)
      await page.waitForTimeout(120)
      await run(`hand(0x80, ${pitch}, 0)`)
    }
    const isPartners = ([status = 0]: readonly number[]) => (status & 15) === 1
    await expect
      .poll(async () => (await sent()).filter(([bytes]) => isPartners(bytes)).length, PATIENCE)
      .toBeGreaterThan(3)
    expect(await stateOf(({ hands }) => hands.nextNote)).toBe(before + 3)
    const ahead = (await sent()).map(([, at, moment]) => at - moment)
    expect(Math.max(...ahead)).toBeLessThanOrEqual(25)
  },
  STARTUP_MILLISECONDS,
)

test('bend and pressure that come back from the synthesiser go out once', async () => {
  const wheels = async () =>
    (await sent()).map(([bytes]) => bytes).filter(([status = 0]) => [0xe0, 0xd0].includes(status))
  const before = (await wheels()).length
  const bends = [80, 90, 100, 64].map((value) => [0xe0, 0, value])
  const turns = [[0xd0, 50], ...bends, [0xd0, 0]]
  for (const turn of turns) {
    await run(`hand(${turn.join(', ')})`)
    await expect.poll(async () => (await wheels()).at(-1), PATIENCE).toEqual(turn)
    // Its echo has come.
    await until(({ conductor }) => conductor.state.hands.sentWheels.length === 0)
  }
  expect((await wheels()).slice(before)).toEqual(turns)
})

test('a panic ends every note on MIDI, with its last words on each channel', async () => {
  await page.keyboard.press('KeyC')
  await until(({ conductor }) => conductor.state.continuation.sounding !== null)
  await page.keyboard.press('Escape')
  await until(({ conductor }) => conductor.state.sound.sounding.length === 0)
  const all = await sent()
  const sounding = new Set<string>()
  for (const [[status = 0, pitch = 0]] of all) {
    const note = `${status & 15} ${pitch}`
    if ((status & 0xf0) === 0x90) sounding.add(note)
    else if ((status & 0xf0) === 0x80) sounding.delete(note)
  }
  expect([...sounding]).toEqual([])
  const controls = [64, 66, 67, 120, 123]
  expect(all.slice(-10).map(([bytes]) => bytes)).toEqual(
    [0xb0, 0xb1].flatMap((status) => controls.map((controller) => [status, controller, 0])),
  )
  const stamps = all.map(([, at]) => at)
  expect(Math.min(...stamps.slice(-10))).toBeGreaterThan(Math.max(...stamps.slice(0, -10)) - 1e-6)
})

test('an output that leaves is named, and again when it is back', async () => {
  await run('hand(0x90, 70, 90)')
  await run('access.pull(digitone)')
  await said('Digitone is gone with 1 held. Plug it in again; it goes on by itself.')
  await run('hand(0x80, 70, 0)')
  await until(({ conductor }) => conductor.state.sound.sounding.length === 0)
  await run('access.plug(digitone)')
  await said('Digitone is back.')
})

test(
  'tempo, ports and learnt knobs outlive a reload',
  async () => {
    await page.getByRole('slider', { name: 'Tempo' }).press('End')
    await until(({ conductor }) => conductor.state.clock.map.at(-1)?.tempo === 300)
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await until(({ conductor }) => conductor.state.clock.map.at(-1)?.tempo === 300)
    const { outputs, routes } = await stateOf(({ sound, modulation }) => ({
      outputs: sound.outputs,
      routes: modulation.routes,
    }))
    expect(outputs.model).toEqual({ output: 'both', port: 'Digitone', channel: 2 })
    expect(routes).toMatchObject([
      { source: { device: 'midi:Keystep 37', controller: 21 }, parameter: 'temperature' },
      { parameter: 'tap' },
      { parameter: 'panic' },
      { parameter: 'performer.output' },
    ])
    expect(await run('asked')).toBe(0)
  },
  STARTUP_MILLISECONDS,
)
