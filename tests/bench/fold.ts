import type { Event } from '../../engine/core/events.ts'
import { bipolar, midiNote, unit } from '../../engine/core/units.ts'
import { Conductor, LOOKAHEAD_SECONDS } from '../../engine/performance/conductor.ts'
import type { BenchRow } from './row.ts'

const EVENTS_TIMED = 1_000_000
/** Divides a million, so that exactly so many are timed. */
const BATCH = 10_000
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

/**
 * Ten notes and a hundred knob moves each second, for three hours, with the partner listening.
 * @returns seconds and event, in order
 */
function* gig(): Generator<readonly [number, Event]> {
  const source = { device: DEVICE, channel: 1 }
  const facts = { name: 'bench', hash: 'bench', minPitch: midiNote(48), maxPitch: midiNote(83) }
  yield [0, { type: 'model', status: 'ready', ...facts }]
  for (const [index, parameter] of KNOBS.entries()) {
    if (index < 2) yield [0, { type: 'route', ...source, controller: 20 + index, parameter }]
  }
  for (let note = 0; note < HOURS * 3600 * NOTES_A_SECOND; note++) {
    const pitch = midiNote(PITCHES[note % PITCHES.length] ?? 60)
    const at = (moment: number) => (note + moment / MOVES_A_NOTE) / NOTES_A_SECOND
    yield [at(0), { type: 'noteOn', ...source, pitch, velocity: unit(0.3 + (note % 7) / 10) }]
    for (let index = 0; index < MOVES_A_NOTE; index++) {
      if (index === 7) yield [at(index), { type: 'noteOff', ...source, pitch }]
      yield [at(index), move(note * MOVES_A_NOTE + index)]
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

/**
 * How many events the fold takes in a second, its log written and thrown away; and over three hours
 * of playing how its state grows and how much log an hour makes.
 */
export function benchFold(): Promise<BenchRow[]> {
  let bytes = 0
  const conductor = new Conductor(7, 'bench', {
    perform: () => undefined,
    write: (lines) => {
      bytes += lines.length
    },
  })
  const stateSize = () => JSON.stringify(conductor.state).length
  let timedMilliseconds = 0
  let processorMicroseconds = 0
  let settledSize = NaN
  let folded = 0
  for (const events of batches(gig())) {
    const isTimed = folded < EVENTS_TIMED
    const start = performance.now()
    const startProcessor = process.cpuUsage()
    for (const [atSeconds, event] of events) {
      conductor.advanceTo(atSeconds + LOOKAHEAD_SECONDS)
      conductor.accept(event, atSeconds)
    }
    if (isTimed) {
      timedMilliseconds += performance.now() - start
      const { user, system } = process.cpuUsage(startProcessor)
      processorMicroseconds += user + system
    }
    folded += events.length
    const [lastSeconds] = events.at(-1) ?? [0]
    if (Number.isNaN(settledSize) && lastSeconds >= SETTLED_SECONDS) settledSize = stateSize()
  }
  const timedSeconds = timedMilliseconds / 1000
  const processorSeconds = processorMicroseconds / 1e6
  return Promise.resolve([
    {
      name: 'fold: events folded, log included',
      value: EVENTS_TIMED / timedSeconds,
      unit: 'events/s',
      against: `target ${(EVENTS_TIMED / 5).toString()} events/s`,
    },
    {
      // What a busy machine does not change.
      name: 'fold: processor time for a million events',
      value: processorSeconds,
      unit: 's',
      against: 'target 5 s',
    },
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
  ])
}
