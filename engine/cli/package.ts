import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the melody model that comes with Anthesis. */
export const OWN_WEIGHTS = fileURLToPath(new URL('../../models/melody/weights', import.meta.url))

/** What of the training tunes the measure of novelty knows. */
export const CORPUS_FIGURES = fileURLToPath(
  new URL('../../models/melody/figures.bin', import.meta.url),
)

/** The engine's version, for the log's header. */
export function buildVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version?: unknown }
  return typeof version === 'string' ? version : 'unknown'
}
