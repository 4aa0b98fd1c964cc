import type { TestProject } from 'vitest/node'
import { startDevServer } from './chromium.ts'
import type {} from './devServer.ts'

/** Called by vitest before the first file with a page; {@link devServer} is what the files see. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startDevServer()
  project.provide('devServerUrl', server.url)
  return () => server.close()
}
