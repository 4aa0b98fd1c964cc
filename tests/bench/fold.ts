import type { Event } from '../../engine/core/events.ts'
import { bipolar, midiNote, seconds, unit, type Seconds } from '../../engine/core/units.ts'
import { Conductor, LOOKAHEAD_SECONDS } from '../../engine/performance/conductor.ts'
import { createPerformance } from '../../engine/performance/state.ts'
import { advanceTo, step } from '../../engine/performance/step.ts'
import type { BenchRow } from './row.ts'

const EVENTS_TIMED = 1_000_000
/**
 * Divides a million, so that exactly so many are timed; small, so that the events that wait to be
 * folded are no burden on the collector of garbage, as no show's are.
 */
const BATCH = 2_000
const HOURS = 3
const SETTLED_SECONDS = 5 * 60
const NOTES_A_SECOND = 10
const MOVES_A_SECOND = 100
const MOVES_A_NOTE = MOVES_A_SECOND / NOTES_A_SECOND
/** A scale up and down, so that the partner has something to remember. */
const PITCHES = [60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62]
const KNOBS = ['temperature', 'performer.level', 'model.level', 'click.level']

const DEVICE = 'midi:bench'

/** Two learnt knobs move parameters, two more and the wheels only pass through. */
function move(index: number): Event {
  const value = unit((index % 128) / 127)
  const source = { device: DEVICE, channel: 1 }
  if (index % 10 === 9) return { type: 'pitchBend', ...source, value: bipolar(value * 2 - 1) }
  return { type: 'control', ...source, controller: 20 + (index % KNOBS.length), value }
}

interface Timed {
  readonly atSeconds: Seconds
  readonly event: Event
}

/** Ten notes and a hundred knob moves each second, for three hours, with the partner listening. */
function* gig(): Generator<Timed> {
  const source = { device: DEVICE, channel: 1 }
  const facts = { name: 'bench', hash: 'bench', minPitch: midiNote(48), maxPitch: midiNote(83) }
  yield { atSeconds: seconds(0), event: { type: 'model', status: 'ready', ...facts } }
  for (const [index, parameter] of KNOBS.entries()) {
    if (index >= 2) continue
    const controller = 20 + index
    yield { atSeconds: seconds(0), event: { type: 'route', ...source, controller, parameter } }
  }
  for (let note = 0; note < HOURS * 3600 * NOTES_A_SECOND; note++) {
    const pitch = midiNote(PITCHES[note % PITCHES.length] ?? 60)
    const at = (moment: number) => seconds((note + moment / MOVES_A_NOTE) / NOTES_A_SECOND)
    const velocity = unit(0.3 + (note % 7) / 10)
    yield { atSeconds: at(0), event: { type: 'noteOn', ...source, pitch, velocity } }
    for (let index = 0; index < MOVES_A_NOTE; index++) {
      const atSeconds = at(index)
      if (index === 7) yield { atSeconds, event: { type: 'noteOff', ...source, pitch } }
      yield { atSeconds, event: move(note * MOVES_A_NOTE + index) }
    }
  }
}

/** The events in lots: making them is no part of folding them, and is not timed. */
function* batches<Item>(items: Iterable<Item>): Generator<readonly Item[]> {
  let lot: Item[] = []
  for (const item of items) {
    lot.push(item)
    if (lot.length < BATCH) continue
    yield lot
    lot = []
  }
  if (lot.length > 0) yield lot
}

/** Folds events, each at its time. */
type Fold = (events: readonly Timed[]) => void

/** The fold alone: time first, then what has come in. */
function foldAlone(): Fold {
  let state = createPerformance(7)
  return (events) => {
    for (const timed of events) {
      state = advanceTo(state, timed.atSeconds + LOOKAHEAD_SECONDS).state
      state = step(state, timed).state
    }
  }
}

/** As the page does it: stamped, kept for the encore, and written into the log. */
const foldAndLog =
  (conductor: Conductor): Fold =>
  (events) => {
    for (const { atSeconds, event } of events) {
      conductor.advanceTo(atSeconds + LOOKAHEAD_SECONDS)
      conductor.accept(event, atSeconds)
    }
  }

interface Taken {
  readonly seconds: number
  /** Of all threads: what a busy machine does not change. */
  readonly processorSeconds: number
}

/** What the first million events took. */
function time(fold: Fold): Taken {
  let [milliseconds, processorMicroseconds, folded] = [0, 0, 0]
  for (const events of batches(gig())) {
    const startProcessor = process.cpuUsage()
    const start = performance.now()
    fold(events)
    milliseconds += performance.now() - start
    const { user, system } = process.cpuUsage(startProcessor)
    processorMicroseconds += user + system
    folded += events.length
    if (folded >= EVENTS_TIMED) break
  }
  return { seconds: milliseconds / 1000, processorSeconds: processorMicroseconds / 1e6 }
}

const RUNS = 3

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

function rowsOf(name: string, open: () => Fold, target?: string): BenchRow[] {
  const runs = Array.from({ length: RUNS }, () => time(open()))
  const wallSeconds = medianOf(runs.map((run) => run.seconds))
  const processorSeconds = medianOf(runs.map((run) => run.processorSeconds))
  return [
    {
      name: `fold: a million events${name}`,
      value: wallSeconds,
      unit: 's',
      ...(target !== undefined && { against: target }),
    },
    {
      name: `fold: a million events${name}, processor time`,
      value: processorSeconds,
      unit: 's',
    },
  ]
}

/** Over three hours of playing, how the state grows and how much log an hour makes. */
function benchEvening(): BenchRow[] {
  let bytes = 0
  const conductor = new Conductor(7, 'bench', {
    perform: () => undefined,
    write: (lines) => {
      bytes += lines.length
    },
  })
  const fold = foldAndLog(conductor)
  const stateSize = () => JSON.stringify(conductor.state).length
  let settledSize = NaN
  for (const events of batches(gig())) {
    fold(events)
    const lastSeconds = events.at(-1)?.atSeconds ?? 0
    if (Number.isNaN(settledSize) && lastSeconds >= SETTLED_SECONDS) settledSize = stateSize()
  }
  return [
    {
      name: `fold: state after ${HOURS} hours of playing`,
      value: stateSize() / settledSize,
      unit: 'x that after five minutes',
      against: 'target 1.1',
    },
    {
      name: 'fold: log of an hour of playing',
      value: bytes / HOURS / 1e6,
      unit: 'MB',
      against: 'target 100 MB',
    },
  ]
}

/**
 * How long the fold takes for a million events, alone and with the log that the page writes (and
 * this bench throws away); and what three hours of playing leave behind.
 */
export function benchFold(): Promise<BenchRow[]> {
  const silent = { perform: () => undefined, write: () => undefined }
  return Promise.resolve([
    ...rowsOf('', foldAlone, 'target 5 s'),
    ...rowsOf(', log included', () => foldAndLog(new Conductor(7, 'bench', silent))),
    ...benchEvening(),
  ])
}
