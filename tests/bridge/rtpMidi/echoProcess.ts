import { openRtpMidi } from '../../../bridge/rtpMidi/udp.ts'

/** A peer in a process of its own: it accepts, and plays back what it hears. */
const peer = await openRtpMidi(
  { port: 0, host: '127.0.0.1', name: 'echo' },
  {
    isAllowed: () => true,
    opened: () => undefined,
    closed: () => undefined,
    heard: ({ ssrc }, { message }) => void peer.session.play(ssrc, [message]),
    failed: (why) => process.stderr.write(`${why}\n`),
  },
)
process.send?.({ port: peer.port })
process.on('disconnect', () => process.exit(0))
