import { base64OfFloats, floatsOfBase64 } from '../core/base64.ts'
import { complaintAbout, isEvent } from '../core/checkEvent.ts'
import { digestText } from '../core/digest.ts'
import type { Event, Stamped } from '../core/events.ts'
import { MAX_TEMPO } from '../clock/tempoMap.ts'
import { KEY_NAMES, type KeyDecision } from '../expression/key.ts'
import { seconds, TICKS_PER_QUARTER, ticks, type Ticks } from '../core/units.ts'
import type { NoteOnCommand } from '../sound/commands.ts'
import type { PhraseHeard } from './ear.ts'
import type { Performance } from './state.ts'

/**
 * The log of a performance: JSON Lines. A header; a record for each event with the horizon at which
 * it was accepted and the digest after it; a line for each note the model played, which says why it
 * is what it is; a line for each other key that is played in; snapshots of the state; and an end. Only header, events and end are needed to
 * replay: the others follow from them.
 */
export interface LogHeader {
  readonly anthesis: 'log'
  readonly version: 1
  /** Version of the engine that wrote it. */
  readonly build: string
  readonly seed: number
}

export interface LogRecord extends Stamped {
  readonly horizonTicks: Ticks
  /** Sixteen hexadecimal digits. */
  readonly digest: string
}

export interface LogEnd {
  readonly horizonTicks: Ticks
  readonly digest: string
}

export type LogLine =
  | { readonly kind: 'header'; readonly header: LogHeader }
  | { readonly kind: 'record'; readonly record: LogRecord }
  | { readonly kind: 'end'; readonly end: LogEnd }
  | { readonly kind: 'brokenOff' }
  /** Why a note of the model's is what it is, as JSON: a consequence that a replay finds again. */
  | { readonly kind: 'note'; readonly text: string }
  /** Keys, phrases and snapshots: consequences, not causes. */
  | { readonly kind: 'aside' }

export const LOG_VERSION = 1

export const headerOf = (build: string, seed: number): LogHeader => ({
  anthesis: 'log',
  version: LOG_VERSION,
  build,
  seed,
})

const lineOf = (value: unknown): string => JSON.stringify(value) + '\n'

export const headerLine = (header: LogHeader): string => lineOf(header)

/** What JSON writes between quotation marks as it is. */
const PLAIN = /^[ !#-[\]-~]*$/

/** A knob, as the template below writes it. */
const isPlainKnob = (event: Event): event is Event & { type: 'control' } =>
  event.type === 'control' && Number.isFinite(event.value) && PLAIN.test(event.device)

/**
 * An event as JSON. Knobs send theirs by the million, and a template is three times as fast as the
 * language's serialiser.
 */
function eventText(event: Event): string {
  if (event.type === 'modelReply') {
    return JSON.stringify({ ...event, logits: base64OfFloats(event.logits) })
  }
  if (!isPlainKnob(event)) return JSON.stringify(event)
  const { device, channel, controller, value } = event
  return `{"type":"control","device":"${device}","channel":${channel},"controller":${controller},"value":${value}}`
}

/** A reply's logits travel as base64 of their 32-bit floats: exact, and a third as long. */
export function recordLine(record: LogRecord): string {
  const { sequence, atSeconds, horizonTicks, event, digest } = record
  return `{"sequence":${sequence},"atSeconds":${atSeconds},"horizonTicks":${horizonTicks},"event":${eventText(event)},"digest":"${digest}"}\n`
}

/** Whether a line of a log that was written here is a record's. */
export const isRecordLine = (line: string): boolean => line.startsWith('{"sequence":')

/** A note with its reasons: step, temperature, probability, seed, draw and the model's hash. */
const reasonsOf = ({
  id,
  pitch,
  velocity,
  atSeconds,
  surpriseBits,
  provenance,
}: NoteOnCommand): object => ({ id, pitch, velocity, atSeconds, surpriseBits, ...provenance })

/** As a line of the log holds them. */
export const noteText = (note: NoteOnCommand): string => JSON.stringify(reasonsOf(note))

export const noteLine = (note: NoteOnCommand): string => lineOf({ note: reasonsOf(note) })

/**
 * The key that is played in from here on: its major tonic (none where there is no key), how sure the
 * ear is (0..1), and how it was found.
 */
export function keyLine({ status, tonic, confidence }: KeyDecision, atSeconds: number): string {
  const hasKey = status === 'heard' || status === 'set'
  return lineOf({ key: { atSeconds, status, name: hasKey ? KEY_NAMES[tonic] : null, confidence } })
}

/**
 * How a phrase was heard when it was over: the tempo from here on and whether it is the phrase's own,
 * kept from before since the phrase's was not clear, or given; and how much of it was kept.
 */
export const phraseLine = (phrase: PhraseHeard, atSeconds: number): string =>
  lineOf({ phrase: { atSeconds, ...phrase } })

export const snapshotLine = (state: Performance): string => lineOf({ snapshot: state })

export const endOf = (state: Performance): LogEnd => ({
  horizonTicks: state.horizonTicks,
  digest: digestText(state.digest),
})

export const endLine = (state: Performance): string => lineOf({ end: endOf(state) })

/** The end of a log that nobody could end: the page was gone, or the disk full. */
export const BROKEN_OFF_LINE = lineOf({ end: { brokenOff: true } })

/** What is wrong with a log, in a sentence that names the line. */
export class LogError extends Error {
  override readonly name = 'LogError'
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isWhole = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

/** A week at the fastest tempo: no show lasts so long, and folding up to more would seem to hang. */
const LATEST_HORIZON = 7 * 24 * 3600 * (MAX_TEMPO / 60) * TICKS_PER_QUARTER

const isHorizon = (value: unknown): value is number => isWhole(value) && value <= LATEST_HORIZON

function readHeader(fields: Fields): LogHeader {
  const { version, build, seed } = fields
  if (version !== LOG_VERSION) {
    throw new LogError(
      `Line 1: this log has version ${version === undefined ? 'none' : JSON.stringify(version)}; this build reads version ${LOG_VERSION}.`,
    )
  }
  if (!isWhole(seed)) throw new LogError('Line 1: the header has no seed.')
  return headerOf(typeof build === 'string' ? build : '', seed)
}

function readEvent(written: unknown, line: number): Event {
  const event =
    isFields(written) && typeof written['logits'] === 'string'
      ? { ...written, logits: floatsOfBase64(written['logits']) }
      : written
  if (isEvent(event)) return event
  throw new LogError(`Line ${line}: not an event: ${complaintAbout(event) ?? 'unreadable'}.`)
}

function readRecord(fields: Fields, line: number): LogRecord {
  const { sequence, atSeconds, horizonTicks, digest } = fields
  const isSound =
    isWhole(sequence) && typeof atSeconds === 'number' && atSeconds >= 0 && isHorizon(horizonTicks)
  if (!isSound || typeof digest !== 'string') {
    throw new LogError(`Line ${line}: a record without its sequence, time, horizon or digest.`)
  }
  const event = readEvent(fields['event'], line)
  return {
    sequence,
    atSeconds: seconds(atSeconds),
    horizonTicks: ticks(horizonTicks),
    event,
    digest,
  }
}

/** Lines that are told, not folded. */
const ASIDES = ['key', 'phrase', 'snapshot']

/**
 * One line of a log.
 * @param line its number, from 1
 * @throws LogError with the line's number and what is wrong
 */
export function readLine(text: string, line: number): LogLine {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    throw new LogError(
      line === 1
        ? 'This is not an Anthesis log: its first line is no JSON.'
        : `Line ${line} is cut off or damaged: it is no JSON.`,
    )
  }
  if (line === 1) {
    if (!isFields(fields) || fields['anthesis'] !== 'log') {
      throw new LogError('This is not an Anthesis log: its first line is no header.')
    }
    return { kind: 'header', header: readHeader(fields) }
  }
  if (!isFields(fields)) throw new LogError(`Line ${line}: not a record.`)
  if ('note' in fields) return { kind: 'note', text: JSON.stringify(fields['note']) }
  if (ASIDES.some((aside) => aside in fields)) return { kind: 'aside' }
  const end = fields['end']
  if (isFields(end)) {
    if (end['brokenOff'] === true) return { kind: 'brokenOff' }
    const { horizonTicks, digest } = end
    if (!isHorizon(horizonTicks) || typeof digest !== 'string') {
      throw new LogError(`Line ${line}: an end without its horizon or digest.`)
    }
    return { kind: 'end', end: { horizonTicks: ticks(horizonTicks), digest } }
  }
  return { kind: 'record', record: readRecord(fields, line) }
}
