import { expect, test } from 'vitest'
import { HeldNotes } from '../../bridge/heldNotes.ts'
import { addressesOf, encode, type OscPacket } from '../../bridge/osc.ts'
import { message } from './oscPeers.ts'

const play = (notes: HeldNotes, owner: object, packet: OscPacket): void => {
  const bytes = encode(packet)
  notes.note(owner, addressesOf(bytes), bytes)
}

test('a client that goes lets go of the keys that it held, and of no others', () => {
  const notes = new HeldNotes()
  const [phone, desk] = [{}, {}]
  play(notes, phone, message('/anthesis/note/on', 'ii', 60, 100))
  play(notes, phone, message('/anthesis/note/on', 'ii', 64, 100))
  play(notes, phone, message('/anthesis/note/off', 'i', 60))
  play(notes, phone, { timetag: 1n, packets: [message('/anthesis/note/on', 'ii', 67, 1)] })
  play(notes, phone, message('/anthesis/note/on', 'ii', 67, 0))
  play(notes, phone, message('/anthesis/note/on', 'fi', 60.5, 100))
  play(notes, desk, message('/anthesis/note/on', 'ii', 72, 100))
  expect(notes.release(phone)).toEqual([message('/anthesis/note/off', 'i', 64)])
  expect(notes.release(phone)).toEqual([])
  expect(notes.release(desk)).toEqual([message('/anthesis/note/off', 'i', 72)])
})
