import type { OnProgress } from '../../models/melody/library/download.ts'

const BAR = 24
const MEGABYTE = 1e6

/** A progress bar on one line: `shard [####....] 52 % of 13.0 MB`. */
export function progressBar(file: string, bytes: number, total: number | undefined): string {
  const size = (count: number): string => `${(count / MEGABYTE).toFixed(1)} MB`
  if (total === undefined || total === 0) return `${file} ${size(bytes)}`
  const share = Math.min(1, bytes / total)
  const full = Math.round(share * BAR)
  const bar = '#'.repeat(full) + '.'.repeat(BAR - full)
  return `${file} [${bar}] ${Math.floor(100 * share)} % of ${size(total)}`
}

/** Draws over itself on a terminal; elsewhere, in a log say, nothing. */
export function drawProgress(stream: NodeJS.WriteStream): OnProgress {
  if (!stream.isTTY) return () => undefined
  return (file, bytes, total) => {
    stream.write(`\r\u001b[2K${progressBar(file, bytes, total)}${bytes === total ? '\n' : ''}`)
  }
}
