import { readFile } from 'node:fs/promises'
import { Admission } from './admission.ts'
import { buildIfStale } from './build.ts'
import { devListener } from './devServer.ts'
import { REPOSITORY } from './install.mjs'
import { invitation, machineNames } from './lan.ts'
import { claimPort, LOOPBACK } from './listen.ts'
import { openBridge } from './openBridge.ts'
import { defaultModels, modelLibrary } from './modelLibrary.ts'
import type { Options } from './options.mjs'
import { readSite } from './site.ts'
import { staticListener } from './staticServer.ts'

/** Every address of this machine. */
const ANY_HOST = '0.0.0.0'

/**
 * Serves Anthesis as the options ask and opens the bridge, on 127.0.0.1 alone or to the network.
 * @returns what to print: where the page is, where OSC comes in, and how others do
 * @throws BadInput when a port or the folder cannot be used
 */
export async function main(options: Options): Promise<string[]> {
  const host = options.isLan ? ANY_HOST : LOOPBACK
  // Before building, so that a taken port is said at once.
  const claim = await claimPort(options.port, host)
  const admission = new Admission(machineNames(options.isLan), claim.port)
  const bridge = await openBridge(
    { server: claim.server, admission, program: await readVersion(), warn },
    { ...options, oscHost: host },
  )
  const models = options.models ?? defaultModels(process.env)
  const pages = options.dev
    ? await devListener(REPOSITORY, claim.server)
    : staticListener(await readSite(options.folder ?? (await buildIfStale(REPOSITORY))))
  claim.answerWith(bridge.gate(modelLibrary(models, pages)))
  return [
    `Anthesis is at ${claim.address}`,
    ...(bridge.oscPort === null ? [] : [`OSC comes in at ${host}:${bridge.oscPort}, UDP and TCP`]),
    ...(bridge.rtpMidiPort === null
      ? []
      : [`MIDI comes in by network at ${host}:${bridge.rtpMidiPort} (RTP-MIDI)`]),
    ...(options.isLan ? invitation(claim.port, admission.token) : []),
  ]
}

function warn(line: string): void {
  process.stderr.write(`anthesis: ${line}\n`)
}

async function readVersion(): Promise<string> {
  const content: unknown = JSON.parse(await readFile(`${REPOSITORY}package.json`, 'utf8'))
  return typeof content === 'object' && content !== null && 'version' in content
    ? String(content.version)
    : 'unknown'
}
