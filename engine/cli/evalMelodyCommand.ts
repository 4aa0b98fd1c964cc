import { dirname, join, resolve } from 'node:path'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { CheckpointError } from '../../models/melody/checkpointError.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { evaluate, finish } from '../../models/melody/training/evaluate.ts'
import { MarkovModel } from '../../models/melody/training/markovModel.ts'
import { MELODY_RANGE, vocabularyOf } from '../continuation/tokens.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { readWords, wholeNumber } from './options.ts'
import { OWN_WEIGHTS } from './package.ts'
import { readTuneLines } from './tuneFiles.ts'

const HELP = `Usage: npm run eval:melody -- --data FILE.jsonl [--model FOLDER | --markov K]

Says how well a model knows tunes: each is played to it whole, from its zero state, and
before every token but the first it is asked. Prints one line of JSON: tunes, steps,
natsPerStep (mean cross-entropy, natural logarithm), accuracy (how often the likeliest
token came) and onsetNats (the mean where a note begins).

  --data FILE     tunes, one a line: {"tokens": [...]}
  --model FOLDER  a MusicRNN checkpoint; the model that comes with Anthesis unless told
  --markov K      a Markov chain of order K, 0 to 8, instead (Witten and Bell's weights)
  --train FILE    what that chain counts; train.jsonl beside the data unless told
  --help          this text
`

const HIGHEST_ORDER = 8

async function loadModel(folder: string): Promise<LstmMelodyModel> {
  try {
    const checkpoint = await loadCheckpoint(nodeFiles(folder))
    if (checkpoint.instrument.kind === 'melody') return new LstmMelodyModel(checkpoint)
  } catch (error) {
    if (error instanceof CheckpointError) throw new BadInput(error.message)
    throw error
  }
  throw new BadInput(`${folder} plays drums; choose a melody model.`)
}

/** `npm run eval:melody`: loss and accuracy of a melody model on tunes it has not seen. */
export const evalMelodyCommand: Command = async (words, terminal) => {
  const { values, rest, help } = readWords(words, ['data', 'model', 'markov', 'train'])
  if (help) {
    terminal.say(HELP.trimEnd())
    return DONE
  }
  const [stray] = rest
  if (stray !== undefined) throw new BadInput(`'${stray}' is one word too many; try --data FILE.`)
  if (values.data === undefined) throw new BadInput('--data FILE is missing; --help lists options.')
  if (values.markov !== undefined && values.model !== undefined) {
    throw new BadInput('--markov and --model exclude each other; give one.')
  }
  const path = resolve(terminal.folder, values.data)
  if (values.markov === undefined) {
    const model = await loadModel(resolve(terminal.folder, values.model ?? OWN_WEIGHTS))
    const tunes = await readTuneLines(path, model.vocabulary)
    terminal.say(JSON.stringify(finish(evaluate(model, tunes))))
    return DONE
  }
  const order = wholeNumber('--markov', values.markov, 0, HIGHEST_ORDER)
  const counted = resolve(terminal.folder, values.train ?? join(dirname(path), 'train.jsonl'))
  const vocabulary = vocabularyOf(MELODY_RANGE)
  const chain = new MarkovModel(await readTuneLines(counted, vocabulary), order, vocabulary)
  const tunes = await readTuneLines(path, vocabulary)
  terminal.say(JSON.stringify(finish(evaluate(chain, tunes))))
  return DONE
}
