import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether socat, which lays the line, is here. */
export const hasSocat = spawnSync('socat', ['-V']).status === 0

export interface PtyPair {
  /** The two ends of a serial line, as device paths. */
  readonly ends: readonly [string, string]
  close(): void
}

/** Lays a serial line between two devices that are none: what one is written, the other reads. */
export async function openPtyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), 'anthesis-pty-'))
  const ends = [join(folder, 'left'), join(folder, 'right')] as const
  const line = spawn('socat', ['-d', '-d', ...ends.map((end) => `pty,raw,echo=0,link=${end}`)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  while (!said.includes('starting data transfer')) {
    const [chunk] = (await once(line.stderr, 'data')) as [Buffer]
    said += chunk.toString()
  }
  line.stderr.resume()
  return {
    ends,
    close() {
      line.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
