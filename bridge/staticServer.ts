import type {
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestListener,
  ServerResponse,
} from 'node:http'
import { chooseEncoding, encode } from './compression.ts'
import { SITE_HEADERS } from './headers.ts'
import type { Site, SiteFile } from './site.ts'

const A_YEAR = 'public, max-age=31536000, immutable'

/** Answers GET and HEAD with the files of a site, and anything else with a refusal. */
export function staticListener(site: Site): RequestListener {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' })
      return
    }
    const path = pathOf(request.url ?? '/')
    if (path === null) {
      refuse(response, 400, 'This address is not readable.')
      return
    }
    // `/remote` is remote.html, as under the dev server.
    const file =
      site.get(path.endsWith('/') ? `${path}index.html` : path) ?? site.get(`${path}.html`)
    if (file === undefined) refuse(response, 404, 'There is nothing here.')
    else void send(request, response, file)
  }
}

/** The decoded path of a request's target; null when its escapes are not UTF-8. */
function pathOf(target: string): string | null {
  try {
    return decodeURIComponent(target.replace(/[?#].*$/s, ''))
  } catch {
    return null
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: SiteFile,
): Promise<void> {
  const encoding = chooseEncoding(file, request.headers['accept-encoding'])
  const etag = `"${file.hash}-${encoding}"`
  const headers: OutgoingHttpHeaders = {
    ...SITE_HEADERS,
    'Cache-Control': file.immutable ? A_YEAR : 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
  }
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end()
    return
  }
  const body = await encode(file, encoding)
  headers['Content-Type'] = file.contentType
  headers['Content-Length'] = body.length
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding
  response.writeHead(200, headers)
  // Node leaves the body out of an answer to HEAD.
  response.end(body)
}

const isKnown = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag)

function refuse(
  response: ServerResponse,
  status: number,
  line: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...SITE_HEADERS,
    ...headers,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
  })
  response.end(`${line}\n`)
}
