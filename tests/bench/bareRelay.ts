import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** What anyone writes first: each datagram to each client, and no thought about anything. */
const clients = new WebSocketServer({ port: 0, host: '127.0.0.1' })
const socket = createSocket('udp4')
socket.on('message', (packet) => {
  for (const client of clients.clients) client.send(packet)
})
socket.bind(0, '127.0.0.1')
await once(socket, 'listening')
const { port } = clients.address() as AddressInfo
process.send?.({ port, oscPort: socket.address().port })
