import { writeFileSync } from 'node:fs'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { PetalCommand } from '../../engine/visuals/frame.ts'
import { importInPage, launchChromium, openBlank, startDevServer } from '../chromium.ts'

/**
 * Writes the README's picture of the garden: `npx tsx tests/scenes/writeGardenPicture.ts OUT.png`.
 * Eight phrases, each answered but the newest, which the partner answers now; after what it plays
 * stands what it means to.
 */

const [out] = process.argv.slice(2)
if (out === undefined) {
  process.stderr.write('anthesis: Say where to write the picture, such as scenes/garden.png.\n')
  process.exit(2)
}

const PHRASES = 8
const PHRASE_SECONDS = 6
const NOTE_SECONDS = 0.3
const TUNES = [
  [60, 64, 67, 72, 71, 67, 64, 62],
  [57, 60, 64, 69, 67, 64],
  [62, 65, 69, 74, 72, 69, 65, 64, 62],
  [55, 59, 62, 67, 71, 74, 71],
]

let id = 0
function line(voice: 'performer' | 'model', from: number, phrase: number, count: number) {
  const tune = TUNES[phrase % TUNES.length] ?? []
  return tune.slice(0, count).flatMap((pitch, note): PetalCommand[] => {
    const atSeconds = seconds(from + note * NOTE_SECONDS)
    const own = id++
    return [
      {
        type: 'petal',
        id: own,
        voice,
        pitch: midiNote(pitch + (voice === 'model' ? 5 : 0)),
        velocity: unit(0.55 + 0.1 * (note % 4)),
        temperature: 0.9 + 0.05 * (phrase % 4),
        surpriseBits: 1 + (note % 3),
        contexts: [(phrase % 4) / 3, 0.2],
        atSeconds,
      },
      { type: 'petalEnd', id: own, atSeconds: seconds(atSeconds + 0.27) },
    ]
  })
}

const commands = Array.from({ length: PHRASES }, (_, phrase) => {
  const from = 1 + phrase * PHRASE_SECONDS
  const isNewest = phrase === PHRASES - 1
  return [
    ...line('performer', from, phrase, 9),
    ...line('model', from + 3.2, phrase + 1, isNewest ? 4 : 9),
  ]
}).flat()
const showSeconds = seconds(1 + (PHRASES - 1) * PHRASE_SECONDS + 3.2 + 4 * NOTE_SECONDS)
const lookAhead = [69, 67, 64].map((pitch, index) => ({
  pitch: midiNote(pitch),
  startSeconds: seconds(showSeconds + 0.3 * (index + 1)),
  durationSeconds: seconds(0.3),
  confidence: unit(0.9 - 0.2 * index),
}))

const browser = await launchChromium()
const server = await startDevServer()
const page = await openBlank(browser, server)
const stills = await importInPage<typeof import('./still.ts')>(page, 'tests/scenes/still.ts')
const studio = await stills.evaluateHandle((module) =>
  module.openStudio('best', 960, 540, 1000, true),
)
const contexts = [1 / 3, 0.2] as const
const take = { commands, moment: { showSeconds, lookAhead, contexts, temperature: 1.05 } }
const png = await studio.evaluate((each, shown) => {
  each.take(shown)
  return each.png()
}, take)
writeFileSync(out, Buffer.from(png.split(',')[1] ?? '', 'base64'))
await browser.close()
await server.close()
