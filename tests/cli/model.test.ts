import { describe, expect, test } from 'vitest'
import { BadInput } from '../../engine/cli/command.ts'
import { loadNetwork } from '../../engine/cli/model.ts'
import { OWN_WEIGHTS } from '../../engine/cli/package.ts'

describe('the network', () => {
  test('that comes with Anthesis is called melody and is ready', async () => {
    const { event } = await loadNetwork(null)
    expect(event).toMatchObject({ status: 'ready', name: 'melody', minPitch: 48, maxPitch: 83 })
  })

  test('that comes with Anthesis and is damaged is not asked: the fold hears why', async () => {
    const { event, answer } = await loadNetwork(null, 'no/such/folder')
    expect(event.status === 'ready' ? '' : event.reason).toMatch(/config\.json is missing/)
    const ask = { ask: 1, context: 0, keep: 0, tokens: [], counters: [], reply: true }
    expect(answer(ask)).toBeUndefined()
  })

  test('that was chosen and is damaged is refused, and bears its own name when it is not', async () => {
    await expect(loadNetwork('no/such/folder')).rejects.toThrow(BadInput)
    const { event } = await loadNetwork(OWN_WEIGHTS)
    expect(event).toMatchObject({ status: 'ready', name: 'weights' })
  })
})
