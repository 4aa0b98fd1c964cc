import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawnFlowers } from '../../models/petal/drawnFlowers.ts'
import { exportFlower } from '../../models/petal/exportGlb.ts'
import { importGltf } from '../../models/petal/importPetal.ts'
import { formatDrawings, type Template } from '../../models/petal/templates.ts'
import { importInPage, launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

/** A performer draws, trains and walks while the show runs. */

/** Enough for a training on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 120_000 }

let browser: Browser
const server = devServer()
let page: Page

type Main = typeof import('../../engine/main.ts')

const ofMain = async <Result>(read: (main: Main) => Result) =>
  (await importInPage<Main>(page, 'engine/main.ts')).evaluate(read)

async function until(fact: (main: Main) => boolean): Promise<void> {
  await page.waitForFunction(fact, await importInPage<Main>(page, 'engine/main.ts'), PATIENCE)
}

const pressButton = (name: string) => page.getByRole('button', { name, exact: true }).click()
const strip = () => page.locator('anthesis-desk .words')

/** What cannot be read, hit or seen whole, each a line of words. */
const findings = async () =>
  (await importInPage<typeof import('../ui/audit.ts')>(page, 'tests/ui/audit.ts')).evaluate(
    ({ faintTexts, outside, smallControls, smallTexts }) => [
      ...faintTexts('#0b0b0d'),
      ...outside(),
      ...smallControls(),
      ...smallTexts(),
    ],
  )

const importFile = (name: string, content: string | Uint8Array) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })

beforeAll(async () => {
  browser = await launchChromium()
  page = await openPage(browser, server.url)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.keyboard.press('F4')
  await pressButton('Draw petals')
  await page.getByRole('application').waitFor()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('a point is chosen, pulled and put back by keys alone, and each deed can be undone', async () => {
  const editor = page.getByRole('application', { name: 'Petal at time 1' })
  const point = page.locator('anthesis-petal-editor [role=status]')
  await editor.focus()
  await page.keyboard.press('ArrowUp')
  const before = await point.textContent()
  expect(before).toContain('Step 5 of 7, column 4 of 7')
  await page.keyboard.press('Shift+ArrowUp')
  await expect.poll(() => point.textContent(), PATIENCE).not.toBe(before)
  await pressButton('Undo')
  await expect.poll(() => point.textContent(), PATIENCE).toBe(before)
})

test('one half is pulled and mirrored onto the other, a time is smoothed, and each is undone and done again', async () => {
  const point = page.locator('anthesis-petal-editor [role=status]')
  const reads = async (): Promise<string> => (await point.textContent()) ?? ''
  /** Where the chosen point is. */
  const place = async (): Promise<number[]> =>
    ((await reads()).split(': ')[1] ?? '').split(', ').map(Number)
  const go = async (columns: number, to: number): Promise<number[]> => {
    await page.getByRole('application').focus()
    const key = columns < 0 ? 'ArrowLeft' : 'ArrowRight'
    for (let i = 0; i < Math.abs(columns); i++) await page.keyboard.press(key)
    await expect.poll(reads, PATIENCE).toContain(`column ${to} of 7`)
    return place()
  }
  await pressButton('Symmetric')
  const left = await go(-2, 2)
  await go(4, 6)
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowUp')
  const [x = NaN, y = NaN, z = NaN] = await place()
  expect(await go(-4, 2)).toEqual(left)
  await go(4, 6)
  await pressButton('Mirror')
  const copied = await go(-4, 2)
  expect(copied).not.toEqual(left)
  ;[x, -y, z].forEach((value, axis) => expect(copied[axis]).toBeCloseTo(value, 1))
  await pressButton('Undo')
  await expect.poll(place, PATIENCE).toEqual(left)
  await pressButton('Redo')
  await expect.poll(place, PATIENCE).toEqual(copied)
  await pressButton('Smooth')
  await expect.poll(place, PATIENCE).not.toEqual(copied)
  for (const before of [copied, left]) {
    await pressButton('Undo')
    await expect.poll(place, PATIENCE).toEqual(before)
  }
  await pressButton('Undo')
  await pressButton('Undo')
  await pressButton('Symmetric')
})

test('another time of the opening is chosen, and there a point is pulled by the hand', async () => {
  await page.getByRole('button', { name: 'Time 0.8', exact: true }).click()
  await page.getByRole('application', { name: 'Petal at time 0.8' }).waitFor(PATIENCE)
  await pressButton('Side')
  const canvas = page.getByRole('application')
  const box = await canvas.boundingBox()
  if (!box) throw new Error('no editor')
  const point = page.locator('anthesis-petal-editor [role=status]')
  const place = async (): Promise<number[]> =>
    ((await point.textContent())?.split(': ')[1] ?? '').split(', ').map(Number)
  const [x = NaN, , z = NaN] = await place()
  // From the side x goes to the right and z up; the petal's middle is in the middle.
  const scale = Math.min(box.width * 0.7, box.height) / 1.15
  const at = {
    x: box.x + box.width / 2 + (x - 0.5) * scale,
    y: box.y + box.height / 2 - (z - 0.3) * scale,
  }
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  const [, beforeY = NaN, beforeZ = NaN] = await place()
  await page.mouse.move(at.x, at.y - 0.2 * scale, { steps: 3 })
  await page.mouse.up()
  await expect.poll(async () => ((await place())[2] ?? NaN) - beforeZ, PATIENCE).toBeCloseTo(0.2, 1)
  expect((await place())[1]).toBeCloseTo(beforeY, 1)
  await pressButton('Undo')
  await page.getByRole('button', { name: 'Time 1', exact: true }).click()
})

test('the opening is seen as an animation, bud to open flower, until it is stopped', async () => {
  /** Pixels that the flower covers. */
  const covered = () =>
    page.getByRole('application').evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
      return pixels.filter((value, i) => i % 4 === 3 && value > 0).length
    })
  const seen: number[] = []
  await pressButton('Open')
  await expect
    .poll(async () => {
      seen.push(await covered())
      return Math.max(...seen) / Math.min(...seen)
    }, PATIENCE)
    .toBeGreaterThan(1.5)
  await pressButton('Stop')
  await page.getByRole('button', { name: 'Open', exact: true, pressed: false }).waitFor(PATIENCE)
  const stopped = await covered()
  expect(await covered()).toBe(stopped)
})

test('the editor fits the Desk, and can be read and hit', async () => {
  expect(await findings()).toEqual([])
})

test('what cannot be a flower is refused in one line, and the flowers stay', async () => {
  const text = formatDrawings(drawnFlowers().slice(0, 1))
  const changed = (change: (number: number) => number | null) => {
    const { templates, ...rest } = JSON.parse(text) as { templates: Template[] }
    const meshes = templates.map(({ name, mesh }) => ({
      name,
      mesh: mesh.map((rows) => rows.map((row) => row.map(change))),
    }))
    return JSON.stringify({ ...rest, templates: meshes })
  }
  const refusals = [
    ['a.json', changed((x) => (x > 1 ? null : x)), /a finite number is expected, not null/],
    ['b.json', text.replace('0.3,0.55', '0.3'), /missing 0.55/],
    ['c.json', changed((x) => x * 1000), /spans .* scale it by 0.001/],
    ['d.glb', 'no glb', /neither GLB nor glTF|not JSON|glTF/],
    ['e.txt', '', /'e.txt' is no flower/],
    ['still.glb', exportFlower('still', new Float32Array(147).fill(1), 1), /has no animation/],
  ] as const
  for (const [name, content, complaint] of refusals) {
    await importFile(name, content)
    await expect.poll(() => strip().textContent(), PATIENCE).toMatch(complaint)
  }
  const flowers = page.getByRole('spinbutton', { name: 'Flower' })
  expect(await flowers.getAttribute('aria-valuemax')).toBe('3')
  await importFile('f.json', text)
  await expect.poll(() => flowers.getAttribute('aria-valuemax'), PATIENCE).toBe('4')
  await pressButton('Undo')
})

test('one flower alone, or the same one twice, is not trained on, and the flowers in the show stay', async () => {
  const refused = async (complaint: RegExp) => {
    await pressButton('Grow petals')
    await until(({ conductor }) => conductor.state.petals !== null)
    const before = await ofMain(({ conductor }) => conductor.state.petals)
    await pressButton('Train')
    await expect.poll(() => strip().textContent(), PATIENCE).toMatch(complaint)
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor(PATIENCE)
    expect(await ofMain(({ conductor }) => conductor.state.petals)).toEqual(before)
    await pressButton('Draw petals')
  }
  await pressButton('Copy')
  await refused(/'magnolia' and 'magnolia 2' are the same flower: change or remove one/)
  await pressButton('Undo')
  await pressButton('Remove')
  await pressButton('Remove')
  await refused(/there is one flower, 'star', and nothing to go towards: draw a second/)
  await pressButton('Undo')
  await pressButton('Undo')
})

test('what was drawn is learnt while the show runs, and goes into it with a name in the log', async () => {
  await pressButton('Grow petals')
  await until(({ conductor }) => conductor.state.petals !== null)
  const shipped = await ofMain(({ conductor }) => conductor.state.petals)
  expect(shipped?.flowers).toEqual(['magnolia', 'lily', 'star'])
  await pressButton('Train')
  await page.getByText('Learnt, and not in the show yet.').waitFor(PATIENCE)
  await page.keyboard.press('KeyA')
  await pressButton('Use in the show')
  // Not by the words beside it: the training goes on, and soon has another that is not in the show.
  const planted = () => ofMain(({ conductor }) => conductor.state.petals)
  await expect.poll(async () => (await planted())?.hash, PATIENCE).not.toBe(shipped?.hash)
  expect((await planted())?.flowers).toEqual(shipped?.flowers)
  // It may have come to its end meanwhile, or come to it between a look and a click.
  await page
    .locator('anthesis-grow-petals button', { hasText: 'Cancel' })
    .evaluateAll((all) => all.forEach((each) => each.dispatchEvent(new MouseEvent('click'))))
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor(PATIENCE)
}, 240_000)

test('the plots fit the Desk, and can be read and hit', async () => {
  expect(await findings()).toEqual([])
  const values = page.locator('anthesis-grow-petals anthesis-choice .value')
  const cut = (all: Element[]) => all.filter((each) => each.scrollWidth > each.clientWidth).length
  expect([await values.count(), await values.evaluateAll(cut)]).toEqual([1, 0])
})

test('however many flowers there are and however long their names, the loss curve keeps its height', async () => {
  const curve = page.locator('anthesis-loss-curve')
  const height = async (): Promise<number> => (await curve.boundingBox())?.height ?? NaN
  await pressButton('Grow petals')
  const few = await height()
  const [star] = drawnFlowers()
  const many = Array.from({ length: 13 }, (_, n): Template => ({
    name: `A rose that was given a long name ${n + 10}`,
    mesh: star?.mesh ?? [],
  }))
  await pressButton('Draw petals')
  await page.getByRole('application').waitFor(PATIENCE)
  await importFile('many.json', formatDrawings(many))
  await expect.poll(() => strip().textContent(), PATIENCE).toContain('name 22: imported.')
  await pressButton('Grow petals')
  expect(await height()).toBeGreaterThan(few * 0.8)
  expect(await findings()).toEqual([])
  await pressButton('Draw petals')
  await pressButton('Undo')
  await pressButton('Grow petals')
})

test('a curve that is dragged on the plot moves the walk, and the flower there is saved as GLB', async () => {
  const plots = await page.locator('anthesis-context-plots').boundingBox()
  if (!plots) throw new Error('no plots')
  const x = plots.x + (plots.width * 5.6) / 7
  await page.mouse.move(x, plots.y + plots.height * 0.35)
  await page.mouse.down()
  await page.mouse.move(x, plots.y + plots.height * 0.3, { steps: 3 })
  await page.mouse.up()
  const stands = async () =>
    Promise.all(
      ['Context', 'Context 2'].map((name) =>
        page.getByRole('slider', { name, exact: true }).getAttribute('aria-valuenow'),
      ),
    )
  await expect.poll(stands, PATIENCE).not.toEqual(['0', '0'])
  const download = page.waitForEvent('download')
  await pressButton('Save opening')
  const path = await (await download).path()
  const { mesh } = importGltf('saved', new Uint8Array(await readFile(path)))
  expect(mesh.flat(2)).toHaveLength(1029)
})

test('the article’s own scheme can be chosen, and its training shows its progress and stops when told', async () => {
  const scheme = page.getByRole('spinbutton', { name: 'Scheme' })
  expect(await scheme.getAttribute('aria-valuetext')).toBe('emergent')
  await scheme.press('ArrowRight')
  expect(await scheme.getAttribute('aria-valuetext')).toBe('article')
  await pressButton('Train')
  await page.getByText('Each flower').waitFor(PATIENCE)
  await pressButton('Cancel')
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor(PATIENCE)
  await scheme.press('ArrowLeft')
}, 240_000)

test('a folder trained on the command line is opened on the page, and goes into the show', async () => {
  await page.locator('input[type=file]').setInputFiles('models/petal/weights')
  await expect.poll(() => strip().textContent(), PATIENCE).toContain('magnolia, lily, star: opened')
  const planted = () => ofMain(({ conductor }) => conductor.state.petals?.hash)
  const before = await planted()
  await pressButton('Use in the show')
  await page.getByText('In the show. Drag a curve to walk.').waitFor(PATIENCE)
  await expect.poll(() => strip().textContent(), PATIENCE).toContain('star: in the show.')
  const opened = await planted()
  expect(opened).not.toBe(before)
  await pressButton('As shipped')
  await expect.poll(planted, PATIENCE).toBe(opened)
  await expect
    .poll(() => strip().textContent(), PATIENCE)
    .toContain('The petals that came with the page are in the show.')
})

test('a folder without petals is refused in one line, and the last good flower stays on', async () => {
  const before = await ofMain(({ conductor }) => conductor.state.petals)
  await page.locator('input[type=file]').setInputFiles('models/petal/weights/generative')
  await expect
    .poll(() => strip().textContent(), PATIENCE)
    .toContain('There is no petals.json among these files')
  expect(await ofMain(({ conductor }) => conductor.state.petals)).toEqual(before)
})
