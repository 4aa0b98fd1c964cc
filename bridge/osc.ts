/** OSC 1.0, binary: pure, and the same in the page and in Node. */

export { whyMalformed } from './osc/check.ts'
export {
  IMMEDIATELY,
  IMPULSE,
  isBundle,
  OscError,
  type OscBundle,
  type OscMessage,
  type OscPacket,
  type OscValue,
} from './osc/packet.ts'
export { isPattern, matches } from './osc/pattern.ts'
export { addressesOf, decode } from './osc/read.ts'
export { encode } from './osc/write.ts'
