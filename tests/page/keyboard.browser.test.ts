import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

declare global {
  var sent: Event[]
  var pressed: string[]
}

let browser: Browser
const server = devServer()
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

beforeEach(async () => {
  page = await openBlank(browser, server)
  const keyboard = await importInPage<typeof import('../../engine/edges/keyboard.ts')>(
    page,
    'engine/edges/keyboard.ts',
  )
  await keyboard.evaluate(({ openKeyboard }) => {
    globalThis.sent = []
    globalThis.pressed = []
    let octaves = 0
    openKeyboard(window, {
      send: (event) => {
        if (event.type === 'setParameter') octaves = event.value
        else sent.push(event)
      },
      octaves: () => octaves,
      press: (code) => {
        pressed.push(code)
        return code === 'Escape'
      },
    })
  })
})

const sentEvents = () => page.evaluate(() => sent)
const kinds = async () =>
  (await sentEvents()).map((event) =>
    'pitch' in event ? `${event.type} ${event.pitch}` : event.type,
  )

test('a letter key is a note for as long as it is down', async () => {
  await page.keyboard.down('KeyA')
  await page.keyboard.up('KeyA')
  expect(await kinds()).toEqual(['noteOn 60', 'noteOff 60'])
})

test('a key that repeats is one note', async () => {
  await page.keyboard.down('KeyS')
  await page.keyboard.down('KeyS')
  await page.keyboard.down('KeyS')
  await page.keyboard.up('KeyS')
  expect(await kinds()).toEqual(['noteOn 62', 'noteOff 62'])
})

test('a window that loses the focus releases its keys', async () => {
  await page.keyboard.down('KeyA')
  await page.keyboard.down('ArrowUp')
  await page.evaluate(() => window.dispatchEvent(new FocusEvent('blur')))
  expect(await kinds()).toEqual(['noteOn 60', 'nudge', 'noteOff 60', 'nudge'])
})

test('letters typed into a field are text', async () => {
  await page.evaluate(() => document.body.append(document.createElement('input')))
  await page.locator('input').click()
  await page.keyboard.type('asdf')
  expect(await page.locator('input').inputValue()).toBe('asdf')
  expect(await kinds()).toEqual([])
})

test('a key held over a change of octave still ends its own note', async () => {
  await page.keyboard.down('KeyA')
  await page.keyboard.press('KeyX')
  await page.keyboard.up('KeyA')
  await page.keyboard.press('KeyA')
  expect(await kinds()).toEqual(['noteOn 60', 'noteOff 60', 'noteOn 72', 'noteOff 72'])
})

test('shortcuts of the browser are not notes, and other keys go to the page', async () => {
  await page.keyboard.press('Control+KeyA')
  await page.keyboard.press('Escape')
  await page.keyboard.press('F7')
  expect(await kinds()).toEqual([])
  expect(await page.evaluate(() => pressed)).toEqual(['Escape', 'F7'])
})
