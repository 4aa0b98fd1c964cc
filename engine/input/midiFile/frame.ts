/** Of a Standard MIDI File 1.0: four letters, then the length of what follows. */
export const CHUNK_HEADER_BYTES = 8
const HEADER_BYTES = 6
/** Its tracks are patterns, each with a time of its own. */
const PATTERNS = 2

export const SAVE_AGAIN = 'export it again as a Standard MIDI File'

const lettersAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4))

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Of what the header says that cannot be played. */
function complaintAboutHeader(view: DataView): string | null {
  const format = view.getUint16(8)
  if (format > PATTERNS) return `is of MIDI format ${format}, which there is not; ${SAVE_AGAIN}`
  if (format === PATTERNS) {
    return 'is of MIDI format 2: its tracks are patterns with no order between them; export it as format 0 or 1'
  }
  const division = view.getUint16(12)
  if (division > 0 && division < 0x8000) return null
  const unit = division === 0 ? 'no ticks at all' : 'SMPTE frames'
  return `counts time in ${unit}; export it with ticks a quarter note`
}

/**
 * What is wrong with the frame of a Standard MIDI File, which parsers take on trust: with what is none,
 * is cut off, is of a format whose tracks do not sound together, counts in SMPTE frames, or holds
 * nothing. To be read after the file's name, with what to do; null where all is well.
 */
export function complaintAboutFrame(bytes: Uint8Array): string | null {
  const view = viewOf(bytes)
  if (bytes.length === 0) return 'is empty; choose a MIDI file with notes'
  if (lettersAt(bytes, 0) !== 'MThd') {
    return 'is not a MIDI file (it does not begin with MThd); choose a Standard MIDI File (.mid)'
  }
  if (bytes.length < CHUNK_HEADER_BYTES + HEADER_BYTES || view.getUint32(4) < HEADER_BYTES) {
    return `is cut off in its header; ${SAVE_AGAIN}`
  }
  const complaint = complaintAboutHeader(view)
  if (complaint !== null) return complaint
  const tracks = view.getUint16(10)
  let at = CHUNK_HEADER_BYTES + view.getUint32(4)
  let held = 0
  for (let track = 1; track <= tracks; track++) {
    if (at + CHUNK_HEADER_BYTES > bytes.length) {
      return `is cut off before track ${track} of ${tracks}; ${SAVE_AGAIN}`
    }
    if (lettersAt(bytes, at) !== 'MTrk') {
      return `is damaged where track ${track} should begin; ${SAVE_AGAIN}`
    }
    held += view.getUint32(at + 4)
    at += CHUNK_HEADER_BYTES + view.getUint32(at + 4)
    if (at > bytes.length) return `is cut off in track ${track} of ${tracks}; ${SAVE_AGAIN}`
  }
  if (held > 0) return null
  const what = tracks === 0 ? 'has no tracks' : 'has nothing in its tracks'
  return `${what}; choose a file with a melody`
}

/** A track's chunk: from its first byte to before `to`. */
export interface TrackPlace {
  readonly from: number
  readonly to: number
}

/** The tracks of a file whose frame is sound. */
export function trackPlaces(bytes: Uint8Array): readonly TrackPlace[] {
  const view = viewOf(bytes)
  let at = CHUNK_HEADER_BYTES + view.getUint32(4)
  return Array.from({ length: view.getUint16(10) }, () => {
    const from = at + CHUNK_HEADER_BYTES
    at = from + view.getUint32(at + 4)
    return { from, to: at }
  })
}
