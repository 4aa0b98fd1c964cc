import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressesOf,
  decode,
  encode,
  IMPULSE,
  isBundle,
  matches,
  OscError,
  whyMalformed,
  type OscMessage,
  type OscPacket,
} from '../../bridge/osc.ts'
import { anyAddress, anyMessage, anyPacket } from './anyOsc.ts'

/** What of npm's `osc` is used here; it has no types of its own. */
interface OscLibrary {
  writePacket(packet: unknown, options: { metadata: true }): Uint8Array
  readPacket(bytes: Uint8Array, options: { metadata: true; unpackSingleArgs: false }): Theirs
}
interface Theirs {
  readonly address: string
  readonly args: readonly { readonly type: string; readonly value: unknown }[]
}
const library = createRequire(import.meta.url)('osc') as OscLibrary

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const message = (address: string, types = '', ...values: OscMessage['values']): OscMessage => ({
  address,
  types,
  values,
})
const nested = (depth: number): OscPacket => {
  let packet: OscPacket = message('/a')
  for (let i = 0; i < depth; i++) packet = { timetag: 1n, packets: [packet] }
  return packet
}

describe('OSC packets', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        expect(decode(encode(packet))).toEqual(packet)
      }),
    )
  })

  test('have one way to be written', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = encode(packet)
        expect(encode(decode(bytes))).toEqual(bytes)
      }),
    )
  })

  test('stand in bytes as the specification’s examples do', () => {
    expect(encode(message('/oscillator/4/frequency', 'f', 440))).toEqual(
      bytesOf('/oscillator/4/frequency\0,f\0\0\x43\xdc\0\0'),
    )
    expect(encode(message('/foo', 'iisff', 1000, -1, 'hello', 1.234, 5.678))).toEqual(
      bytesOf(
        '/foo\0\0\0\0,iisff\0\0\0\0\x03\xe8\xff\xff\xff\xffhello\0\0\0\x3f\x9d\xf3\xb6\x40\xb5\xb2\x2d',
      ),
    )
  })

  test('may nest bundles eight deep and no deeper', () => {
    expect(decode(encode(nested(8)))).toEqual(nested(8))
    expect(() => encode(nested(9))).toThrow('nested too deep')
  })

  test('keep bytes that are read later as they were', () => {
    const written = encode(message('/a', 'bm', Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)))
    const bytes = Buffer.from(written)
    const read = decode(bytes)
    bytes.fill(0xff)
    expect(decode(written)).toEqual(read)
    expect(read).toEqual(message('/a', 'bm', Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)))
  })

  test('give their addresses without being read', () => {
    const all = (packet: OscPacket): string[] =>
      isBundle(packet) ? packet.packets.flatMap(all) : [packet.address]
    fc.assert(
      fc.property(anyPacket, (packet) => {
        expect(addressesOf(encode(packet))).toEqual(all(packet))
      }),
    )
  })

  test.each<[string, string]>([
    ['', 'begins like neither'],
    ['/a\0', 'multiple of 4'],
    ['a\0\0\0,\0\0\0', 'begins like neither'],
    ['/abc', 'does not end'],
    ['/a\0x,\0\0\0', 'does not end'],
    ['/a\0\0', 'no type tags'],
    ['/a\0\0i\0\0\0', 'no type tags'],
    ['/a b\0\0\0\0,\0\0\0', 'none may have'],
    ['/a#\0,\0\0\0', 'none may have'],
    ['/\xe4\0\0,\0\0\0', 'none may have'],
    ['/[a\0,\0\0\0', 'no pattern'],
    ['/{a/b}\0\0,\0\0\0', 'no pattern'],
    ['/a]\0,\0\0\0', 'no pattern'],
    ['/a,b\0\0\0\0,\0\0\0', 'no pattern'],
    ['/a\0\0,iii', 'type tags do not end'],
    ['/a\0\0,x\0\0', 'type tag that is none'],
    ['/a\0\0,i\0\0', 'ends before'],
    ['/a\0\0,i\0\0\0\0\0\0\0\0\0\0', 'goes on'],
    ['/a\0\0,[i\0\0\0\0\0', 'an array does not end'],
    ['/a\0\0,]\0\0', 'type tag that is none'],
    ['/a\0\0,s\0\0abcd', 'a string does not end'],
    ['/a\0\0,s\0\0a\0x\0', 'a string does not end'],
    ['/a\0\0,s\0\0\xff\0\0\0', 'not UTF-8'],
    ['/a\0\0,s\0\0\xc0\xaf\0\0', 'not UTF-8'],
    ['/a\0\0,s\0\0\xed\xa0\x80\0', 'not UTF-8'],
    ['/a\0\0,b\0\0\xff\xff\xff\xff', 'size of a blob'],
    ['/a\0\0,b\0\0\0\0\0\x05abcd', 'size of a blob'],
    ['/a\0\0,b\0\0\0\0\0\x01a\0x\0', 'padding'],
    ['/a\0\0,c\0\0\0\x11\0\0', 'no character'],
    ['#bundle\0\0\0\0\0', 'begins like neither'],
    ['#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x05/a\0\0,\0\0\0', 'size of a bundle’s element'],
    ['#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x0c/a\0\0,\0\0\0', 'size of a bundle’s element'],
    ['#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\0', 'size of a bundle’s element'],
    [`/${'a'.repeat(1026)}\0,\0\0\0`, 'too long'],
  ])('are refused when they are %j', (text, reason) => {
    expect(whyMalformed(bytesOf(text))).toContain(reason)
    expect(() => decode(bytesOf(text))).toThrow(OscError)
  })

  test('that were cut or changed are refused, or are other packets that stand', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255), fc.nat())
    fc.assert(
      fc.property(
        anyPacket,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (packet, changes) => {
          const bytes = encode(packet)
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte
          const cut = bytes.subarray(0, (changes[0]?.[2] ?? 0) % (bytes.length + 1))
          for (const changed of [bytes, cut]) {
            if (whyMalformed(changed) !== null) expect(() => decode(changed)).toThrow(OscError)
            else decode(changed)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  test.each<[string, OscMessage, string]>([
    ['an i beyond 32 bits', message('/a', 'i', 2 ** 31), 'fit'],
    ['an i that is not whole', message('/a', 'i', 0.5), 'fit'],
    ['an f that is text', message('/a', 'f', '1'), 'fit'],
    ['an h beyond 64 bits', message('/a', 'h', 2n ** 63n), 'fit'],
    ['a c of two characters', message('/a', 'c', 'ab'), 'fit'],
    ['a T that is false', message('/a', 'T', false), 'fit'],
    ['a type there is not', message('/a', 'x', 1), 'fit'],
    ['an m of one byte', message('/a', 'm', Uint8Array.of(1)), 'fit'],
    ['an s with a zero', message('/a', 's', 'a\0'), 'character 0'],
    ['too few values', message('/a', 'ii', 1), 'fewer values'],
    ['too many values', message('/a', 'i', 1, 2), 'fit'],
    ['brackets around no array', message('/a', '[i]', 1), 'Brackets'],
    ['brackets that do not close', message('/a', '[i', [1]), 'differ'],
    ['an address without slash', message('a'), 'begins'],
    ['an address with a space', message('/a b'), 'address'],
  ])('are not written from %s', (_name, wrong, reason) => {
    expect(() => encode(wrong)).toThrow(reason)
  })
})

describe('beside npm’s osc', () => {
  /** It reads long integers, timetags, colours and characters into forms of its own. */
  const shared = anyMessage.filter(({ types }) => /^[ifdsSbmTFN]*$/.test(types))

  test('what we write it reads', () => {
    fc.assert(
      fc.property(shared, (packet) => {
        const read = library.readPacket(encode(packet), { metadata: true, unpackSingleArgs: false })
        expect(read.address).toBe(packet.address)
        expect(read.args.map(({ type }) => type).join('')).toBe(packet.types)
        expect(read.args.map(({ value }) => value)).toEqual(packet.values)
      }),
    )
  })

  test('what it writes we read', () => {
    fc.assert(
      fc.property(shared, (packet) => {
        const args = packet.values.map((value, i) => ({ type: packet.types[i], value }))
        const written = library.writePacket({ address: packet.address, args }, { metadata: true })
        expect(decode(written)).toEqual(packet)
      }),
    )
  })

  test('the types it has forms of its own for stand in the same bytes', () => {
    const args = [
      { type: 'h', value: { high: 1, low: 2, unsigned: false } },
      { type: 't', value: { raw: [3, 4] } },
      { type: 'r', value: { r: 1, g: 2, b: 3, a: 1 } },
      { type: 'c', value: 'x' },
      { type: 'I' },
    ]
    const ours = message(
      '/a',
      'htrcI',
      2n ** 32n + 2n,
      3n * 2n ** 32n + 4n,
      0x010203ff,
      'x',
      IMPULSE,
    )
    expect(encode(ours)).toEqual(
      Uint8Array.from(library.writePacket({ address: '/a', args }, { metadata: true })),
    )
  })
})

describe('address patterns', () => {
  test.each([
    ['/a', '/a', true],
    ['/a', '/ab', false],
    ['/?', '/a', true],
    ['/?', '/', false],
    ['/a?c/d', '/abc/d', true],
    ['/*', '/', true],
    ['/*', '/abc', true],
    ['/*', '/a/b', false],
    ['/*/b', '/a/b', true],
    ['/a*c', '/abcbc', true],
    ['/a*c', '/abcb', false],
    ['/a**c', '/ac', true],
    ['/?', '//', false],
    ['/[a-c]', '/b', true],
    ['/[a-c]', '/d', false],
    ['/[!a-c]', '/d', true],
    ['/[!a-c]', '/b', false],
    ['/[!a]', '//', false],
    ['/[a-]', '/-', true],
    ['/x[0-9][0-9]', '/x42', true],
    ['/{foo,bar}', '/bar', true],
    ['/{foo,bar}', '/foobar', false],
    ['/{a,ab}b', '/abb', true],
    ['/{a,ab}b', '/ab', true],
    ['/{,a}b', '/b', true],
    ['/{a*}', '/ab', false],
    ['/ch{1,2}/*/[vp]ol', '/ch2/fader/vol', true],
  ])('%s and %s: %s', (pattern, address, expected) => {
    expect(matches(pattern, address)).toBe(expected)
  })

  test('agree with a regular expression that says the same', () => {
    const piece = fc.constantFrom('a', 'b', '/', '?', '*', '[ab]', '[!a]', '{a,ab}', '{b,,ba}')
    const words: Readonly<Record<string, string>> = {
      ...{
        '?': '[^/]',
        '*': '[^/]*',
        '[!a]': '[^/a]',
        '{a,ab}': '(?:a|ab)',
        '{b,,ba}': '(?:b||ba)',
      },
    }
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 7 }),
        fc.stringMatching(/^[ab/]{0,8}$/),
        (pieces, rest) => {
          const expression = new RegExp(`^/${pieces.map((one) => words[one] ?? one).join('')}$`)
          expect(matches(`/${pieces.join('')}`, `/${rest}`)).toBe(expression.test(`/${rest}`))
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('name themselves when they are plain', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(matches(address, address)).toBe(true)
      }),
    )
  })

  test('that would keep a backtracking matcher for years take no time', () => {
    const address = `/${'a'.repeat(400)}`
    const begun = performance.now()
    expect(matches(`/${'{a,aa}*'.repeat(100)}b`, address)).toBe(false)
    expect(matches(`/${'*a'.repeat(200)}`, address)).toBe(true)
    expect(performance.now() - begun).toBeLessThan(500)
  })
})
