import { createSocket } from 'node:dgram'
import multicastDns from 'multicast-dns'
import { expect, test } from 'vitest'
import { announce, recordsOf } from '../../../bridge/rtpMidi/discovery.ts'

const SERVICE = '_apple-midi._udp.local'
const session = { name: 'Anthesis 1.0', port: 5004, addresses: ['192.168.1.20'] }

/** Whether this machine hears what it sends to the group. */
const hasMulticast = await new Promise<boolean>((resolve) => {
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  const end = (has: boolean): void => {
    clearTimeout(patience)
    socket.close()
    resolve(has)
  }
  const patience = setTimeout(() => end(false), 500)
  socket.on('error', () => end(false))
  socket.on('message', () => end(true))
  socket.bind(0, () => {
    try {
      socket.addMembership('224.0.0.251')
      socket.send('hear me', socket.address().port, '224.0.0.251')
    } catch {
      end(false)
    }
  })
})
if (!hasMulticast) process.stderr.write('SKIPPED: mDNS is tested where multicast is heard.\n')

test('a session is told by name, place and address', () => {
  expect(recordsOf(session).map(({ name, type }) => [type, name])).toEqual([
    ['PTR', '_services._dns-sd._udp.local'],
    ['PTR', SERVICE],
    ['SRV', `Anthesis 1-0.${SERVICE}`],
    ['TXT', `Anthesis 1-0.${SERVICE}`],
    ['A', 'Anthesis-1-0.local'],
  ])
})

test.skipIf(!hasMulticast)('who looks for MIDI on the network finds the session', async () => {
  const browser = multicastDns()
  const answer = new Promise<unknown>((resolve) => {
    browser.on('response', ({ answers }) => {
      const place = answers?.find(({ type, name }) => type === 'SRV' && name.endsWith(SERVICE))
      if (place !== undefined && 'data' in place) resolve(place.data)
    })
  })
  const failures: string[] = []
  const discovery = announce({ ...session, failed: (why) => failures.push(why) })
  browser.query({ questions: [{ name: SERVICE, type: 'PTR' }] })
  expect(await answer).toMatchObject({ port: 5004, target: 'Anthesis-1-0.local' })
  discovery.close()
  browser.destroy()
  expect(failures).toEqual([])
})
