import { describe, expect, test } from 'vitest'
import { midiNote, seconds, unit } from '../../engine/core/units.ts'
import type { PetalCommand } from '../../engine/visuals/frame.ts'
import {
  createPetalStore,
  FLASH_GAP,
  OPEN_END,
  PETAL_FIELDS,
  PETAL_STRIDE,
  type PetalStore,
} from '../../engine/visuals/petalStore.ts'

const petal = (id: number, at: number, voice: 'performer' | 'model' = 'performer') =>
  ({
    type: 'petal',
    id,
    voice,
    pitch: midiNote(60),
    velocity: unit(0.5),
    temperature: 1.25,
    surpriseBits: 2,
    contexts: [0, 0],
    atSeconds: seconds(at),
  }) satisfies PetalCommand

const end = (id: number, at: number): PetalCommand => ({
  type: 'petalEnd',
  id,
  atSeconds: seconds(at),
})

const read = (store: PetalStore, slot: number, field: keyof typeof PETAL_FIELDS): number =>
  store.values[slot * PETAL_STRIDE + PETAL_FIELDS[field]] ?? NaN

const births = (store: PetalStore): number[] =>
  Array.from({ length: store.count }, (_, slot) => read(store, slot, 'birth'))

describe('the petal store', () => {
  test('a note becomes a petal with all that is known of it', () => {
    const store = createPetalStore(8, 1)
    store.apply(petal(7, 1.5, 'model'))
    expect(store.count).toBe(1)
    const fields = ['birth', 'end', 'pitch', 'velocity', 'voice', 'temperature', 'surpriseBits']
    expect(fields.map((field) => read(store, 0, field as keyof typeof PETAL_FIELDS))).toEqual([
      1.5,
      OPEN_END,
      60,
      0.5,
      1,
      1.25,
      2,
    ])
  })

  test('a released note ends its own petal and no other', () => {
    const store = createPetalStore(8, 1)
    store.apply(petal(1, 0))
    store.apply(petal(2, 1))
    store.apply(end(1, 3))
    store.apply(end(99, 4))
    expect([read(store, 0, 'end'), read(store, 1, 'end')]).toEqual([3, OPEN_END])
  })

  test('the newest petals are always kept, in order of arrival', () => {
    const store = createPetalStore(8, 1)
    for (let id = 0; id < 1000; id++) {
      store.apply(petal(id, id))
      const kept = births(store)
      const newest = Array.from({ length: Math.min(8, id + 1) }, (_, n) => id - n).reverse()
      expect(kept.slice(-newest.length)).toEqual(newest)
      expect(store.count).toBeLessThanOrEqual(store.room)
    }
  })

  test('a note held while the window slides still ends', () => {
    const store = createPetalStore(8, 1)
    for (let id = 0; id < 10; id++) store.apply(petal(id, id))
    store.apply(petal(10, 10))
    store.apply(end(9, 12))
    const slot = births(store).indexOf(9)
    expect(read(store, slot, 'end')).toBe(12)
  })

  test('the dirty range covers what has changed since it was seen', () => {
    const store = createPetalStore(8, 1)
    for (let id = 0; id < 5; id++) store.apply(petal(id, id))
    expect([store.dirtyFrom, store.dirtyTo]).toEqual([0, 5])
    store.clean()
    expect(store.dirtyFrom).toBeGreaterThanOrEqual(store.dirtyTo)
    store.apply(end(3, 9))
    expect([store.dirtyFrom, store.dirtyTo]).toEqual([3, 4])
    for (let id = 5; id < 11; id++) store.apply(petal(id, id))
    expect([store.dirtyFrom, store.dirtyTo]).toEqual([0, store.count])
  })

  test('however fast the playing, no second has more than three flashes', () => {
    const store = createPetalStore(1000, 1)
    for (let id = 0; id < 1000; id++) store.apply(petal(id, id * 0.013))
    const flashes = births(store).filter((_, slot) => read(store, slot, 'flash') === 1)
    expect(flashes.length).toBeGreaterThan(20)
    for (const at of flashes) {
      expect(flashes.filter((other) => other >= at && other < at + 1).length).toBeLessThanOrEqual(3)
    }
    expect(3 * FLASH_GAP).toBeGreaterThan(1)
  })

  test('a restored store goes on exactly like the one it was copied from', () => {
    const store = createPetalStore(8, 1)
    for (let id = 0; id < 13; id++) store.apply(petal(id, id * 0.5))
    const copy = createPetalStore(8, 1)
    copy.restore(structuredClone(store.snapshot()))
    for (const each of [store, copy]) {
      each.apply(end(12, 9))
      each.apply(petal(13, 9.1, 'model'))
      each.apply(petal(14, 12))
    }
    expect(copy.snapshot()).toEqual(store.snapshot())
    expect(copy.front(seconds(13))).toBe(store.front(seconds(13)))
  })

  test('a cleared garden begins anew', () => {
    const store = createPetalStore(8, 1)
    store.apply(petal(1, 5))
    store.clear()
    expect([store.count, store.flower()]).toEqual([0, -1])
    expect(() => {
      createPetalStore(4, 1).restore({ ...store.snapshot(), ids: new Float64Array(99) })
    }).toThrow('99 petals')
  })
})

describe('the bouquet', () => {
  const flowers = (notes: [number, 'performer' | 'model'][]): number[] => {
    const store = createPetalStore(100, 1)
    notes.forEach(([at, voice], id) => {
      store.apply(petal(id, at, voice))
    })
    return notes.map((_, slot) => read(store, slot, 'flower'))
  }

  test('a phrase is a flower, and the answer completes it', () => {
    const notes: [number, 'performer' | 'model'][] = [
      [0, 'performer'],
      [1, 'performer'],
      [3.5, 'model'],
      [4, 'model'],
      [5, 'performer'],
    ]
    expect(flowers(notes)).toEqual([0, 0, 0, 0, 1])
  })

  test('playing together stays one flower until it is full', () => {
    const together = Array.from({ length: 60 }, (_, n): [number, 'performer' | 'model'] => [
      n * 0.2,
      n % 2 ? 'model' : 'performer',
    ])
    expect(flowers(together).filter((flower) => flower === 0)).toHaveLength(55)
  })

  test('a new flower pushes the others back smoothly, whatever the frame rate', () => {
    const store = createPetalStore(100, 1)
    for (let n = 0; n < 20; n++) store.apply(petal(n, n * 3))
    expect(store.front(seconds(57))).toBeCloseTo(18, 6)
    expect(store.front(seconds(58.25))).toBeCloseTo(18.5, 6)
    expect(store.front(seconds(60))).toBe(19)
  })
})
