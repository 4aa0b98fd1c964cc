import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encode } from '../../bridge/osc.ts'
import type { Status } from '../../bridge/status.ts'
import { draw } from '../../engine/core/random.ts'
import { hasBroker, openBroker, type Broker } from './broker.ts'
import { folderOf } from './fixture.ts'
import type { LeaderNews } from './leaderProcess.ts'
import { message, openDatagrams, openSocket } from './oscPeers.ts'
import { startServer, type ServerProcess } from './startProcess.ts'

const inTests = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const FOLLOW = inTests('../../engine/cli/follow.ts')
const LEADER = inTests('leaderProcess.ts')

const SEED = 20_260_102
const INTRUSIONS = 100_000
/** A broker gives up what a subscriber has no room for. */
const LOT = 1000

/** A line of `npm run follow -- --json`. */
interface Bar {
  readonly bar: number
  readonly atSeconds: number
  readonly digest: string
  readonly leaders: string
  readonly frame: unknown
}

/** Waits for facts that other processes bring. */
class Facts {
  #changed: (() => void)[] = []

  tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve()
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changed.push(resolve))
  }
}

const facts = new Facts()

class FollowerProcess {
  readonly bars: Bar[] = []
  said = ''
  readonly #child: ChildProcess

  constructor(origin: string) {
    const child = spawn(process.execPath, ['--import', 'tsx', FOLLOW, origin, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    createInterface(child.stdout).on('line', (line) => {
      this.bars.push(JSON.parse(line) as Bar)
      facts.tell()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said += text
      facts.tell()
    })
  }

  get latest(): number {
    return this.bars.at(-1)?.bar ?? -Infinity
  }

  stop(): void {
    this.#child.kill()
  }
}

const statusOf = async ({ origin }: ServerProcess): Promise<Status> =>
  (await (await fetch(`${origin}/status`)).json()) as Status

describe.skipIf(!hasBroker)('machines that a broker joins', () => {
  let broker: Broker
  let folder: string
  /** The leader's, and the two followers'. */
  let bridges: ServerProcess[]
  let leader: ChildProcess
  let followers: FollowerProcess[]
  const frames = new Map<number, unknown>()
  /** By the leader, to its performer. */
  const said: string[] = []

  beforeAll(async () => {
    broker = await openBroker()
    folder = await folderOf({ 'index.html': 'a page' })
    const url = `mqtt://someone:secret@127.0.0.1:${String(broker.port)}/stage-2`
    const start = (): Promise<ServerProcess> => startServer('--folder', folder, '--mqtt', url)
    bridges = await Promise.all([start(), start(), start()])
    leader = fork(LEADER, [bridges[0]?.origin ?? ''], { execArgv: ['--import', 'tsx'] })
    leader.on('message', (news: LeaderNews) => {
      if (news.type === 'frame') frames.set(news.showSeconds, news.frame)
      else said.push(news.line)
      facts.tell()
    })
    followers = bridges.slice(1).map(({ origin }) => new FollowerProcess(origin))
  })

  afterAll(async () => {
    for (const follower of followers) follower.stop()
    leader.kill()
    await Promise.all(bridges.map((bridge) => bridge.stop()))
    await broker.close()
    await rm(folder, { recursive: true })
  })

  const hasFollowedFor = (bars: number): boolean =>
    followers.every((follower) => follower.bars.length >= bars)

  test('play one show: the same digests and the same picture, bar by bar', async () => {
    await facts.until(() => hasFollowedFor(3) && said.length === 2)
    for (const { bars } of followers) {
      for (const { digest, leaders, frame, atSeconds } of bars) {
        expect(digest).toBe(leaders)
        expect(frame).toEqual(frames.get(atSeconds))
      }
    }
    const { ensemble, mqtt } = await statusOf(bridges[0] as ServerProcess)
    for (const line of said) expect(line).toMatch(/ follows, with the same digest\.$/)
    expect(ensemble.take).toMatch(/^take-/)
    expect(ensemble.followers).toHaveLength(2)
    expect(mqtt?.isConnected).toBe(true)
    expect(mqtt?.peers).toHaveLength(2)
  })

  test('hear each other’s sensors and pages once, and those who come later their state', async () => {
    const [first, second, third] = bridges as [ServerProcess, ServerProcess, ServerProcess]
    const sensor = await openDatagrams(first.oscPort)
    const there = await openSocket(second.origin)
    const page = await openSocket(third.origin)
    sensor.send(message('/sensor/x', 'f', 0.5))
    sensor.send(message('/sensor/+', 'i', 1))
    page.send(message('/anthesis/state/temperature', 'f', 1.25))
    page.send(message('/from/page'))
    sensor.send(message('/canary'))
    for (const address of ['/sensor/x', '/sensor/+', '/from/page', '/canary']) {
      await there.inbox.next(address)
    }
    await there.inbox.next('/anthesis/state/temperature')
    const late = await openSocket(first.origin)
    await late.inbox.next('/anthesis/state/temperature')
    const came = there.inbox.packets.filter((packet) => 'address' in packet)
    for (const address of ['/sensor/x', '/sensor/+', '/from/page']) {
      expect(came.filter((packet) => packet.address === address)).toHaveLength(1)
    }
    for (const peer of [sensor, there, page, late]) peer.close()
  })

  test(`let nothing in that is malformed, and hear what comes after it (seed ${String(SEED)})`, async () => {
    const intruder = await connectAsync(`mqtt://127.0.0.1:${String(broker.port)}`, {
      protocolVersion: 5,
    })
    const { mqtt } = await statusOf(bridges[1] as ServerProcess)
    const leading = mqtt?.peers.find(({ take }) => take !== '')?.bridge ?? ''
    const topics = ['osc/x', 'osc', `takes/${leading}`, `asks/${leading}`, 'bridges/stranger']
    const page = await openSocket(bridges[1]?.origin ?? '')
    for (let i = 0; i < INTRUSIONS; i++) {
      const noise = Buffer.from(
        Array.from({ length: i % 90 }, (_, at) => 256 * draw(SEED, 'noise', i * 90 + at)),
      )
      const payload =
        i % 3 === 0 ? Buffer.concat([Buffer.from('/osc\0\0\0\0,i\0\0'), noise]) : noise
      const properties = { userProperties: { bridge: leading, number: 'x' } }
      intruder.publish(`stage-2/${topics[i % topics.length] ?? ''}`, payload, {
        qos: 0,
        properties,
      })
      if (i % LOT !== LOT - 1) continue
      const canary = `/canary/lot/${String(i)}`
      const came = page.inbox.next(canary)
      const packet = Buffer.from(encode(message(canary)))
      await intruder.publishAsync(`stage-2/osc${canary}`, packet, { qos: 1 })
      await came
    }
    await intruder.publishAsync('stage-2/osc/canary/2', Buffer.from(encode(message('/canary/2'))), {
      qos: 1,
    })
    await page.inbox.next('/canary/2')
    const malformed = page.inbox.packets.filter(
      (packet) => !('address' in packet && /^\/(osc|canary|sensor|anthesis)/.test(packet.address)),
    )
    expect(malformed).toEqual([])
    const before = followers.map(({ latest }) => latest)
    await facts.until(() => followers.every(({ latest }, i) => latest > (before[i] ?? 0)))
    await intruder.endAsync()
    page.close()
  })

  test('play on alone when the broker dies, and find the show again when it is back', async () => {
    await broker.kill()
    await facts.until(() => followers.every(({ said }) => said.includes('nobody leads')))
    const before = followers.map(({ latest }) => latest)
    const here = await openSocket(bridges[0]?.origin ?? '')
    const sensor = await openDatagrams(bridges[0]?.oscPort ?? 0)
    sensor.send(message('/still/here'))
    await here.inbox.next('/still/here')
    sensor.close()
    here.close()
    await broker.start()
    await facts.until(() => followers.every(({ latest }, i) => latest > (before[i] ?? 0) + 2))
    for (const { bars } of followers) {
      for (const { digest, leaders } of bars) expect(digest).toBe(leaders)
    }
    for (const { said } of bridges) {
      expect(said.stderr.match(/is not to be had/g)).toHaveLength(1)
      expect(said.stderr.match(/is back/g)).toHaveLength(1)
      expect(said.stderr).not.toContain('secret')
    }
  })

  test('know when the leader has gone', async () => {
    const closed = once(leader, 'close')
    leader.kill()
    await closed
    const mark = followers.map(({ said }) => said.length)
    await facts.until(() =>
      followers.every(
        ({ said }, i) =>
          said.slice(mark[i]).includes('nobody leads') || said.endsWith('nobody leads\n'),
      ),
    )
    expect((await statusOf(bridges[0] as ServerProcess)).ensemble.take).toBe('')
  })
})
