import { createSocket } from 'node:dgram'
import { fileURLToPath } from 'node:url'

/** Address and type tags of each packet: its number, and when it went in seconds and nanoseconds. */
export const ADDRESS = '/load\0\0\0,iii\0\0\0\0'
export const PACKET_BYTES = ADDRESS.length + 12
/** So that what comes back is seen in between. */
const LARGEST_BURST = 256

/** Sends on an absolute schedule, so that it catches up after being held. */
function send(port: number, rate: number, total: number): void {
  const socket = createSocket('udp4')
  let sent = 0
  socket.connect(port, '127.0.0.1', () => {
    const begun = performance.now()
    const step = (): void => {
      const due = Math.min(total, Math.floor(((performance.now() - begun) * rate) / 1000))
      for (let burst = 0; sent < due && burst < LARGEST_BURST; burst++) {
        const packet = Buffer.alloc(PACKET_BYTES)
        packet.write(ADDRESS, 'latin1')
        packet.writeInt32BE(sent++, ADDRESS.length)
        const [seconds, nanoseconds] = process.hrtime()
        packet.writeInt32BE(seconds, ADDRESS.length + 4)
        packet.writeInt32BE(nanoseconds, ADDRESS.length + 8)
        if (sent < total) socket.send(packet)
        else socket.send(packet, end)
      }
      if (sent === total) return
      if (sent < due) setImmediate(step)
      else setTimeout(step, 1)
    }
    // The system has the last one, and so all; what is still queued when a socket closes is lost.
    const end = (): void => {
      socket.close()
      if (process.connected) process.disconnect()
    }
    step()
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [port = 0, rate = 0, total = 0] = process.argv.slice(2).map(Number)
  send(port, rate, total)
}
