/** Packets on a stream: RFC 1055, with an end before each packet too, as OSC 1.1 asks. */

const END = 0xc0
const ESCAPE = 0xdb
const ESCAPED_END = 0xdc
const ESCAPED_ESCAPE = 0xdd

const SLASH = 0x2f
const HASH = 0x23

/** Whether a stream of OSC may begin so: with an end, or with a packet whose sender leaves it out. */
export function mayBeginSlip([first]: Uint8Array): boolean {
  return first === END || first === SLASH || first === HASH
}

/** Bytes that {@link writeSlip} takes. */
export function slipLength(packet: Uint8Array): number {
  let length = packet.length + 2
  for (const byte of packet) if (byte === END || byte === ESCAPE) length++
  return length
}

/** @param into has room for {@link slipLength} bytes from `at` on */
export function writeSlip(packet: Uint8Array, into: Uint8Array, at: number): void {
  into[at++] = END
  for (const byte of packet) {
    if (byte === END || byte === ESCAPE) {
      into[at++] = ESCAPE
      into[at++] = byte === END ? ESCAPED_END : ESCAPED_ESCAPE
    } else into[at++] = byte
  }
  into[at] = END
}

/** Cuts a stream into packets, however its chunks fall. */
export class SlipReader {
  readonly #largest: number
  readonly #onPacket: (packet: Uint8Array) => void
  #packet: Uint8Array
  #length = 0
  #isEscaped = false
  /** What lies before the next end is no packet: it was too long, or badly escaped. */
  #isSpoilt = false

  /**
   * @param largest in bytes
   * @param onPacket gets bytes of its own. One that is too long or badly escaped comes empty; that is
   *   no OSC
   */
  constructor(largest: number, onPacket: (packet: Uint8Array) => void) {
    this.#largest = largest
    this.#onPacket = onPacket
    this.#packet = new Uint8Array(256)
  }

  /** Bytes since the last end. */
  get pending(): number {
    return this.#length
  }

  read(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === END) this.#end()
      else if (this.#isEscaped) {
        this.#isEscaped = false
        if (byte === ESCAPED_END) this.#add(END)
        else if (byte === ESCAPED_ESCAPE) this.#add(ESCAPE)
        else this.#isSpoilt = true
      } else if (byte === ESCAPE) this.#isEscaped = true
      else this.#add(byte)
    }
  }

  #add(byte: number): void {
    if (this.#length === this.#largest) this.#isSpoilt = true
    if (this.#isSpoilt) return
    if (this.#length === this.#packet.length) {
      const larger = new Uint8Array(Math.min(this.#largest, this.#length * 2))
      larger.set(this.#packet)
      this.#packet = larger
    }
    this.#packet[this.#length++] = byte
  }

  #end(): void {
    const isSpoilt = this.#isSpoilt || this.#isEscaped
    const packet = isSpoilt ? new Uint8Array(0) : this.#packet.slice(0, this.#length)
    this.#length = 0
    this.#isEscaped = false
    this.#isSpoilt = false
    if (isSpoilt || packet.length > 0) this.#onPacket(packet)
  }
}
