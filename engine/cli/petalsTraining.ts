import { resolve } from 'node:path'
import type { PetalModel, SchemeName } from '../../models/petal/petalModel.ts'
import { parseTemplates, TEMPLATE_SCHEMA, type TemplateSet } from '../../models/petal/templates.ts'
import { defaultOptions, train, type TrainingOptions } from '../../models/petal/train.ts'
import { BadInput, DONE, type Command, type Terminal } from './command.ts'
import { onlyWord, readWords, wholeNumber } from './options.ts'
import { makeFolder, readBytes, refusing, writePetalFolder } from './petalsFolder.ts'

const HELP = `Usage: npm run train:petals -- TEMPLATES.json --out FOLDER [options]

Trains the networks that grow petals between and beyond the flowers drawn in TEMPLATES.json.

  --out FOLDER    where to write relational/model.json, generative/model.json (layers
                  models of TensorFlow.js) and petals.json
  --seed N        a whole number: the same seed gives the same petals; 1 unless told
  --scheme NAME   emergent, some seconds, or article, 100,000 epochs as its author
                  describes them, a minute or more; emergent unless told
  --contexts C    context values; one less than there are flowers unless told; a show
                  takes up to 4, and 5 flowers
  --json          one JSON object at the end instead of words
  --schema        prints the JSON Schema of TEMPLATES.json and trains nothing
  --help          this text

Exit code: 0 done, 1 a fault of Anthesis, 2 input that cannot be used (one line on stderr
says why).
`

const MOST_CONTEXTS = 8

function schemeOf(word: string): SchemeName {
  if (word === 'article' || word === 'emergent') return word
  throw new BadInput(`--scheme is article or emergent, not '${word}'.`)
}

/** Trains petals; `npm run train:petals`. */
export const trainPetals: Command = async (words, terminal) => {
  const [isJson, isSchema] = ['--json', '--schema'].map((flag) => words.includes(flag))
  const given = words.filter((word) => word !== '--json' && word !== '--schema')
  const { values, rest, help } = readWords(given, ['out', 'seed', 'scheme', 'contexts'])
  if (help) {
    terminal.say(HELP.trimEnd())
    return DONE
  }
  if (isSchema) {
    terminal.say(JSON.stringify(TEMPLATE_SCHEMA, null, 2))
    return DONE
  }
  const path = resolve(terminal.folder, onlyWord(rest, 'template file'))
  if (values.out === undefined) throw new BadInput('--out FOLDER is missing; --help lists options.')
  const folder = resolve(terminal.folder, values.out)
  const text = new TextDecoder().decode(readBytes(path))
  const set = refusing(() => parseTemplates(text))
  const defaults = defaultOptions(set)
  const options: TrainingOptions = {
    scheme: schemeOf(values.scheme ?? defaults.scheme),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, Number.MAX_SAFE_INTEGER),
    contexts: wholeNumber(
      '--contexts',
      values.contexts ?? String(defaults.contexts),
      1,
      MOST_CONTEXTS,
    ),
  }
  // Better known before the training than after it.
  makeFolder(folder)
  const started = performance.now()
  const model = refusing(() => trainHere(set, options, terminal))
  await writePetalFolder(folder, model)
  const seconds = (performance.now() - started) / 1000
  for (const line of isJson ? [jsonLine(model, folder, seconds)] : lines(model, folder, seconds)) {
    terminal.say(line)
  }
  return DONE
}

/** With a remark each quarter of the way. */
function trainHere(set: TemplateSet, options: TrainingOptions, terminal: Terminal): PetalModel {
  const training = train(set, options)
  let next = 0.25
  for (;;) {
    const slice = training.next()
    if (slice.done === true) return slice.value
    const { done, loss } = slice.value
    if (done < next) continue
    next += 0.25
    terminal.warn(`${Math.round(done * 100)} %, off by ${Math.sqrt(loss).toFixed(4)} on the way`)
  }
}

function lines(
  { names, figures, contexts }: PetalModel,
  folder: string,
  seconds: number,
): string[] {
  const { reconstruction, gapRatio, offLine, isMonotone, roughness } = figures
  return [
    `${names.join(', ')}: ${contexts} context${contexts > 1 ? 's' : ''}, ${seconds.toFixed(1)} s`,
    `reconstruction, root mean square: ${reconstruction.map((value) => value.toFixed(4)).join(', ')}`,
    `context gap at time 0.1 against time 1: ${gapRatio.toFixed(3)}`,
    `off the straight line: ${offLine.toFixed(4)}, ${isMonotone ? '' : 'not '}monotone`,
    `roughness at -1 and 2 against the drawn: ${roughness.map((value) => value.toFixed(2)).join(', ')}`,
    `written to ${folder}`,
  ]
}

function jsonLine(model: PetalModel, folder: string, seconds: number): string {
  const { names, scheme, seed, contexts, templateHash, figures } = model
  const about = { folder, names, scheme, seed, contexts, templateHash, seconds, figures }
  return JSON.stringify(about)
}
