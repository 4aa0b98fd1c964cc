import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchChromium, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { openPanels, toDesk, toTools, type Opened } from './open.ts'

/** A page takes seconds to open on two busy cores. */
vi.setConfig({ testTimeout: 30_000 })

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

const CONTROL_LINE =
  /^\s*- '?(button|slider|switch|spinbutton|checkbox|radio|textbox|link|combobox)/

/** As bright a petal as may lie behind the rail. */
const PETAL = '#ffb454'

describe.each([
  ['Show', () => Promise.resolve()],
  ['Desk', toDesk],
  ['Tools', toTools],
] as const)('%s', (_name, enter) => {
  let opened: Opened

  beforeAll(async () => {
    opened = await openPanels(browser, server)
    await enter(opened)
  }, STARTUP_MILLISECONDS)

  test('every control has a name for who cannot see it', async () => {
    const lines = (await opened.page.locator('body').ariaSnapshot()).split('\n')
    const controls = lines.filter((line) => CONTROL_LINE.test(line))
    expect(controls.length).toBeGreaterThan(6)
    expect(controls.filter((line) => !/"[^"]+"/.test(line))).toEqual([])
  })

  test('Tab reaches every control once, and shows where it is', async () => {
    const count = await opened.audit.evaluate(({ controls }) => controls().length)
    const visited = new Set<string>()
    for (let press = 0; press < count; press++) {
      await opened.page.keyboard.press('Tab')
      visited.add(await opened.audit.evaluate(({ focusedName }) => focusedName()))
    }
    expect([...visited].filter((name) => /nothing|without a mark/.test(name))).toEqual([])
    expect(visited.size).toBe(count)
  })

  test('every control is at least 44 pixels high and wide', async () => {
    expect(await opened.audit.evaluate(({ smallControls }) => smallControls())).toEqual([])
  })

  test('text is at least 16 pixels high and stands out 7 to 1', async () => {
    expect(await opened.audit.evaluate(({ smallTexts }) => smallTexts())).toEqual([])
    expect(await opened.audit.evaluate(({ faintTexts }) => faintTexts('#0b0b0d'))).toEqual([])
  })

  test('nothing scrolls or is cut off at 1280 by 800', async () => {
    expect(await opened.audit.evaluate(({ outside }) => outside())).toEqual([])
    const page = await opened.page.evaluate(() => [
      document.documentElement.scrollHeight - innerHeight,
      document.documentElement.scrollWidth - innerWidth,
    ])
    expect(page).toEqual([0, 0])
  })
})

test('a small window cuts nothing off, panic least of all', async () => {
  const { audit } = await openPanels(browser, server, { width: 960, height: 540 })
  expect(await audit.evaluate(({ outside }) => outside())).toEqual([])
})

test('before the first note the page says one word, and the letter keys lie under the bud', async () => {
  const { page, stage, module } = await openPanels(browser, server)
  expect(await page.locator('.play').textContent()).toBe('play')
  const keys = page.locator('anthesis-piano .key')
  expect((await keys.allTextContents()).sort().join('')).toBe("';ADEFGHJKLOPSTUWY")
  await stage.evaluate((opened) => opened.show({ keysDown: new Set(['KeyA']) }))
  expect(await page.locator('[data-code=KeyA]').getAttribute('class')).toContain('player')
  const notes = await module.evaluate(({ someNotes }) => someNotes(0))
  await stage.evaluate((opened, given) => opened.show({ notes: given, hasPlayed: true }), notes)
  expect(await page.locator('[data-code=KeyJ]').getAttribute('class')).toContain('model')
  expect(await page.locator('.play').count()).toBe(0)
})

test('a finger on the drawn keys plays them, and lets go of them', async () => {
  const { page, stage } = await openPanels(browser, server)
  const key = await page.locator('[data-code=KeyD]').boundingBox()
  if (!key) throw new Error('no key')
  await page.mouse.move(key.x + key.width / 2, key.y + key.height - 12)
  await page.mouse.down()
  await page.mouse.move(10, 10)
  await page.mouse.up()
  const sent = await stage.evaluate((opened) => opened.sent)
  expect(sent).toMatchObject([
    { type: 'noteOn', pitch: 64 },
    { type: 'noteOff', pitch: 64 },
  ])
})

test('the rail can be read over the brightest petal', async () => {
  const { audit } = await openPanels(browser, server)
  const faint = await audit.evaluate(({ faintTexts }, petal) => {
    const show = document.querySelector('anthesis-app')?.shadowRoot?.querySelector('anthesis-show')
    const rail = show?.shadowRoot?.querySelector('.rail')
    return rail ? faintTexts(petal, rail) : ['no rail']
  }, PETAL)
  expect(faint).toEqual([])
})

test('the strip of four facts comes with news and fades after three seconds', async () => {
  const { page, stage } = await openPanels(browser, server)
  const strip = page.locator('anthesis-strip div')
  expect(await strip.getAttribute('class')).not.toContain('news')
  await stage.evaluate((opened) => {
    opened.accept({ type: 'setParameter', parameter: 'temperature', value: 1.3 })
    return opened.settled()
  })
  expect(await strip.getAttribute('class')).toContain('news')
  expect(await strip.textContent()).toContain('1.30')
  const size = await strip.evaluate((element) => getComputedStyle(element).fontSize)
  expect(size).toBe('56px')
  await page.waitForTimeout(3300)
  expect(await strip.getAttribute('class')).not.toContain('news')
})

test('trouble has a shape and words, not a hue alone', async () => {
  const opened = await openPanels(browser, server)
  const { page, stage } = opened
  await stage.evaluate((given) =>
    given.show({
      lights: [
        { id: 'sound', label: 'Sound', status: { state: 'running', detail: '48 kHz' } },
        {
          id: 'picture',
          label: 'Picture',
          status: { state: 'failed', why: 'There is no WebGPU here.', remedy: 'Use Chromium.' },
        },
      ],
    }),
  )
  const strip = page.locator('anthesis-strip .trouble')
  expect(await strip.textContent()).toContain('Picture: There is no WebGPU here. Use Chromium.')
  await toDesk(opened)
  const shapes = await page
    .locator('section[aria-label=Room] .light svg')
    .evaluateAll((drawn) =>
      drawn.map((svg) => [...svg.children].map((child) => child.localName).join()),
    )
  expect(shapes).toEqual(['circle', 'path,path'])
  const light = page.locator('section[aria-label=Room] .light').last()
  expect(((await light.textContent()) ?? '').replace(/\s+/g, ' ')).toContain(
    'Picture failed There is no WebGPU here. Use Chromium.',
  )
})

test('one key goes between Show and Desk, another hides every panel and the cursor', async () => {
  const { page } = await openPanels(browser, server)
  const picture = page.locator('#picture')
  expect(await picture.boundingBox()).toEqual({ x: 0, y: 0, width: 1280, height: 800 })
  await page.keyboard.press('F2')
  await page.locator('anthesis-desk').waitFor()
  expect((await picture.boundingBox())?.width).toBeLessThan(640)
  await page.keyboard.press('F2')
  await page.locator('anthesis-show .rail').waitFor()
  await page.keyboard.press('F9')
  await page.locator('anthesis-show .rail').waitFor({ state: 'hidden' })
  expect(await page.evaluate(() => getComputedStyle(document.body).cursor)).toBe('none')
})

test('the signal path stands in the order in which sound and light are made', async () => {
  const opened = await openPanels(browser, server)
  await toDesk(opened)
  const headings = await opened.page.locator('anthesis-desk h2').allTextContents()
  expect(headings).toEqual(['Hands', 'Partner', 'Sound', 'Garden', 'Room'])
})

test('a tool takes the place of the signal path, and F4 gives it back', async () => {
  const opened = await openPanels(browser, server)
  const { page } = opened
  await toDesk(opened)
  await page.getByRole('button', { name: 'Tools', exact: true }).click()
  await page.locator('anthesis-controls').waitFor()
  expect(await page.locator('anthesis-desk section').count()).toBe(0)
  expect((await page.locator('#picture').boundingBox())?.width).toBeGreaterThan(400)
  await toTools(opened)
  expect(await page.locator('anthesis-desk section').count()).toBe(5)
})

test('a tool that cannot be fetched says so, and the others still open', async () => {
  const opened = await openPanels(browser, server)
  const { page } = opened
  await toTools(opened)
  await page.getByRole('button', { name: 'Absent' }).click()
  await page.getByText('Absent could not be opened: it is not there.').waitFor()
  await page.getByRole('button', { name: 'Controls' }).click()
  await page.locator('anthesis-controls').waitFor()
})

test('MIDI permission is asked for by a click on its light alone', async () => {
  const { page, stage } = await openPanels(browser, server)
  await page.getByRole('button', { name: /^MIDI: off/ }).click()
  expect(await stage.evaluate((opened) => opened.sent)).toEqual(['openMidi'])
})
