import { isIPv4 } from 'node:net'
import { isAbsolute, resolve } from 'node:path'

export const HELP = `Usage: npm start -- [options]

Builds what is stale, then serves Anthesis to this machine alone, and bridges OSC to it.

  --port N              port to serve on; 8080 unless told, 0 for any that is free
  --dev                 serve the sources through Vite, with hot reload, instead of a build
  --folder DIR          serve a build that lies in DIR as it is, and build nothing
  --models FOLDER       checkpoints to choose from on the page; those of npm run models unless told
  --osc-port N          port on which OSC comes in, by UDP and by TCP with SLIP; 9000 unless told,
                        0 for any that is free
  --osc-to HOST:PORT    send what pages and clients send there too, by UDP; any number of these
  --continuous PATTERN  OSC addresses of which only the latest value matters to a client that
                        lags, such as '/sensor/*'; any number of these
  --lan                 let other machines in: pages with a token, which is printed once, and OSC
                        from the addresses allowed
  --allow ADDRESS       with --lan, an address or network that may send OSC, such as 192.168.1.20
                        or 192.168.1.0/24; any number of these
  --midi NAME           open MIDI devices with NAME in their name, or 'all'; any number of these
                        (npm run bridge -- midi lists them)
  --midi-virtual NAME   open a MIDI port of our own that other programs see
  --serial PATH         MIDI over a serial line, such as /dev/ttyMIDI; any number of these
  --rtp-midi PORT       MIDI over the network (AppleMIDI) on PORT and the next one, usually 5004;
                        with --lan it is announced, and --allow says who may join
  --rtp-midi-to HOST:PORT  join that session of MIDI over the network; any number of these
  --mqtt URL            join other machines through an MQTT 5 broker, such as mqtt://192.168.1.10;
                        mqtts://USER:PASSWORD@HOST:PORT/NAME where it asks for more
  --midi-clock NAME     send MIDI clock, in time with the page, to MIDI ports with NAME in their
                        name, or 'all'; any number of these
  --link                join an Ableton Link session, where the package abletonlink is installed
  --log-file FILE       write what happens to FILE; at 1 MB it becomes FILE.1, and that FILE.2
  --help                this text
`

/** What the performer typed cannot be used; the message says why and what to do. */
export class BadInput extends Error {}

/**
 * @typedef {object} MidiOptions
 * @property {string[] | null} devices parts of names; none asks for all, null for no driver
 * @property {string | null} virtual
 * @property {string[]} serialPaths absolute
 * @property {number | null} rtpMidiPort 0 stands for any free one; null for no sessions of ours
 * @property {{ host: string, port: number }[]} rtpMidiPeers
 * @property {string[] | null} clocked parts of names of ports that get MIDI clock; none is all, null none of them
 */

/**
 * @typedef {object} Options
 * @property {number} port 0 stands for any free one
 * @property {boolean} dev
 * @property {string | null} folder absolute; null builds and serves dist
 * @property {string | null} models absolute; null for the library of npm run models
 * @property {number | null} oscPort 0 stands for any free one; null for 9000 if it is free
 * @property {{ host: string, port: number }[]} targets
 * @property {string[]} continuous
 * @property {boolean} isLan
 * @property {string[]} allow
 * @property {string | null} mqtt a broker's address, as it was typed; it may hold a password
 * @property {boolean} link whether to join an Ableton Link session
 * @property {string | null} logFile absolute
 * @property {MidiOptions} midi
 * @property {boolean} help
 */

/**
 * @param {string} option
 * @param {string} text
 */
function readPort(option, text) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= 65535) return port
  throw new BadInput(`${option} takes a whole number of 0 to 65535, not '${text}'.`)
}

/**
 * @param {string} option
 * @param {string} text
 */
function readTarget(option, text) {
  const [, host, port] = text.match(/^([\w.-]+):(\d{1,5})$/) ?? []
  if (host !== undefined && Number(port) > 0 && Number(port) <= 65535) {
    return { host, port: Number(port) }
  }
  throw new BadInput(`${option} takes HOST:PORT, such as 127.0.0.1:9001, not '${text}'.`)
}

/** @param {string} text */
function readPattern(text) {
  if (text.startsWith('/')) return text
  throw new BadInput(`--continuous takes an OSC address or pattern, such as '/x/*', not '${text}'.`)
}

/** @param {string} text */
function readAllowed(text) {
  const [address = '', prefix = '32', ...rest] = text.split('/')
  if (isIPv4(address) && rest.length === 0 && /^\d{1,2}$/.test(prefix) && Number(prefix) <= 32) {
    return text
  }
  throw new BadInput(`--allow takes an IPv4 address or network, not '${text}'.`)
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
  const options = {
    port: 8080,
    dev: false,
    folder: null,
    models: null,
    oscPort: null,
    targets: [],
    continuous: [],
    isLan: false,
    allow: [],
    mqtt: null,
    link: false,
    logFile: null,
    midi: {
      devices: null,
      virtual: null,
      serialPaths: [],
      rtpMidiPort: null,
      rtpMidiPeers: [],
      clocked: null,
    },
    help: false,
  }
  /** @param {string} path */
  const absolute = (path) => (isAbsolute(path) ? path : resolve(folder, path))
  const rest = words.flatMap((word) => word.match(/^(--[\w-]+)=(.*)$/s)?.slice(1) ?? [word])
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--help' || word === '-h') options.help = true
    else if (word === '--dev') options.dev = true
    else if (word === '--lan') options.isLan = true
    else if (word === '--link') options.link = true
    else if (word === '--port') options.port = readPort(word, valueOf(word, rest))
    else if (word === '--osc-port') options.oscPort = readPort(word, valueOf(word, rest))
    else if (word === '--osc-to') options.targets.push(readTarget(word, valueOf(word, rest)))
    else if (word === '--continuous') options.continuous.push(readPattern(valueOf(word, rest)))
    else if (word === '--allow') options.allow.push(readAllowed(valueOf(word, rest)))
    else if (word === '--models') options.models = absolute(valueOf(word, rest))
    else if (word === '--folder') options.folder = absolute(valueOf(word, rest))
    else if (word.startsWith('--midi') || word === '--serial' || word.startsWith('--rtp-midi'))
      readMidi(options.midi, word, rest, absolute)
    else if (word === '--mqtt') options.mqtt = valueOf(word, rest)
    else if (word === '--log-file') options.logFile = absolute(valueOf(word, rest))
    else throw new BadInput(`'${word}' is no option of Anthesis; --help lists them.`)
  }
  if (options.dev && options.folder !== null) {
    throw new BadInput('--dev serves the sources and --folder a build; give one of them.')
  }
  if (options.allow.length > 0 && !options.isLan) {
    throw new BadInput('--allow is for other machines, which only --lan lets in; give both.')
  }
  return options
}

/**
 * @param {MidiOptions} midi
 * @param {string} word an option of MIDI's, or what looks like one
 * @param {string[]} rest
 * @param {(path: string) => string} absolute
 */
function readMidi(midi, word, rest, absolute) {
  if (word === '--midi') {
    const name = valueOf(word, rest)
    midi.devices = name === 'all' ? [] : [...(midi.devices ?? []), name]
  } else if (word === '--midi-clock') {
    const name = valueOf(word, rest)
    midi.clocked = name === 'all' ? [] : [...(midi.clocked ?? []), name]
  } else if (word === '--midi-virtual') midi.virtual = valueOf(word, rest)
  else if (word === '--serial') midi.serialPaths.push(absolute(valueOf(word, rest)))
  else if (word === '--rtp-midi') midi.rtpMidiPort = readPort(word, valueOf(word, rest))
  else if (word === '--rtp-midi-to') midi.rtpMidiPeers.push(readTarget(word, valueOf(word, rest)))
  else throw new BadInput(`'${word}' is no option of Anthesis; --help lists them.`)
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
