import { Admission } from '../../bridge/admission.ts'
import { machineNames } from '../../bridge/lan.ts'
import { claimPort, LOOPBACK } from '../../bridge/listen.ts'
import { openBridge } from '../../bridge/openBridge.ts'

/**
 * A bridge alone, for tests that must look inside: it tells its ports to its parent, and how much its
 * heap holds whenever asked. It lets in as many connections as come. Its
 * arguments are how often it pings, in milliseconds, and, when MIDI comes in by network too, `midi` and
 * paths of serial lines.
 */
const [, , ping, midi, ...serialPaths] = process.argv
const claim = await claimPort(0, LOOPBACK)
const bridge = await openBridge(
  {
    server: claim.server,
    admission: new Admission(machineNames(false), claim.port),
    program: 'test',
    warn: (line) => process.stderr.write(`${line}\n`),
    limits: {
      connections: { burst: 1e9, perSecond: 1e9 },
      pingMilliseconds: Number(ping),
    },
  },
  {
    oscPort: 0,
    oscHost: LOOPBACK,
    targets: [],
    continuous: ['/fader/*'],
    allow: [],
    mqtt: null,
    link: false,
    logFile: null,
    midi: {
      devices: null,
      virtual: null,
      serialPaths,
      rtpMidiPort: midi === 'midi' ? 0 : null,
      rtpMidiPeers: [],
      clocked: null,
    },
  },
)
claim.answerWith(
  bridge.gate((_request, response) => {
    response.end()
  }),
)
process.on('message', () => {
  globalThis.gc?.()
  process.send?.({ heapBytes: process.memoryUsage().heapUsed, rssBytes: process.memoryUsage().rss })
})
const { oscPort, rtpMidiPort } = bridge
process.send?.({ port: claim.port, oscPort, rtpMidiPort })
