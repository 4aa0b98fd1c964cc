import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attributeOf, methodOf, nodeAt, treeOf } from '../../bridge/oscQuery.ts'
import { PARAMETERS } from '../../engine/modulation/parameters.ts'
import { endpointsOf } from '../../engine/performance/addresses.ts'
import { listOf } from '../../engine/performance/oscState.ts'
import { forkBridge, type ForkedBridge } from './forkBridge.ts'
import { message, openSocket } from './oscPeers.ts'

const LIST = listOf(endpointsOf(PARAMETERS, []))

describe('the tree', () => {
  const methods = LIST.flatMap((told) => methodOf(told) ?? [])
  const tree = treeOf(methods, new Map([['/anthesis/state/temperature', [0.5]]]))

  test('has each address of the list, with its types and ranges', () => {
    expect(methods).toHaveLength(LIST.length - 1)
    expect(nodeAt(tree, '/anthesis/temperature')).toMatchObject({
      FULL_PATH: '/anthesis/temperature',
      ACCESS: 3,
      TYPE: 'f',
      RANGE: [{ MIN: 0, MAX: 2 }],
      VALUE: [0.5],
    })
    expect(nodeAt(tree, '/anthesis/note/on')).toMatchObject({ TYPE: 'if', ACCESS: 2 })
    expect(nodeAt(tree, '/anthesis/mode')?.RANGE).toEqual([
      { VALS: expect.arrayContaining(['answer', 'together']) as string[] },
    ])
  })

  test('has no place that nobody declared, by whatever name', () => {
    for (const path of ['/anthesis/nothing', '/constructor', '/anthesis/__proto__']) {
      expect(nodeAt(tree, path)).toBeNull()
    }
    const told = treeOf([], new Map([['/anthesis/state/__proto__/polluted', [1]]]))
    expect(nodeAt(told, '/anthesis/state/__proto__/polluted')?.VALUE).toEqual([1])
    expect({}).not.toHaveProperty('polluted')
    expect(attributeOf(tree, 'toString')).toBeUndefined()
  })
})

describe('over HTTP', () => {
  let bridge: ForkedBridge
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${bridge.origin}${path}`, { headers })

  beforeAll(async () => {
    bridge = await forkBridge()
  }, 30_000)
  afterAll(() => bridge.stop())

  test('says where OSC goes; without a page it says so; with one it tells what that has', async () => {
    expect(await (await ask('/?HOST_INFO')).json()).toMatchObject({
      NAME: 'Anthesis',
      OSC_PORT: bridge.oscPort,
      OSC_TRANSPORT: 'UDP',
    })
    expect((await ask('/anthesis')).status).toBe(503)
    const page = await openSocket(bridge.origin)
    page.send(message('/anthesis/state/tempo', 'f', 97))
    page.socket.on('message', (data) => {
      const isAsked =
        data instanceof Buffer && data.toString('latin1').startsWith('/anthesis/list\0')
      if (isAsked) for (const told of LIST) page.send(told)
    })
    expect(await (await ask('/anthesis/tempo')).json()).toMatchObject({ VALUE: [97], TYPE: 'f' })
    expect(await (await ask('/anthesis/tempo?RANGE')).json()).toEqual({
      RANGE: [{ MIN: 30, MAX: 300 }],
    })
    expect((await ask('/anthesis/tempo?CLIPMODE')).status).toBe(204)
    expect((await ask('/anthesis/nowhere')).status).toBe(404)
    expect(await (await ask('/', { Accept: 'application/json' })).json()).toHaveProperty(
      'CONTENTS.anthesis.CONTENTS.panic.FULL_PATH',
      '/anthesis/panic',
    )
    page.close()
  })

  test('a page of another origin learns nothing', async () => {
    const { status } = await ask('/anthesis', { Origin: 'http://evil.example' })
    expect(status).toBe(403)
  })
})
