import { describe, expect, test } from 'vitest'
import { isMessage, MidiStream } from '../../bridge/midiStream.ts'
import { randomOf } from './midiRandom.ts'

const SEED = 20_260_301

const parse = (
  bytes: readonly number[],
  longest?: number,
): { messages: number[][]; dropped: number } => {
  const messages: number[][] = []
  const stream = new MidiStream((message) => messages.push([...message]), longest)
  stream.push(Uint8Array.from(bytes))
  return { messages, dropped: stream.dropped }
}

describe('the bytes of a MIDI cable', () => {
  test('a chord in running status becomes whole messages', () => {
    expect(parse([0x90, 60, 100, 64, 100, 67, 0]).messages).toEqual([
      [0x90, 60, 100],
      [0x90, 64, 100],
      [0x90, 67, 0],
    ])
  })

  test('a clock inside a note comes first, and the note stays whole', () => {
    expect(parse([0x90, 0xf8, 60, 0xf8, 100, 64, 0xfa, 90]).messages).toEqual([
      [0xf8],
      [0xf8],
      [0x90, 60, 100],
      [0xfa],
      [0x90, 64, 90],
    ])
  })

  test('a clock inside a system exclusive does not break it', () => {
    expect(parse([0xf0, 1, 2, 0xf8, 3, 0xf7]).messages).toEqual([[0xf8], [0xf0, 1, 2, 3, 0xf7]])
  })

  test('a system exclusive that is too long is dropped whole, and what follows is heard', () => {
    const long = [0xf0, ...new Array<number>(500).fill(1), 0xf7]
    const { messages, dropped } = parse([...long, 0x90, 60, 1], 100)
    expect(messages).toEqual([[0x90, 60, 1]])
    expect(dropped).toBe(502)
  })

  test('a message that another one cuts short is dropped', () => {
    expect(parse([0x90, 60, 0xb0, 1, 2])).toEqual({ messages: [[0xb0, 1, 2]], dropped: 2 })
  })

  test('data before any status, and after a system message, belong to nothing', () => {
    expect(parse([1, 2, 0xf3, 5, 60, 0xf7, 0xf4, 0xf9])).toEqual({
      messages: [[0xf3, 5]],
      dropped: 6,
    })
  })

  test('a cut anywhere changes nothing', () => {
    const bytes = [0x90, 60, 100, 64, 0xf8, 100, 0xf0, 1, 2, 0xf7, 0xe3, 0, 64, 0xc0, 5, 6]
    const whole = parse(bytes).messages
    for (let cut = 0; cut <= bytes.length; cut++) {
      const messages: number[][] = []
      const stream = new MidiStream((message) => messages.push([...message]))
      stream.push(Uint8Array.from(bytes.slice(0, cut)))
      stream.push(Uint8Array.from(bytes.slice(cut)))
      expect(messages).toEqual(whole)
    }
  })

  test(`100,000 pieces of anything give whole messages alone (seed ${SEED})`, () => {
    const random = randomOf(SEED)
    let count = 0
    const stream = new MidiStream((message) => {
      count++
      if (!isMessage(message)) throw new Error(`${[...message].join(' ')} is no message`)
    }, 64)
    for (let i = 0; i < 100_000; i++) {
      stream.push(Uint8Array.from({ length: random(8) }, () => random(256)))
    }
    expect(count).toBeGreaterThan(10_000)
    const heard: number[][] = []
    const after = new MidiStream((message) => heard.push([...message]))
    after.push(Uint8Array.of(0xf7, 0x90, 60, 1))
    expect(heard).toEqual([[0x90, 60, 1]])
  })
})
