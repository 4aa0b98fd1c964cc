import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { chordOfClasses } from '../../models/melody/chords.ts'
import { stepAt } from '../clock/grid.ts'
import { basketOf, candidateNotes, rankedOf, type Basket } from '../continuation/basket/basket.ts'
import { FigureSet } from '../continuation/basket/figureSet.ts'
import { MEASURES } from '../continuation/basket/measures.ts'
import { lengthOf } from '../continuation/context.ts'
import { chordsThrough } from '../continuation/heldChords.ts'
import { diceAt } from '../modulation/dice.ts'
import { BadInput, DONE, type Command, type Terminal } from './command.ts'
import { FUTURES_HELP, readFuturesOptions, type FuturesOptions } from './futuresOptions.ts'
import { readInput } from './input.ts'
import { readTune, type Tune } from './midiFile.ts'
import { loadNetwork, type Network } from './model.ts'
import { Offline } from './offline.ts'
import { buildVersion, CORPUS_FIGURES } from './package.ts'
import { playTune } from './performTune.ts'
import { chordsUnheard } from './progression.ts'

const STREAM = 'melody'

/** Plays the tune and draws from where the network then stands. @throws BadInput */
async function draw(tune: Tune, network: Network, options: FuturesOptions): Promise<Basket> {
  const { event, answer, answerKey, grow } = network
  if (event.status !== 'ready' || !grow) {
    const why = event.status === 'ready' ? '' : event.reason
    throw new BadInput(`no network plays (${why}); choose one with --model.`)
  }
  const { count, steps, temperature, seed } = options
  const ports = { write: () => undefined, perform: () => undefined }
  const show = new Offline(seed, buildVersion(), ports, answer, answerKey)
  show.prepare(event)
  const line = { from: temperature, to: temperature }
  const { plan } = playTune(show, tune, {
    steps,
    temperature: line,
    key: 'auto',
    chords: options.chords,
  })
  const { context, draws, range, shift } = show.state.continuation
  const counter = stepAt(show.state.clock.grid, plan.startTicks)
  const dice = diceAt(show.state.modulation, plan.startTicks, shift, range)
  const chordsUnder = (before: readonly number[]) =>
    chordsThrough(show.state.continuation, before, counter, steps, shift) ?? []
  const reply = await grow({
    ask: 0,
    context: context.id,
    keep: lengthOf(context),
    tokens: [],
    counters: [],
    counter,
    count,
    steps,
    dice,
    seed,
    stream: STREAM,
    firstDraw: draws,
    chords: chordsUnder([]).map(chordOfClasses),
  })
  if (reply.outcome !== 'futures') {
    throw new Error(reply.outcome === 'refused' ? reply.reason : `the futures are ${reply.outcome}`)
  }
  const origin = {
    modelName: event.name,
    model: event.hash,
    dice,
    seed,
    stream: STREAM,
    firstDraw: draws,
    primer: context.tokens,
    counters: context.steps,
    counter,
    chords: chordsUnder(context.steps),
    range,
    shift,
  }
  const corpus = new FigureSet(new Uint8Array(await readFile(CORPUS_FIGURES)))
  return basketOf(origin, reply.futures, corpus)
}

function sayJson(basket: Basket, options: FuturesOptions, terminal: Terminal): void {
  const { origin } = basket
  for (const [index, candidate] of rankedOf(basket, options.weighting).entries()) {
    const { number, score, measures, stream, tokens, probabilities, surpriseBits } = candidate
    terminal.say(
      JSON.stringify({
        rank: index + 1,
        future: number,
        score,
        measures,
        diversity: basket.diversity,
        notes: candidateNotes(candidate, origin),
        tokens,
        probabilities,
        surpriseBits,
        provenance: { ...origin, temperature: options.temperature, stream },
      }),
    )
  }
}

const figure = (value: number): string => value.toFixed(2)

function sayTable(basket: Basket, options: FuturesOptions, terminal: Terminal): void {
  const { modelName, model, seed } = basket.origin
  const heads = ['rank', 'future', 'score', ...MEASURES, 'notes']
  terminal.say(heads.join('  '))
  for (const [index, candidate] of rankedOf(basket, options.weighting).entries()) {
    const cells = [
      String(index + 1),
      String(candidate.number),
      figure(candidate.score),
      ...MEASURES.map((name) => figure(candidate.measures[name])),
      String(candidateNotes(candidate, basket.origin).length),
    ]
    terminal.say(cells.map((cell, column) => cell.padStart(heads[column]?.length ?? 0)).join('  '))
  }
  terminal.say(
    `${basename(options.input)}: ${basket.candidates.length} futures of ${options.steps} steps by ${modelName} ${model.slice(0, 12)}, temperature ${options.temperature}, seed ${seed}; diversity ${figure(basket.diversity)}.`,
  )
}

/** `npm run futures`: several ways in which a tune could go on, measured and ranked. */
export const futuresCommand: Command = async (words, terminal) => {
  const options = readFuturesOptions(words, terminal.folder)
  if (!options) {
    terminal.say(FUTURES_HELP.trimEnd())
    return DONE
  }
  const tune = readTune(await readInput(options.input), basename(options.input))
  for (const remark of tune.remarks) terminal.warn(remark)
  const network = await loadNetwork(options.model)
  const unheard = chordsUnheard(options.chords, network)
  if (unheard !== false) terminal.warn(unheard)
  const basket = await draw(tune, network, options)
  if (options.isJson) sayJson(basket, options, terminal)
  else sayTable(basket, options, terminal)
  return DONE
}
