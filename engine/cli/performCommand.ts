import { basename } from 'node:path'
import { barTicksOf } from '../clock/meter.ts'
import { secondsAt } from '../clock/tempoMap.ts'
import { digestText } from '../core/digest.ts'
import { KEY_NAMES, type KeyDecision } from '../expression/key.ts'
import type { Performance } from '../performance/state.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { readInput } from './input.ts'
import { readTune, type Tune } from './midiFile.ts'
import { MidiRecorder } from './midiRecorder.ts'
import { loadNetwork, type Network } from './model.ts'
import { Offline } from './offline.ts'
import { TextOutput, withOutputs, type Output } from './output.ts'
import { buildVersion } from './package.ts'
import { PERFORM_HELP, readPerformOptions, type PerformOptions } from './performOptions.ts'
import { performTune, type Played } from './performTune.ts'
import { chordsUnheard } from './progression.ts'
import type { TemperatureLine } from './temperature.ts'
import { plural } from './words.ts'

interface Result {
  readonly state: Performance
  readonly played: Played
  readonly recorder: MidiRecorder
  readonly network: Network
}

const lineText = ({ from, to }: TemperatureLine): string =>
  from === to ? String(from) : `${from} to ${to}`

function play(
  tune: Tune,
  network: Network,
  options: PerformOptions,
  write: (lines: string) => void,
): Result {
  const recorder = new MidiRecorder()
  const show = new Offline(
    options.seed,
    buildVersion(),
    { write, perform: (commands) => recorder.take(commands) },
    network.answer,
    network.answerKey,
  )
  show.prepare(network.event)
  const played = performTune(show, tune, options)
  return { state: show.state, played, recorder, network }
}

/** What was otherwise than the user may expect, a sentence each. */
function remarksOn(result: Result, tune: Tune, { chords }: PerformOptions): string[] {
  const { state, played, network } = result
  const octaves = plural(Math.abs(played.shiftedOctaves), 'octave')
  const way = played.shiftedOctaves > 0 ? 'higher' : 'lower'
  const { player, shift, range } = state.continuation
  const beyond = tune.notes.filter(
    ({ pitch }) => pitch + shift < range.minPitch || pitch + shift > range.maxPitch,
  ).length
  const remarks: (string | false)[] = [
    played.shiftedOctaves !== 0 &&
      `The partner hears the tune ${octaves} ${way}, where the model knows its way, and answers in the tune's own register.`,
    beyond > 0 &&
      `${plural(beyond, 'note')} of the tune ${beyond === 1 ? 'lies' : 'lie'} beyond the model's range: the partner hears ${beyond === 1 ? 'it' : 'them'} octaves nearer.`,
    chordsUnheard(chords, network),
    player.kind === 'markov' &&
      `A Markov chain of the tune's own notes plays instead of the network: ${player.why}`,
  ]
  return remarks.filter((remark) => remark !== false)
}

function keyLine({ status, tonic, confidence }: KeyDecision): string {
  const name = `${KEY_NAMES[tonic] ?? 'C'} major`
  switch (status) {
    case 'heard':
      return `Key: ${name} or its relative minor, ${Math.round(confidence * 100)} % sure.`
    case 'set':
      return `Key: ${name}, as told.`
    case 'atonal':
      return 'Key: none in this tune; heard as played.'
    default:
      return 'Key: off; heard as played.'
  }
}

/** @throws BadInput when a model that the user chose failed on the way */
function requireModel({ state }: Result, { model }: PerformOptions): void {
  const now = state.continuation.model
  if (model !== null && now.status !== 'ready') throw new BadInput(`--model: ${now.reason}.`)
}

function summary(
  { state, played, recorder }: Result,
  tune: Tune,
  options: PerformOptions,
): string[] {
  const { steps, temperature, seed, input, out, log } = options
  const { model, player } = state.continuation
  const who =
    model.status === 'ready' && player.kind === 'network'
      ? `${model.name} ${model.hash.slice(0, 12)}`
      : 'a Markov chain'
  const { key } = state.ear
  const bar = played.startTicks / barTicksOf(tune.meter)
  const bars = plural(Number(bar.toFixed(2)), 'bar')
  return [
    `${basename(input)}: ${plural(tune.notes.length, 'note')} in ${bars}.`,
    keyLine(key),
    `Continued for ${plural(steps, 'step')}: ${plural(recorder.countOf('model'), 'note')} by ${who}, temperature ${lineText(temperature)}, seed ${seed}.`,
    `Digest ${digestText(state.digest)}; written: ${[out, log].filter((path) => path !== null).join(', ')}.`,
  ]
}

async function perform(
  tune: Tune,
  options: PerformOptions,
  outputs: readonly Output[],
): Promise<Result> {
  const [out, log] = outputs
  const network = await loadNetwork(options.model)
  const text = log && new TextOutput(log)
  const result = play(tune, network, options, (lines) => text?.write(lines))
  requireModel(result, options)
  text?.flush()
  const endSeconds = secondsAt(result.state.clock.map, result.state.horizonTicks)
  out?.write(result.recorder.bytes(endSeconds, result.state.clock.grid))
  for (const output of outputs) output.finish()
  return result
}

/** `npm run perform`: a Standard MIDI File, continued. */
export const performCommand: Command = async (words, terminal) => {
  const options = readPerformOptions(words, terminal.folder)
  if (options === null) {
    terminal.say(PERFORM_HELP.trimEnd())
    return DONE
  }
  const { input, out, log } = options
  const tune = readTune(await readInput(input), basename(input))
  const result = await withOutputs(log === null ? [out] : [out, log], (outputs) =>
    perform(tune, options, outputs),
  )
  for (const remark of [...tune.remarks, ...remarksOn(result, tune, options)]) terminal.warn(remark)
  for (const line of summary(result, tune, options)) terminal.say(line)
  return DONE
}
