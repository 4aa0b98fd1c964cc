import fc from 'fast-check'
import {
  IMPULSE,
  type OscBundle,
  type OscMessage,
  type OscPacket,
  type OscValue,
} from '../../bridge/osc.ts'

/** Values of each type, with the letter that goes with them. */
const VALUES: readonly fc.Arbitrary<readonly [string, OscValue]>[] = [
  fc.integer().map((value) => ['i', value]),
  fc.float().map((value) => ['f', value]),
  fc.double().map((value) => ['d', value]),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ['h', value]),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => ['t', value]),
  fc.tuple(fc.constantFrom('s', 'S'), text()),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).map((value) => ['c', value]),
  fc.uint8Array({ maxLength: 40 }).map((value) => ['b', value]),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((value) => ['m', value]),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => ['r', value]),
  fc.constantFrom<readonly [string, OscValue]>(
    ['T', true],
    ['F', false],
    ['N', null],
    ['I', IMPULSE],
  ),
]

function text(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\0'))
}

const arrayOf = (values: readonly (readonly [string, OscValue])[]): readonly [string, OscValue] => [
  `[${values.map(([type]) => type).join('')}]`,
  values.map(([, value]) => value),
]

const anyValue = fc.oneof(
  { maxDepth: 3 },
  ...VALUES,
  fc.array(fc.oneof(...VALUES), { maxLength: 3 }).map(arrayOf),
  fc
    .array(fc.array(fc.oneof(...VALUES), { maxLength: 2 }).map(arrayOf), { maxLength: 2 })
    .map(arrayOf),
)

export const anyAddress: fc.Arbitrary<string> = fc
  .array(fc.stringMatching(/^[a-z0-9_.:-]{1,8}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`)

export const anyMessage: fc.Arbitrary<OscMessage> = fc
  .tuple(anyAddress, fc.array(anyValue, { maxLength: 6 }))
  .map(([address, values]) => ({
    address,
    types: values.map(([type]) => type).join(''),
    values: values.map(([, value]) => value),
  }))

const bundleOf = (packet: fc.Arbitrary<OscPacket>): fc.Arbitrary<OscBundle> =>
  fc.record({
    timetag: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    packets: fc.array(packet, { maxLength: 3 }),
  })

/** Messages, and bundles of them to depth 3. */
export const anyPacket: fc.Arbitrary<OscPacket> = fc.oneof(
  anyMessage,
  bundleOf(anyMessage),
  bundleOf(fc.oneof(anyMessage, bundleOf(fc.oneof(anyMessage, bundleOf(anyMessage))))),
)
