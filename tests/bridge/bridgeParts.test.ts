import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Admission } from '../../bridge/admission.ts'
import { ConnectionLimit } from '../../bridge/connectionLimit.ts'
import { PLAIN } from '../../bridge/framing.ts'
import { Ledger } from '../../bridge/ledger.ts'
import { LARGEST_LOG_BYTES, openLogFile } from '../../bridge/logFile.ts'
import { linesOf } from '../../bridge/monitor.ts'
import { IMMEDIATELY, IMPULSE } from '../../bridge/osc.ts'
import { timetagOf } from '../../bridge/protocol.ts'
import { slipLength, SlipReader, writeSlip } from '../../bridge/slip.ts'
import { sourceFilter } from '../../bridge/sourceFilter.ts'
import { StateMemory } from '../../bridge/stateMemory.ts'
import { WallClock } from '../../bridge/wallClock.ts'

const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 80 })

describe('SLIP', () => {
  test('gives back every packet, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyBytes),
        fc.array(fc.integer({ min: 1, max: 20 })),
        (packets, cuts) => {
          const frames = packets.map((packet) => {
            const frame = new Uint8Array(slipLength(packet))
            writeSlip(packet, frame, 0)
            return frame
          })
          const stream = Buffer.concat(frames)
          const read: Uint8Array[] = []
          const reader = new SlipReader(80, (packet) => read.push(packet))
          let at = 0
          for (const cut of cuts) reader.read(stream.subarray(at, (at += cut)))
          reader.read(stream.subarray(at))
          expect(read).toEqual(packets)
        },
      ),
    )
  })

  test('says that a packet was spoilt, and goes on after it', () => {
    const read: Uint8Array[] = []
    const reader = new SlipReader(4, (packet) => read.push(packet))
    reader.read(Uint8Array.of(1, 2, 3, 4, 5, 0xc0, 0xdb, 7, 0xc0, 8, 0xdb, 0xc0, 9, 0xc0))
    expect(read.map((packet) => [...packet])).toEqual([[], [], [], [9]])
  })
})

test('a WebSocket frame says its length in as few bytes as it can', () => {
  const headOf = (length: number): number[] => {
    const packet = new Uint8Array(length)
    const frame = new Uint8Array(PLAIN.length(packet))
    PLAIN.write(packet, 0, frame, 0)
    return [...frame.subarray(0, frame.length - length)]
  }
  expect(headOf(125)).toEqual([0x82, 125])
  expect(headOf(126)).toEqual([0x82, 126, 0, 126])
  expect(headOf(65535)).toEqual([0x82, 126, 255, 255])
  expect(headOf(65556)).toEqual([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 20])
})

test('connections come in a burst and then at a rate, each address for itself', () => {
  const limit = new ConnectionLimit({ burst: 2, perSecond: 1 })
  expect([1, 2, 3].map(() => limit.admits('a', 0))).toEqual([true, true, false])
  expect(limit.admits('b', 0)).toBe(true)
  expect(limit.admits('a', 0.9)).toBe(false)
  expect(limit.admits('a', 1.8)).toBe(true)
  for (let i = 0; i < 10_000; i++) limit.admits(`x${String(i)}`, 2)
  expect(limit.admits('one more', 2)).toBe(false)
  expect(limit.admits('one more', 100)).toBe(true)
})

describe('the ledger', () => {
  test('counts what came in the last whole second', () => {
    const ledger = new Ledger()
    for (let i = 0; i < 30; i++) ledger.note('a', '/x', 10 + i / 10)
    expect(ledger.report(12.95)[0]).toMatchObject({ packets: 30, rate: 10, lastAddress: '/x' })
    expect(ledger.report(13.5)[0]).toMatchObject({ rate: 10 })
    expect(ledger.report(14.5)[0]).toMatchObject({ rate: 0 })
  })

  test('asks for one line a second however much is refused, and forgets the longest silent', () => {
    const ledger = new Ledger()
    expect([1, 1.5, 2.5].map((at) => ledger.refuse('a', 'why', at))).toEqual([true, false, true])
    for (let i = 0; i < 1000; i++) ledger.note(`udp ${String(i)}`, '/x', 3 + i)
    expect(ledger.report(1003)).toHaveLength(256)
    expect(ledger.report(1003)[0]?.name).toBe('udp 744')
    expect(ledger.refused).toBe(3)
  })
})

test('the clock follows when the system’s is set, and not when it is kept right', () => {
  let [wall, steady] = [1_000_000, 500]
  const clock = new WallClock(
    () => wall,
    () => steady,
  )
  steady += 1000
  wall += 1001
  expect(clock.check()).toBe(0)
  expect(clock.seconds()).toBe(1001)
  wall -= 3_600_001
  expect(clock.check()).toBe(-3600)
  expect(clock.seconds()).toBe(wall / 1000)
})

test('the memory of state keeps the latest of each address and nothing else', () => {
  const memory = new StateMemory()
  const note = (address: string, ...bytes: number[]): void =>
    memory.note([address], Uint8Array.from(bytes))
  note('/anthesis/state/a', 1)
  note('/anthesis/state/b', 2)
  note('/anthesis/note/on', 3)
  note('/anthesis/state/a', 4)
  memory.note([], Uint8Array.of(5))
  expect([...memory.packets].map(([byte]) => byte)).toEqual([2, 4])
  for (let i = 0; i < 5000; i++) note(`/anthesis/state/${String(i)}`, 0)
  expect([...memory.packets]).toHaveLength(1024)
})

test('OSC may come from this machine and from addresses and networks that are allowed', () => {
  const isAllowed = sourceFilter(['10.0.0.7', '192.168.1.0/24'])
  const asked = ['127.0.0.1', '127.9.9.9', '::1', '10.0.0.7', '192.168.1.200', '::ffff:10.0.0.7']
  expect(asked.map(isAllowed)).toEqual(asked.map(() => true))
  for (const address of ['10.0.0.8', '192.168.2.1', 'fe80::1', '']) {
    expect(isAllowed(address)).toBe(false)
    expect(isAllowed(address)).toBe(false)
  }
})

test('on port 80 names may stand alone, as browsers write them', () => {
  const caller = { origin: 'http://localhost', cookie: undefined, remoteAddress: '127.0.0.1' }
  expect(new Admission(['localhost'], 80).refusal({ ...caller, host: 'localhost' })).toBeNull()
  expect(new Admission(['localhost'], 81).refusal({ ...caller, host: 'localhost' })?.status).toBe(
    403,
  )
})

test('each start has a token and a cookie of its own', () => {
  const [one, other] = [new Admission(['localhost'], 1), new Admission(['localhost'], 1)]
  expect(one.token).not.toBe(other.token)
  expect(one.exchange(other.token)).toBeNull()
  const cookie = one.exchange(one.token)?.split(';')[0]
  const caller = { host: 'localhost:1', origin: undefined, remoteAddress: '10.0.0.7' }
  expect(one.refusal({ ...caller, cookie })).toBeNull()
  expect(other.refusal({ ...caller, cookie })?.status).toBe(401)
  expect(one.refusal({ ...caller, cookie: `x=1; ${cookie ?? ''}; y=2` })).toBeNull()
})

describe('the log', () => {
  test('rotates when it is full, and keeps two older files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'anthesis-'))
    const path = join(folder, 'log')
    for (const text of ['first', 'second', 'third', 'fourth']) {
      const log = openLogFile(path, (why) => expect.unreachable(why))
      log.say(`${text}\nforged`)
      await log.written()
      if (text !== 'fourth') await writeFile(path, text.padEnd(LARGEST_LOG_BYTES))
    }
    expect((await readdir(folder)).sort()).toEqual(['log', 'log.1', 'log.2'])
    expect(await readFile(path, 'utf8')).toMatch(/^\S+Z fourth\\nforged\n$/)
    expect(await readFile(`${path}.2`, 'utf8')).toContain('second')
    await rm(folder, { recursive: true })
  })

  test('that cannot be written is given up with one line', async () => {
    const reasons: string[] = []
    const log = openLogFile(join(tmpdir(), 'no', 'such', 'folder', 'log'), (why) =>
      reasons.push(why),
    )
    log.say('one')
    await log.written()
    log.say('two')
    await log.written()
    expect(reasons).toHaveLength(1)
  })
})

test('the monitor prints a line a message, with its time and every kind of value', () => {
  const values = [1, 0.5, 'two words', 3n, Uint8Array.of(255), true, null, IMPULSE, [1, 'x']]
  const packet = { address: '/a', types: 'ifshbTNI[is]', values }
  expect(linesOf({ timetag: timetagOf(1.5), packets: [packet] })).toEqual([
    '00:00:01.500 /a ,ifshbTNI[is] 1 0.5 "two words" 3 <ff> true null impulse [1 "x"]',
  ])
  expect(linesOf({ address: '/anthesis/session/release', types: '', values: [] })).toEqual([])
})

test('what a bundle holds that says no time of its own is printed with the bundle’s', () => {
  const inner = { timetag: IMMEDIATELY, packets: [{ address: '/b', types: '', values: [] }] }
  expect(linesOf({ timetag: timetagOf(1.5), packets: [inner] })).toEqual(['00:00:01.500 /b ,'])
  expect(linesOf(inner)).toEqual(['/b ,'])
})
