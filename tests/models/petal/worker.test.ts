import { expect, test } from 'vitest'
import { drawnFlowers } from '../../../models/petal/drawnFlowers.ts'
import { templateSet } from '../../../models/petal/templates.ts'
import { defaultOptions } from '../../../models/petal/train.ts'
import type { FromPetalWorker } from '../../../models/petal/workerMessages.ts'
import { createPetalService } from '../../../models/petal/workerService.ts'

const set = templateSet(drawnFlowers().slice(0, 2))
const options = defaultOptions(set)

test('tells how far it is, shows a preview, and stops when it is told to', async () => {
  const sent: FromPetalWorker[] = []
  const receive = createPetalService(
    (message) => sent.push(message),
    async () => {
      if (sent.some(({ type }) => type === 'preview')) await receive({ type: 'cancel', id: 7 })
    },
  )
  await receive({ type: 'train', id: 7, set, options })
  expect(sent.every(({ id }) => id === 7)).toBe(true)
  expect(sent.at(-1)?.type).toBe('cancelled')
  const done = sent.flatMap((message) => (message.type === 'progress' ? [message.done] : []))
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  const [preview] = sent.flatMap((message) => (message.type === 'preview' ? [message.model] : []))
  expect(preview?.curves).toHaveLength(2)
  // The first preview comes with the first lessons of the pair, long before the end.
  expect(done.at(-1)).toBeLessThan(0.3)
}, 60_000)

test('a new training takes the place of the one before', async () => {
  const sent: FromPetalWorker[] = []
  let second = Promise.resolve()
  let isBegun = false
  const receive = createPetalService(
    (message) => sent.push(message),
    async () => {
      if (!isBegun) {
        isBegun = true
        second = receive({ type: 'train', id: 2, set, options })
      }
      if (sent.filter(({ id }) => id === 2).length > 3) await receive({ type: 'cancel', id: 2 })
    },
  )
  await receive({ type: 'train', id: 1, set, options })
  await second
  const cancelled = sent.filter(({ type }) => type === 'cancelled').map(({ id }) => id)
  expect(cancelled.toSorted()).toEqual([1, 2])
})

test('a cancel for another training is not heard', async () => {
  const sent: FromPetalWorker[] = []
  const receive = createPetalService(
    (message) => sent.push(message),
    () => receive({ type: 'cancel', id: sent.length > 4 ? 1 : 99 }),
  )
  await receive({ type: 'train', id: 1, set, options })
  expect(sent.filter(({ type }) => type === 'progress').length).toBeGreaterThan(4)
})

test('templates and contexts that cannot be used are told in one line', async () => {
  const sent: FromPetalWorker[] = []
  const receive = createPetalService(
    (message) => sent.push(message),
    () => Promise.resolve(),
  )
  await receive({ type: 'train', id: 1, set: { ...set, templates: [] }, options })
  await receive({ type: 'train', id: 2, set, options: { ...options, contexts: 0 } })
  expect(sent.map((message) => message.type === 'failed' && message.reason)).toEqual([
    expect.stringMatching(/there is no flower/),
    expect.stringMatching(/need 1 to 8 contexts/),
  ])
})
