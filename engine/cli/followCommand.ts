import { hostname } from 'node:os'
import { encodeEnsemble } from '../../bridge/ensemble.ts'
import type { Comparison } from '../performance/follower.ts'
import { FollowedShow } from '../performance/followedShow.ts'
import { frameOf } from '../performance/view.ts'
import { openBridgeLine } from './bridgeLine.ts'
import { BadInput, DONE, type Command } from './command.ts'
import { buildVersion } from './package.ts'

const FOLLOW_HELP = `Usage: npm run follow -- [ADDRESS] [--json]

Follows a show that is led on this machine or, where the bridge has --mqtt, on another: folds all
that happens there, and prints for each bar whether both have the same digest. It asks no model and
makes no sound.

  ADDRESS  of a bridge on this machine; http://127.0.0.1:8080/ unless told
  --json   each bar as a line of JSON, with the numbers of the picture at its first beat, for
           programs that drive light
  --help   this text

Ends when it is interrupted.
`

const WAKE_MILLISECONDS = 5
const USUAL_ADDRESS = 'http://127.0.0.1:8080/'

function socketUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol === 'http:') return `ws://${url.host}/osc`
  throw new BadInput(`'${address}' is no address of a bridge; give one such as ${USUAL_ADDRESS}`)
}

const inWords = ({ bar, digest, leaders }: Comparison): string =>
  digest === leaders
    ? `bar ${bar}: ${digest}, as the leader`
    : `bar ${bar}: ${digest}, but the leader has ${leaders}; joining anew`

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

/** `npm run follow`: a show, followed without a page. */
export const followCommand: Command = async (words, terminal) => {
  if (words.includes('--help') || words.includes('-h')) {
    terminal.say(FOLLOW_HELP.trimEnd())
    return DONE
  }
  const isJson = words.includes('--json')
  const [address = USUAL_ADDRESS, ...more] = words.filter((word) => word !== '--json')
  if (more.length > 0) throw new BadInput(`'${more.join(' ')}' is too much; --help says what is.`)
  const name = `${hostname()} ${process.pid}`
  const nowSeconds = (): number => performance.now() / 1000
  const show = new FollowedShow(buildVersion(), {
    perform: () => undefined,
    happened: () => undefined,
    begin: ({ showSeconds }) => terminal.warn(`joined at ${showSeconds.toFixed(1)} s`),
    ask: () => line.send(encodeEnsemble({ type: 'ask' })),
    compared(comparison) {
      const { bar, digest, leaders } = comparison
      const { take, performance: state } = show.follower
      line.send(encodeEnsemble({ type: 'report', take, name, bar, digest, leaders }))
      const frame = state && frameOf(state, comparison.atSeconds)
      terminal.say(isJson ? JSON.stringify({ ...comparison, frame }) : inWords(comparison))
    },
  })
  let isLost = false
  const line = openBridgeLine(socketUrl(address), {
    joined() {
      isLost = false
      line.send(encodeEnsemble({ type: 'follow', name }))
    },
    lost(why) {
      if (!isLost) terminal.warn(`no bridge at ${address} (${why}); npm start brings it back`)
      isLost = true
    },
    message(message) {
      const isOfLeader =
        message.type === 'lead' ||
        message.type === 'record' ||
        message.type === 'beat' ||
        message.type === 'snapshot'
      if (!isOfLeader) return
      if (message.type === 'lead') {
        terminal.warn(message.take === '' ? 'nobody leads' : `take ${message.take} leads`)
      }
      show.hear(message, nowSeconds())
    },
  })
  const timer = setInterval(() => show.wake(nowSeconds()), WAKE_MILLISECONDS)
  await interrupted()
  clearInterval(timer)
  line.close()
  return DONE
}
