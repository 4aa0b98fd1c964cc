import { BlockList, isIPv4 } from 'node:net'

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Whether an address is this machine speaking to itself. */
export const isLoopback = (address: string): boolean => LOOPBACK.test(address)

/** Addresses choose themselves; how many answers are kept, they do not. */
const MOST_KNOWN = 4096

/**
 * Which addresses may send OSC: this machine, and those on the list.
 * @param allowed IPv4 addresses, or networks such as 192.168.1.0/24
 */
export function sourceFilter(allowed: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of allowed) {
    const [address = '', prefix] = entry.split('/')
    if (prefix === undefined) list.addAddress(address)
    else list.addSubnet(address, Number(prefix))
  }
  const known = new Map<string, boolean>()
  return (address) => {
    const answer = known.get(address)
    if (answer !== undefined) return answer
    const plain = address.replace(/^::ffff:/, '')
    const isAllowed = isLoopback(address) || (isIPv4(plain) && list.check(plain))
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(address, isAllowed)
    return isAllowed
  }
}
