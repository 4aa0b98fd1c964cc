import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { launchChromium, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { openPanels, toDesk, type Opened } from './open.ts'

/** A page takes seconds to open on two busy cores. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let browser: Browser
const server = devServer()
let opened: Opened
let temperature: Locator

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

beforeEach(async () => {
  opened = await openPanels(browser, server)
  await toDesk(opened)
  temperature = opened.page.getByRole('slider', { name: 'Temperature' })
})

afterAll(() => browser.close())

const sent = () => opened.stage.evaluate((stage) => stage.sent)
const settled = () => opened.stage.evaluate((stage) => stage.settled())
const set = (value: number, parameter = 'temperature') => ({
  type: 'setParameter',
  parameter,
  value,
})

async function gripOf(fader: Locator): Promise<{ x: number; y: number; width: number }> {
  const box = await fader.boundingBox()
  if (!box) throw new Error('The fader is not drawn.')
  return { x: box.x + box.width / 2, y: box.y + box.height - 10, width: box.width }
}

test('arrows move a fader, finely with Shift; Home and End go to its ends', async () => {
  await temperature.focus()
  const keys = ['ArrowRight', 'ArrowUp', 'Shift+ArrowLeft', 'ArrowDown', 'Home', 'End']
  for (const key of keys) {
    await opened.page.keyboard.press(key)
    await settled()
  }
  expect(await sent()).toEqual([1.05, 1.1, 1.09, 1.04, 0, 2].map((value) => set(value)))
})

test('the arrows of a focused fader do not heat the partner as well', async () => {
  await opened.page.evaluate(() => {
    window.addEventListener('keydown', (event) => (document.title += event.key))
    window.addEventListener('keyup', (event) => (document.title += event.key))
  })
  await temperature.focus()
  await opened.page.keyboard.press('ArrowUp')
  expect(await opened.page.title()).toBe('blank')
})

test('a drag takes hold of a fader where it stands; Shift drags ten times as finely', async () => {
  const { x, y, width } = await gripOf(temperature)
  const { mouse, keyboard } = opened.page
  await mouse.move(x, y)
  await mouse.down()
  expect(await sent()).toEqual([])
  await mouse.move(x + width / 4, y, { steps: 4 })
  await settled()
  expect((await sent()).at(-1)).toEqual(set(1.5))
  await keyboard.down('Shift')
  await mouse.move(x, y)
  await settled()
  expect((await sent()).at(-1)).toEqual(set(1.45))
  await keyboard.up('Shift')
  await mouse.up()
  await mouse.move(x + width / 4, y)
  expect((await sent()).at(-1)).toEqual(set(1.45))
})

test('a hand takes the temperature in the middle of a sweep', async () => {
  await opened.page.getByRole('button', { name: /^Sweep: temperature from 0.875 to 1.15/ }).click()
  await opened.stage.evaluate((stage) => stage.advance(4.8))
  const halfway = Number(await temperature.getAttribute('aria-valuenow'))
  expect(halfway).toBeCloseTo(1.01, 1)
  expect(await temperature.getAttribute('aria-valuetext')).toContain('moved by a curve')
  const { x, y } = await gripOf(temperature)
  await opened.page.mouse.move(x, y)
  await opened.page.mouse.down()
  await opened.page.mouse.up()
  await opened.stage.evaluate((stage) => stage.advance(6))
  expect(Number(await temperature.getAttribute('aria-valuenow'))).toBe(halfway)
})

test('the wheel moves a fader without scrolling, finely with Shift', async () => {
  const { x, y } = await gripOf(temperature)
  const { mouse, keyboard } = opened.page
  await mouse.move(x, y)
  await mouse.wheel(0, -100)
  await expect.poll(sent).toHaveLength(1)
  await settled()
  await keyboard.down('Shift')
  await mouse.wheel(0, 100)
  await expect.poll(sent).toHaveLength(2)
  expect(await sent()).toEqual([set(1.05), set(1.04)])
})

test('a double-click brings the default back', async () => {
  await opened.stage.evaluate((stage) => {
    stage.accept({ type: 'setParameter', parameter: 'temperature', value: 1.7 })
    return stage.settled()
  })
  const { x, y } = await gripOf(temperature)
  await opened.page.mouse.dblclick(x, y)
  expect((await sent()).at(-1)).toEqual(set(1))
})

test('a click on the label learns, says so, and a second click cancels', async () => {
  const label = opened.page.getByRole('button', { name: 'Tempo: learn a knob' })
  await label.click()
  await settled()
  expect(await label.getAttribute('aria-pressed')).toBe('true')
  const status = opened.page.locator('anthesis-fader [role=status]', { hasText: 'Tempo' })
  expect(await status.textContent()).toBe('Move a knob to learn it for Tempo.')
  await label.click()
  expect(await sent()).toEqual([
    { type: 'learn', parameter: 'tempo' },
    { type: 'learn', parameter: null },
  ])
})

test('a right click, or the menu key, on a button or a choice learns it, and a second cancels', async () => {
  const { page } = opened
  const tap = page.getByRole('button', { name: 'Tap', exact: true })
  await tap.click({ button: 'right' })
  await settled()
  expect(await tap.getAttribute('data-learning')).toBe('')
  const hands = page.getByRole('region', { name: 'Hands' })
  expect(await hands.textContent()).toContain('Move a knob, or press a pad, for Tap.')
  await tap.click({ button: 'right' })
  await page.getByRole('button', { name: 'Replay', exact: true }).click({ button: 'right' })
  const channel = page.getByRole('spinbutton', { name: 'Partner MIDI channel' })
  await channel.focus()
  await page.keyboard.press('Shift+F10')
  await settled()
  expect(await sent()).toEqual([
    { type: 'learn', parameter: 'tap' },
    { type: 'learn', parameter: null },
    { type: 'learn', parameter: 'replay' },
    { type: 'learn', parameter: 'model.channel' },
  ])
})

test('a drag that begins on the label moves the fader and learns nothing', async () => {
  const label = opened.page.getByRole('button', { name: 'Tempo: learn a knob' })
  const box = await label.boundingBox()
  if (!box) throw new Error('no label')
  await opened.page.mouse.move(box.x + 8, box.y + 8)
  await opened.page.mouse.down()
  await opened.page.mouse.move(box.x + 40, box.y + 8, { steps: 3 })
  await opened.page.mouse.up()
  const events = await sent()
  expect(events.length).toBeGreaterThan(0)
  expect(events.every((event) => typeof event !== 'string' && event.type === 'setParameter')).toBe(
    true,
  )
})

test('a knob that waits is drawn as a ghost, and told', async () => {
  await opened.stage.evaluate((stage) => {
    const from = { device: 'midi:Knobs', channel: 1, controller: 21 }
    stage.accept({ type: 'route', parameter: 'temperature', ...from })
    stage.accept({ type: 'control', ...from, value: 0.25 as never })
    return stage.settled()
  })
  const fader = opened.page.locator('anthesis-fader', { has: temperature })
  expect(await fader.locator('.ghost').count()).toBe(1)
  expect(await temperature.getAttribute('aria-valuetext')).toContain('a knob waits at 0.50')
  await opened.page.getByRole('button', { name: 'Forget the knob of Temperature' }).click()
  expect(await sent()).toEqual([{ type: 'forget', parameter: 'temperature' }])
})

test('the buttons of the path ask for what they say', async () => {
  const { page } = opened
  for (const name of ['Together', 'Tap', 'Count in', 'Panic', 'Continue', 'Save log', 'Replay']) {
    await page.getByRole('button', { name, exact: true }).click()
  }
  await page.getByRole('button', { name: /^Stage sweep/ }).click()
  await page.getByRole('switch', { name: 'Mute partner' }).click()
  expect(await sent()).toEqual([
    { type: 'mode', mode: 'together' },
    ...['tap', 'count-in', 'panic', 'partner.continue', 'saveLog', 'replay', 'sweep.stage'].map(
      (id) => set(1, id),
    ),
    set(1, 'model.mute'),
  ])
})

test('a choice steps by click and by arrows; an output, its port and its channel, changed before a frame has passed, all stand', async () => {
  const output = opened.page.getByRole('spinbutton', { name: 'Partner output' })
  await output.focus()
  await opened.page.keyboard.press('ArrowRight')
  await settled()
  await opened.page.getByRole('spinbutton', { name: 'Letter keys' }).focus()
  await opened.page.keyboard.press('ArrowRight')
  const bars = opened.page.getByRole('spinbutton', { name: 'Sweep over bars' })
  const box = await bars.boundingBox()
  await bars.click({ position: { x: (box?.width ?? 0) - 8, y: 20 } })
  await settled()
  expect(await bars.getAttribute('aria-valuetext')).toBe('8')
  expect(await sent()).toMatchObject([
    set(1, 'model.output'),
    set(1, 'hands.octave'),
    set(8, 'sweep.bars'),
  ])
  const row = ['Your output', 'Your MIDI port', 'Your MIDI channel'].map((name) =>
    opened.page.getByRole('spinbutton', { name }),
  )
  const said = () => Promise.all(row.map((choice) => choice.getAttribute('aria-valuetext')))
  expect(await said()).toEqual(['Inside', 'None', '1'])
  const elements = await Promise.all(row.map((choice) => choice.elementHandle()))
  await opened.page.evaluate((choices) => {
    for (const choice of choices) {
      choice.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
    }
  }, elements)
  await settled()
  expect(await said()).toEqual(['MIDI', 'Keystep 37', '2'])
  await opened.page.evaluate((choices) => {
    for (const choice of choices.toReversed()) {
      choice.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
    }
  }, elements)
  await settled()
  expect(await said()).toEqual(['Both', 'Digitone', '3'])
})
