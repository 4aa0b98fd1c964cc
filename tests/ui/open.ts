import type { Browser, JSHandle, Page } from 'playwright-core'
import { importInPage, openBlank, type Served } from '../chromium.ts'
import type { Stage } from './stage.ts'

/** A page with the panels on it. */
export interface Opened {
  readonly page: Page
  readonly stage: JSHandle<Stage>
  readonly audit: JSHandle<typeof import('./audit.ts')>
  readonly module: JSHandle<typeof import('./stage.ts')>
}

/** The one page of each browser: its modules take seconds to load, the panels on it do not. */
const pages = new WeakMap<Browser, Page>()

async function emptyPage(browser: Browser, server: Served): Promise<Page> {
  const known = pages.get(browser)
  const page = known && !known.isClosed() ? known : await openBlank(browser, server)
  pages.set(browser, page)
  await page.mouse.move(0, 0)
  await page.keyboard.up('Shift')
  await page.evaluate(() => {
    document.title = 'blank'
    const picture = document.createElement('canvas')
    picture.id = 'picture'
    document.body.replaceChildren(picture)
  })
  return page
}

/** Panels as they first come up; those that were open before are gone. */
export async function openPanels(
  browser: Browser,
  server: Served,
  { width, height } = { width: 1280, height: 800 },
): Promise<Opened> {
  const page = await emptyPage(browser, server)
  await page.setViewportSize({ width, height })
  const module = await importInPage<typeof import('./stage.ts')>(page, 'tests/ui/stage.ts')
  const audit = await importInPage<typeof import('./audit.ts')>(page, 'tests/ui/audit.ts')
  const stage = await module.evaluateHandle((opened) => opened.openStage())
  await stage.evaluate((opened) => opened.settled())
  return { page, stage, audit, module }
}

export async function toDesk({ page, stage }: Opened): Promise<void> {
  await page.keyboard.press('F2')
  await stage.evaluate((opened) => opened.settled())
}

export async function toTools({ page, stage }: Opened): Promise<void> {
  await page.keyboard.press('F4')
  await stage.evaluate((opened) => opened.settled())
}
