import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isEvent } from '../../engine/core/checkEvent.ts'
import type { Event } from '../../engine/core/events.ts'
import { isSound } from '../../engine/performance/commands.ts'
import type { NoteOnCommand } from '../../engine/sound/commands.ts'
import { launchChromium, openBlank, startDevServer } from '../chromium.ts'
import { centroidOf } from '../edges/centroid.ts'
import { peak } from '../edges/measure.ts'
import { at, ears, render, SAMPLE_RATE } from '../edges/rendering.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { Stage } from '../performance/stage.ts'
import { rollOf, spectrogramOf } from './pictures.ts'
import { wavOf } from './wav.ts'

/**
 * `npm run listening -- --out FOLDER`: the recorded human performance, answered by the shipped model
 * at five temperatures, each as a WAV file, a piano roll and a spectrogram, with a line of figures. What they say stands in models/melody/listening.md.
 */

const TEMPERATURES = [0.3, 0.8, 1, 1.3, 2]
const RECORDING = new URL('../recordings/human.json', import.meta.url)
/** Two of its phrases, and their answers. */
const SECONDS = 28
/** For the figures, as one take has few notes; the first is the one that is rendered. */
const SEEDS = [7, 1, 2, 3, 4, 5, 6, 8]
const E_FLAT_MAJOR = [3, 5, 7, 8, 10, 0, 2]
const COLUMNS = [
  'temperature',
  'notes an answer',
  'in key',
  'repeated',
  'leaps over a fifth',
  'notes a second',
  'bits a note',
  'centroid, Hz',
  'peak',
]

interface Happening {
  readonly atSeconds: number
  readonly event: Event
}

const isHappening = (one: unknown): one is Happening =>
  typeof one === 'object' &&
  one !== null &&
  'atSeconds' in one &&
  typeof one.atSeconds === 'number' &&
  'event' in one &&
  isEvent(one.event)

const network = new ShippedNetwork()

function perform(temperature: number, seed: number): Stage {
  const stage = new Stage({ network, key: 'auto', seed })
  stage.tell({ type: 'setParameter', parameter: 'temperature', value: temperature })
  const written: unknown = JSON.parse(readFileSync(RECORDING, 'utf8'))
  for (const { atSeconds, event } of Array.isArray(written) ? written.filter(isHappening) : []) {
    if (atSeconds < SECONDS) stage.at(atSeconds, event)
  }
  stage.until(SECONDS)
  return stage
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** The partner's notes, split where it waited for the next phrase. */
function answersOf({ partnerNotes }: Stage): NoteOnCommand[][] {
  const answers: NoteOnCommand[][] = []
  for (const note of partnerNotes) {
    const last = answers.at(-1)
    const before = last?.at(-1)
    if (last && before && note.atSeconds - before.atSeconds < 4) last.push(note)
    else answers.push([note])
  }
  return answers
}

/** Of all takes at one temperature, as {@link COLUMNS} names them. */
function figuresOf(takes: readonly Stage[]): string[] {
  const answers = takes.flatMap(answersOf)
  const notes = answers.flat()
  const leaps = answers.flatMap((answer) =>
    answer.slice(1).map(({ pitch }, i) => Math.abs(pitch - (answer[i]?.pitch ?? pitch))),
  )
  const rates = answers.flatMap((answer) => {
    const [first, last] = [answer[0], answer.at(-1)]
    const span = (last?.atSeconds ?? 0) - (first?.atSeconds ?? 0)
    return span > 0 ? [(answer.length - 1) / span] : []
  })
  return [
    (notes.length / answers.length).toFixed(1),
    mean(notes.map(({ pitch }) => Number(E_FLAT_MAJOR.includes(pitch % 12)))).toFixed(2),
    mean(leaps.map((leap) => Number(leap === 0))).toFixed(2),
    mean(leaps.map((leap) => Number(leap > 7))).toFixed(2),
    mean(rates).toFixed(1),
    mean(notes.map(({ surpriseBits }) => surpriseBits)).toFixed(1),
  ]
}

const { out } = parseArgs({ options: { out: { type: 'string' } } }).values
if (out === undefined) {
  process.stderr.write('listening: say into which folder; npm run listening -- --out FOLDER\n')
  process.exit(2)
}
const folder = resolve(process.env['INIT_CWD'] ?? '.', out)
mkdirSync(folder, { recursive: true })
const browser = await launchChromium()
const server = await startDevServer()
const page = await openBlank(browser, server)
process.stdout.write(`| ${COLUMNS.join(' | ')} |\n|${' --- |'.repeat(COLUMNS.length)}\n`)
for (const temperature of TEMPERATURES) {
  const takes = SEEDS.map((seed) => perform(temperature, seed))
  const [stage] = takes
  if (!stage) break
  const notes = stage.notes.map((note) => ({
    note,
    endSeconds: stage.endOf(note)?.atSeconds ?? SECONDS,
  }))
  const heard = await render(
    page,
    stage.commands.filter(isSound).map((command) => at(command)),
    SECONDS,
  )
  const name = join(folder, `temperature-${temperature}`)
  writeFileSync(`${name}.wav`, wavOf(heard.left, heard.right, SAMPLE_RATE))
  writeFileSync(`${name}-roll.png`, rollOf(notes, SECONDS))
  writeFileSync(`${name}-spectrogram.png`, spectrogramOf(heard.right, SAMPLE_RATE))
  const centroids = notes
    .filter(({ note }) => note.voice === 'model')
    .map(({ note, endSeconds }) => centroidOf(heard.right, SAMPLE_RATE, note.atSeconds, endSeconds))
    .filter(Number.isFinite)
  const figures = [
    String(temperature),
    ...figuresOf(takes),
    mean(centroids).toFixed(0),
    Math.max(...ears(heard).map((ear) => peak(ear))).toFixed(2),
  ]
  process.stdout.write(`| ${figures.join(' | ')} |\n`)
}
await browser.close()
await server.close()
