import { benchAnswering } from './answering.ts'
import { benchBars } from './bars.ts'
import { benchBeside } from './beside.ts'
import { benchBridge } from './bridge.ts'
import { benchChordGrids } from './chordGrids.ts'
import { benchFineTuning } from './fineTuning.ts'
import { benchFold } from './fold.ts'
import { benchGarden } from './garden.ts'
import { benchKeys } from './keys.ts'
import { benchLatency } from './latency.ts'
import { benchListening } from './listening.ts'
import { benchMelodyModel } from './melodyModel.ts'
import { benchMelodyQuality } from './melodyQuality.ts'
import { benchMidi } from './midi.ts'
import { benchOnStage } from './onStage.ts'
import { benchOwnGpu } from './ownGpu.ts'
import { benchPage } from './page.ts'
import { benchPetals } from './petals.ts'
import { benchPetalSchemes } from './petalSchemes.ts'
import { benchStretches } from './stretches.ts'
import type { BenchRow } from './row.ts'

/**
 * `npm run bench`: every figure, side by side with its rival where there is one, as a table; with
 * `--json` one JSON object a line. Names given as arguments choose among the parts.
 */

const PARTS: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  melody: benchMelodyModel,
  quality: benchMelodyQuality,
  'fine-tuning': benchFineTuning,
  fold: benchFold,
  latency: benchLatency,
  garden: benchGarden,
  page: benchPage,
  listening: () => benchListening(),
  chords: benchChordGrids,
  stage: () => benchOnStage(),
  bars: benchBars,
  beside: benchBeside,
  keys: benchKeys,
  answering: benchAnswering,
  stretches: benchStretches,
  petals: benchPetals,
  schemes: benchPetalSchemes,
  gpu: benchOwnGpu,
  bridge: benchBridge,
  midi: benchMidi,
}

function parse(words: readonly string[]): { isJson: boolean; parts: string[] } {
  const names = words.filter((word) => word !== '--json')
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name))
  if (unknown !== undefined) {
    process.stderr.write(
      `bench: there is no part '${unknown}'; choose from ${Object.keys(PARTS).join(', ')}, or --json.\n`,
    )
    process.exit(2)
  }
  return {
    isJson: words.includes('--json'),
    parts: names.length > 0 ? names : Object.keys(PARTS),
  }
}

const figure = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)

function line({ name, value, unit, against, ratio }: BenchRow): string {
  const rival = against === undefined ? '' : `against ${against}`
  const times = ratio === undefined ? '' : `${ratio.toFixed(2)}×`
  return `${name.padEnd(64)} ${`${figure(value)} ${unit}`.padStart(16)}  ${times.padStart(8)}  ${rival}`
}

const { isJson, parts } = parse(process.argv.slice(2))
for (const part of parts) {
  for (const row of (await PARTS[part]?.()) ?? []) {
    process.stdout.write(`${isJson ? JSON.stringify(row) : line(row)}\n`)
  }
}
process.exit(0)
