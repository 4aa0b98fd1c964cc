import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CheckpointError, saying } from '../checkpointError.ts'

/** Told how many bytes of a file are there, of how many; undefined where the server does not say. */
export type OnProgress = (file: string, bytes: number, total: number | undefined) => void

/** A download that can be gone on with, now or when the network or the server is back. */
export class BrokenOff extends CheckpointError {
  constructor(happened: string, remedy = 'run the command again to go on from there') {
    super(happened, remedy)
  }
}

/**
 * Downloads a file, going on with what an earlier attempt has left, if the server still has the same
 * (by its ETag or date). The file appears under its name once it is whole; until then it lies beside
 * it with `.part` behind.
 * @throws CheckpointError in one line
 */
export async function download(
  url: URL,
  path: string,
  label: string,
  onProgress: OnProgress,
): Promise<void> {
  if (await sizeOf(path)) return
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.part`
  const tag = `${path}.tag`
  const before = await sizeOf(part)
  const validator = before > 0 ? await readFile(tag, 'utf8').catch(() => '') : ''
  const headers =
    validator === '' ? undefined : { range: `bytes=${before}-`, 'if-range': validator }
  const response = await reach(url, headers)
  if (response.status === 416 && headers) {
    await rm(part)
    await download(url, path, label, onProgress)
    return
  }
  if (!response.ok || response.body === null) throw refusal(url, response.status)
  const goesOn = response.status === 206 && startOf(response) === before
  if (response.status === 206 && !goesOn) throw refusal(url, response.status)
  const rest = Number(response.headers.get('content-length') ?? NaN)
  let bytes = goesOn ? before : 0
  const total = Number.isFinite(rest) ? bytes + rest : undefined
  const newTag = response.headers.get('etag') ?? response.headers.get('last-modified') ?? ''
  // A weak ETag does not promise the same bytes.
  await writeFile(tag, newTag.startsWith('W/') ? '' : newTag)
  const file = await open(part, goesOn ? 'a' : 'w')
  try {
    for await (const piece of pieces(response.body, url)) {
      await file.writeFile(piece)
      bytes += piece.length
      onProgress(label, bytes, total)
    }
  } finally {
    await file.close()
  }
  if (total !== undefined && bytes !== total) {
    throw new BrokenOff(`${url.href} broke off after ${bytes} of ${total} bytes`)
  }
  await rename(part, path)
  await rm(tag, { force: true })
}

async function* pieces(
  body: ReadableStream<Uint8Array>,
  url: URL,
): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader()
  for (;;) {
    const piece = await reader.read().catch((error: unknown) => {
      throw new BrokenOff(`${url.href} broke off (${saying(error)})`)
    })
    if (piece.done) return
    yield piece.value
  }
}

async function reach(url: URL, headers: Record<string, string> | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      // A compressed answer's lengths are not those of the file.
      headers: { 'accept-encoding': 'identity', ...headers },
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    throw new BrokenOff(
      `${url.href} cannot be reached (${saying(cause)})`,
      'check the address and the network',
    )
  }
}

const TOO_MANY_REQUESTS = 429

function refusal(url: URL, status: number): CheckpointError {
  if (status === 404) {
    return new CheckpointError(
      `${url.href} was not found (404)`,
      'check the address: it has to lead to the folder that holds config.json',
    )
  }
  const passes = status >= 500 || status === TOO_MANY_REQUESTS
  const Refusal = passes ? BrokenOff : CheckpointError
  return new Refusal(
    `${url.href} is refused with status ${status}`,
    'check the address, or try later',
  )
}

/** First byte of a partial answer. */
function startOf(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN)
}

/** 0 for a file that is not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
