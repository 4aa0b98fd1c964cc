/**
 * Runs in a page, before its own code: a double of the system's MIDI. `Port` makes devices, `access`
 * plugs and pulls them, and what an output was sent lies in its `sent`: bytes, stamp, and the moment
 * of sending. The permission prompt, the driver and Chromium's own path are not exercised.
 */
export const MIDI_DOUBLE = `
  class Port extends EventTarget {
    constructor(type, id, name) {
      super()
      Object.assign(this, {
        type, id, name, manufacturer: '', state: 'connected', connection: 'closed',
        onstatechange: null, onmidimessage: null, sent: [],
      })
    }
    async open() {
      if (this.taken) throw new DOMException('taken', 'InvalidAccessError')
      this.connection = 'open'
      return this
    }
    async close() { this.connection = 'closed'; return this }
    send(bytes, at) {
      if (this.state === 'disconnected') throw new DOMException('gone', 'InvalidStateError')
      this.sent.push([[...bytes], at, performance.now()])
    }
    play(bytes, timeStamp) { this.onmidimessage?.({ data: Uint8Array.from(bytes), timeStamp }) }
  }
  class Access extends EventTarget {
    inputs = new Map()
    outputs = new Map()
    onstatechange = null
    map(port) { return port.type === 'input' ? this.inputs : this.outputs }
    say(port) { this.onstatechange?.({ port, timeStamp: 0 }) }
    async plug(port) {
      this.map(port).set(port.id, port)
      port.state = 'connected'
      this.say(port)
      await port.open()
      this.say(port)
    }
    pull(port) {
      this.map(port).delete(port.id)
      port.state = 'disconnected'
      port.connection = 'pending'
      this.say(port)
    }
  }
  globalThis.Port = Port
  globalThis.access = new Access()
  navigator.requestMIDIAccess = async () => access`
