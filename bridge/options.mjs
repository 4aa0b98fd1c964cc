import { isAbsolute, resolve } from 'node:path'

export const HELP = `Usage: npm start -- [options]

Builds what is stale, then serves Anthesis to this machine alone.

  --port N      port to serve on; 8080 unless told, 0 for any that is free
  --dev         serve the sources through Vite, with hot reload, instead of a build
  --folder DIR  serve a build that lies in DIR as it is, and build nothing
  --help        this text
`

/** What the performer typed cannot be used; the message says why and what to do. */
export class BadInput extends Error {}

/**
 * @typedef {object} Options
 * @property {number} port 0 stands for any free one
 * @property {boolean} dev
 * @property {string | null} folder absolute; null builds and serves dist
 * @property {boolean} help
 */

/** @param {string} text */
function readPort(text) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= 65535) return port
  throw new BadInput(`--port takes a whole number of 0 to 65535, not '${text}'.`)
}

/**
 * Reads the command line.
 * @param {readonly string[]} words without node and script
 * @param {string} folder to which a relative --folder is relative
 * @returns {Options}
 * @throws {BadInput}
 */
export function readOptions(words, folder) {
  /** @type {Options} */
  const options = { port: 8080, dev: false, folder: null, help: false }
  const rest = words.flatMap((word) => word.match(/^(--\w+)=(.*)$/s)?.slice(1) ?? [word])
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--help' || word === '-h') options.help = true
    else if (word === '--dev') options.dev = true
    else if (word === '--port') options.port = readPort(valueOf(word, rest))
    else if (word === '--folder') {
      const value = valueOf(word, rest)
      options.folder = isAbsolute(value) ? value : resolve(folder, value)
    } else throw new BadInput(`'${word}' is no option of Anthesis; --help lists them.`)
  }
  if (options.dev && options.folder !== null) {
    throw new BadInput('--dev serves the sources and --folder a build; give one of them.')
  }
  return options
}

/**
 * @param {string} word
 * @param {string[]} rest whose first is taken
 */
function valueOf(word, rest) {
  const value = rest.shift()
  if (value === undefined || value === '') {
    throw new BadInput(`${word} needs a value after it; --help shows which.`)
  }
  return value
}
