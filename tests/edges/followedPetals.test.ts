import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { decode } from '../../bridge/osc.ts'
import { encodeEnsemble, readEnsemble, type EnsembleMessage } from '../../bridge/ensemble.ts'
import { EnsembleLeader } from '../../engine/edges/ensembleLeader.ts'
import { FollowedPetals } from '../../engine/edges/followedPetals.ts'
import { textOfModel } from '../../engine/edges/petalKeep.ts'
import { createPerformance } from '../../engine/performance/state.ts'
import type { PetalNetwork } from '../../engine/visuals/petalSource.ts'
import { hashModel } from '../../models/petal/modelHash.ts'
import { networkOf } from '../../models/petal/network.ts'
import { PETAL_PATHS, readPetals } from '../../models/petal/petalFiles.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'

const WEIGHTS = fileURLToPath(new URL('../../models/petal/weights/', import.meta.url))
let shipped: PetalModel
/** As if trained in the show: one weight is another. */
let trained: PetalModel

beforeAll(async () => {
  const read = async (): Promise<PetalModel> =>
    readPetals(
      new Map(
        await Promise.all(
          PETAL_PATHS.map(async (path) => [path, await readFile(WEIGHTS + path)] as const),
        ),
      ),
    )
  shipped = await read()
  trained = await read()
  const [first] = trained.generative
  if (first !== undefined) first.kernel[0] = (first.kernel[0] ?? 0) + 0.5
})

/** A leader in whose show a trained network grows, and a follower; what they say passes a wire. */
function room(grown: PetalModel | null) {
  const shown: PetalNetwork[] = []
  const asked: string[] = []
  const passed = (packet: Uint8Array): EnsembleMessage | null => readEnsemble(decode(packet))
  const leader = new EnsembleLeader('take', {
    send(packet) {
      const message = passed(packet)
      if (message?.type === 'petals') petals.hear(message)
    },
    snapshot: () => {
      throw new Error('Nobody asked.')
    },
    network: (hash) =>
      grown && hashModel(grown) === hash ? new TextEncoder().encode(textOfModel(grown)) : null,
    say: () => undefined,
  })
  const petals: FollowedPetals = new FollowedPetals({
    show: (network) => shown.push(network),
    shipped: () => Promise.resolve(shipped),
    ask(hash) {
      asked.push(hash)
      const message = decode(encodeEnsemble({ type: 'askPetals', hash }))
      if ('address' in message) leader.hear(message)
    },
  })
  let seconds = 0
  /** A second of both machines. */
  const pass = async (): Promise<void> => {
    petals.wake(seconds)
    await new Promise((resolve) => setImmediate(resolve))
    leader.wake(createPerformance(1), 0, seconds)
    seconds += 1
  }
  return { shown, asked, petals, pass }
}

test('a network that was trained in the show comes to those who follow it', async () => {
  const { shown, asked, petals, pass } = room(trained)
  petals.want(hashModel(trained))
  await pass()
  await pass()
  expect(shown).toEqual([networkOf(trained)])
  expect(asked).toEqual([hashModel(trained)])
  expect(petals.trouble).toBe('')
})

test('the one that comes with the page is taken from there', async () => {
  const { shown, asked, petals, pass } = room(null)
  petals.want(hashModel(shipped))
  await pass()
  expect(shown).toEqual([networkOf(shipped)])
  expect(asked).toEqual([])
})

test('one that nobody has is asked for five times, and then there is one line', async () => {
  const { shown, asked, petals, pass } = room(null)
  petals.want('0123456789abcdef')
  for (let i = 0; i < 8; i++) await pass()
  expect(shown).toEqual([])
  expect(asked).toHaveLength(5)
  expect(petals.trouble).toBe(
    'The leader’s petals 0123456789abcdef did not come; the last ones grow on.',
  )
})

test('what is no network, or another than it says, changes nothing', async () => {
  const { shown, petals, pass } = room(null)
  petals.want(hashModel(trained))
  const bytes = new TextEncoder().encode(textOfModel(shipped))
  petals.hear({ hash: hashModel(trained), part: 0, parts: 1, bytes })
  petals.hear({ hash: hashModel(trained), part: 0, parts: 1, bytes: bytes.subarray(9) })
  await pass()
  expect(shown).toEqual([])
})
