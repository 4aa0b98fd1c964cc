const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])
const LESS_THAN = 0x3c

/**
 * Whether a file that should be JSON or weights begins like a web page, which is what many servers
 * send, with status 200, in place of a file they do not have.
 */
export function beginsLikeWebPage(bytes: Uint8Array): boolean {
  return bytes.find((byte) => !WHITE_SPACE.has(byte)) === LESS_THAN
}
