import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  base64Of,
  base64OfFloats,
  bytesOfBase64,
  floatsOfBase64,
} from '../../engine/core/base64.ts'

const SEED = 20261120

test(`bytes come back as they went, in the spelling that all others read (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = base64Of(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(bytesOfBase64(text)).toEqual(new Uint8Array(bytes))
    }),
    { seed: SEED },
  )
})

test(`a network's logits come back bit for bit (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true })), (logits) => {
      expect(floatsOfBase64(base64OfFloats(logits))).toEqual(logits)
    }),
    { seed: SEED },
  )
})

test('what is no base64 is refused whole', () => {
  for (const text of ['A', 'AA', 'A===', '====', 'AA=A', 'AA A', 'Äöü=']) {
    expect(bytesOfBase64(text), text).toBeNull()
  }
  expect(floatsOfBase64('AAA=')).toBeNull()
  expect(floatsOfBase64('')).toEqual([])
})
