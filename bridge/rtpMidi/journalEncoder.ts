import {
  CHAPTERS,
  JOURNAL_FLAGS,
  type ChannelJournal,
  type ControllerLog,
  type Journal,
  type NoteLog,
  type ProgramLog,
} from './journal.ts'

const S = 0x80
const sOf = (items: readonly { readonly isOld: boolean }[]): number =>
  items.every(({ isOld }) => isOld) ? S : 0

/** Writes a journal (RFC 6295, section 5). Pure. */
export function encodeJournal({ checkpoint, channels }: Journal): Uint8Array {
  const journals = channels.map(encodeChannel)
  const isOld = journals.every(({ isOld: old }) => old)
  const head =
    (isOld ? JOURNAL_FLAGS.S : 0) |
    (journals.length > 0 ? JOURNAL_FLAGS.A | (journals.length - 1) : 0)
  return Uint8Array.from([
    head,
    checkpoint >> 8,
    checkpoint & 255,
    ...journals.flatMap(({ bytes }) => bytes),
  ])
}

function encodeChannel(journal: ChannelJournal): { bytes: number[]; isOld: boolean } {
  const { program, controllers, wheel, notes, releases, pressure, polyPressures } = journal
  const hasNotes = notes.length > 0 || releases.notes.length > 0
  const chapters: [number, boolean, () => number[]][] = [
    [CHAPTERS.P, program !== null, () => (program === null ? [] : programChapter(program))],
    [CHAPTERS.C, controllers.length > 0, () => controllerChapter(controllers)],
    [CHAPTERS.W, wheel !== null, () => (wheel === null ? [] : wheelChapter(wheel))],
    [CHAPTERS.N, hasNotes, () => noteChapter(notes, releases)],
    [
      CHAPTERS.T,
      pressure !== null,
      () => (pressure === null ? [] : [sOf([pressure]) | pressure.pressure]),
    ],
    [CHAPTERS.A, polyPressures.length > 0, () => polyPressureChapter(polyPressures)],
  ]
  const present = chapters.filter(([, isPresent]) => isPresent)
  const body = present.flatMap(([, , encode]) => encode())
  const contents = present.reduce((bits, [chapter]) => bits | chapter, 0)
  const singles = [program, wheel, pressure].filter((item) => item !== null)
  const isOld =
    [...singles, ...controllers, ...notes, ...polyPressures].every((item) => item.isOld) &&
    (releases.notes.length === 0 || releases.isOld)
  const length = body.length + 3
  const head = (isOld ? S : 0) | (journal.channel << 3) | (length >> 8)
  return { bytes: [head, length & 255, contents, ...body], isOld }
}

/** A.2. */
const programChapter = (log: ProgramLog): number[] => [
  sOf([log]) | log.program,
  log.bank === null ? 0 : 0x80 | log.bank.msb,
  log.bank?.lsb ?? 0,
]

/** A.3. */
function controllerChapter(logs: readonly ControllerLog[]): number[] {
  const log = (item: ControllerLog): number[] => [
    sOf([item]) | item.controller,
    item.tool === 'value'
      ? item.value
      : item.tool === 'toggle'
        ? 0x80 | item.value
        : 0xc0 | item.value,
  ]
  return [sOf(logs) | (logs.length - 1), ...logs.flatMap(log)]
}

/** A.5: the wheel’s first data byte is the low one. */
const wheelChapter = (log: { isOld: boolean; value: number }): number[] => [
  sOf([log]) | (log.value & 127),
  log.value >> 7,
]

/** A.6: notes that sound, in order, then a bit for each that was released. */
function noteChapter(
  notes: readonly NoteLog[],
  releases: { readonly notes: readonly number[]; readonly isOld: boolean },
): number[] {
  const none = releases.notes.length === 0
  // LOW > HIGH says that there are no bits; 15 and 0 with LEN 127 says 128 logs.
  const low = none ? 15 : Math.min(...releases.notes) >> 3
  const high = none ? (notes.length === 128 ? 0 : 1) : Math.max(...releases.notes) >> 3
  const bits = new Array<number>(none ? 0 : high - low + 1).fill(0)
  for (const note of releases.notes) {
    const at = (note >> 3) - low
    bits[at] = (bits[at] ?? 0) | (0x80 >> (note & 7))
  }
  return [
    (none || releases.isOld ? 0x80 : 0) | Math.min(127, notes.length),
    (low << 4) | high,
    ...notes.flatMap((log) => [sOf([log]) | log.note, (log.isPlayable ? 0x80 : 0) | log.velocity]),
    ...bits,
  ]
}

/** A.9. */
const polyPressureChapter = (
  logs: readonly { isOld: boolean; note: number; pressure: number }[],
): number[] => [
  sOf(logs) | (logs.length - 1),
  ...logs.flatMap((log) => [sOf([log]) | log.note, log.pressure]),
]
