import { open, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { secondsAt } from '../clock/tempoMap.ts'
import { LogError } from '../performance/log.ts'
import { Replay, type Outcome } from '../performance/replay.ts'
import { BadInput, DONE, FAULT, type Command } from './command.ts'
import { MidiRecorder } from './midiRecorder.ts'
import { plural } from './words.ts'
import { onlyWord, readWords } from './options.ts'
import { reasonOf, withOutputs, type Output } from './output.ts'

const REPLAY_HELP = `Usage: npm run replay -- RUN.jsonl [--out OUT.mid]

Folds the log of a performance again, from the command line or saved from the page, and
compares its digests, and each note's reasons with what the log tells of them. Prints 'identical'
with the digest and the number of records, and whether the take was broken off there (by a crash,
a reload, a full disk), or says where the two runs part; then the hash of the petals it ended
with, where the log names them.

  --out OUT.mid  where to write what was played: the performer on one track, the model
                 on another
  --help         this text

Exit code: 0 identical, 1 the runs part (or a fault of Anthesis), 2 a log that cannot be
read (one line on stderr says why).
`

/** Some editors put it before the first line. */
const BYTE_ORDER_MARK = /^\uFEFF/

async function openLog(path: string): Promise<FileHandle> {
  try {
    const file = await open(path)
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${reasonOf(error)}; check its name.`)
  }
  throw new BadInput(`${path} is no file; choose the log of a performance (.jsonl).`)
}

/** Line by line: a log of hours does not fit into memory. @throws BadInput for what is no whole log */
async function fold(path: string, recorder: MidiRecorder | null): Promise<Outcome> {
  const file = await openLog(path)
  const replay = new Replay((commands) => recorder?.take(commands))
  try {
    for await (const line of file.readLines()) {
      if (line !== '') replay.take(line.replace(BYTE_ORDER_MARK, ''))
    }
    return replay.outcome()
  } catch (error) {
    if (!(error instanceof LogError)) throw error
    throw new BadInput(`${path}: ${error.message} Choose a whole log, as it was saved.`)
  } finally {
    await file.close()
  }
}

/** Writes what was played, unless the runs part: then it is not known. */
async function foldInto(path: string, output: Output | undefined): Promise<Outcome> {
  const recorder = new MidiRecorder()
  const outcome = await fold(path, recorder)
  if (outcome.identical) {
    const { clock, horizonTicks } = outcome.state
    output?.write(recorder.bytes(secondsAt(clock.map, horizonTicks), clock.grid))
    output?.finish()
  }
  return outcome
}

/** `npm run replay`: a log, folded again. */
export const replayCommand: Command = async (words, terminal) => {
  const { values, rest, help } = readWords(words, ['out'])
  if (help) {
    terminal.say(REPLAY_HELP.trimEnd())
    return DONE
  }
  const path = resolve(terminal.folder, onlyWord(rest, 'log'))
  const out = values.out === undefined ? null : resolve(terminal.folder, values.out)
  if (out === path) throw new BadInput('--out is the log itself; choose another file.')
  const outcome =
    out === null
      ? await fold(path, null)
      : await withOutputs([out], ([output]) => foldInto(path, output))
  if (outcome.identical) {
    const end = outcome.isBrokenOff ? '; the take was broken off there' : ''
    terminal.say(`identical ${outcome.digest} (${plural(outcome.records, 'record')}${end})`)
    const { petals } = outcome.state
    if (petals) terminal.say(`petals ${petals.hash}: ${petals.flowers.join(', ')}`)
    return DONE
  }
  if ('line' in outcome) {
    terminal.warn(
      `parted at line ${outcome.line}: the log tells of ${outcome.expected}, this replay plays ${outcome.found}.`,
    )
    return FAULT
  }
  const where =
    outcome.sequence === null ? 'after the last record' : `at record ${outcome.sequence}`
  terminal.warn(
    `parted ${where}: the log has digest ${outcome.expected}, this replay ${outcome.found}.`,
  )
  return FAULT
}
