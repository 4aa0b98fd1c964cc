import { expect, test } from 'vitest'
import { TakeFile, type SyncFile } from '../../engine/edges/takeFile.ts'

/** A file on a disk with so much room, that takes what it can of each write, or none of it. */
function diskWith(room: number, ifFull: 'takes some' | 'throws'): SyncFile & { room: number } {
  let bytes: number[] = []
  return {
    room,
    getSize: () => bytes.length,
    read(into, { at }) {
      new Uint8Array(into).set(bytes.slice(at))
      return bytes.length - at
    },
    write(given, { at }) {
      const taken = given.subarray(0, this.room - at)
      if (taken.length < given.length && ifFull === 'throws')
        throw new Error('the quota is reached')
      bytes = [...bytes.slice(0, at), ...taken]
      return taken.length
    },
    truncate(size) {
      bytes = bytes.slice(0, size)
    },
    flush: () => undefined,
  }
}

const textOf = (file: TakeFile): string => new TextDecoder().decode(file.read())

test('a take on a disk with room holds every line in order', () => {
  const take = new TakeFile(diskWith(100, 'throws'))
  take.write('a tone\n')
  take.write('ein späterer Ton\n')
  expect(textOf(take)).toBe('a tone\nein späterer Ton\n')
})

test('a take that meets a full disk ends with its last whole line', () => {
  const take = new TakeFile(diskWith(20, 'takes some'))
  take.write('first\n')
  expect(() => {
    take.write('second\nthird, which is long\n')
  }).toThrow('full')
  expect(textOf(take)).toBe('first\nsecond\n')
})

test.each(['takes some', 'throws'] as const)(
  'after a full disk %s, nothing follows, though there is room again',
  (ifFull) => {
    const disk = diskWith(10, ifFull)
    const take = new TakeFile(disk)
    take.write('first\n')
    expect(() => {
      take.write('second\n')
    }).toThrow()
    disk.room = 100
    take.write('third\n')
    expect(textOf(take)).toBe('first\n')
  },
)
