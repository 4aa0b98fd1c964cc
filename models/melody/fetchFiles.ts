import { CheckpointError, saying } from './checkpointError.ts'
import { lastPart, type CheckpointFiles } from './checkpointFiles.ts'
import { beginsLikeWebPage } from './webPage.ts'

/**
 * A checkpoint folder behind an address.
 * @param folder the folder's address, with or without a slash at its end
 * @param name what to call it, if not by the address's last part
 * @param fetchFile fetch, or a stand-in
 */
export function fetchFiles(
  folder: URL,
  name = lastPart(folder.pathname),
  fetchFile: (url: URL) => Promise<Response> = (url) => fetch(url),
): CheckpointFiles {
  const base = new URL(folder)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return {
    name,
    async read(path) {
      const url = new URL(path, base)
      const response = await reach(url, fetchFile)
      if (!response.ok) throw refusal(url, response)
      const bytes = await receive(url, response)
      const saysPage = response.headers.get('content-type')?.includes('html') ?? false
      if (saysPage && beginsLikeWebPage(bytes)) {
        throw new CheckpointError(
          `${url.href} answers with a web page, not a file`,
          'check the address: the server has no such file',
        )
      }
      return bytes
    },
  }
}

async function reach(url: URL, fetchFile: (url: URL) => Promise<Response>): Promise<Response> {
  try {
    return await fetchFile(url)
  } catch (error) {
    throw new CheckpointError(
      `${url.href} cannot be reached (${saying(error)})`,
      'check the address and the network, and that the server lets other sites read it (CORS)',
    )
  }
}

async function receive(url: URL, response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (error) {
    throw new CheckpointError(`${url.href} broke off (${saying(error)})`, 'load it again')
  }
}

function refusal(url: URL, response: Response): CheckpointError {
  return response.status === 404
    ? new CheckpointError(
        `${url.href} was not found (404)`,
        'check the address: it has to lead to the folder that holds config.json',
      )
    : new CheckpointError(
        `${url.href} is refused with status ${response.status}`,
        'check the address and that the server is well',
      )
}
