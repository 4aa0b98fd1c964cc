/** What the instrument offers a remote page, read from what it says by OSC. Pure. */

export interface OfferedNumber {
  readonly type: 'i' | 'f'
  readonly min: number
  readonly max: number
}

/** One line of `/anthesis/list`. */
export interface Offered {
  readonly address: string
  readonly kind: string
  readonly label: string
  readonly unit: string
  /** Of its first value, where that is a number. */
  readonly range: OfferedNumber | null
  /** Of its first value, where that is a word. */
  readonly choices: readonly string[]
}

type Args = readonly unknown[]

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isText = (value: unknown): value is string => typeof value === 'string'

/** An entry's values as {@link Offered}; null when they are not those of an entry. */
export function offeredOf(args: Args): Offered | null {
  const [address, kind, label, unit, , type, first, second] = args
  if (!isText(address) || !isText(kind) || !isText(label) || !isText(unit)) return null
  const range: OfferedNumber | null =
    (type === 'i' || type === 'f') && isNumber(first) && isNumber(second)
      ? { type, min: first, max: second }
      : null
  const choices = type === 's' && isText(first) ? first.split('|') : []
  return { address, kind, label, unit, range, choices }
}

const ROOT = '/anthesis/'
const STATE = `${ROOT}state/`

/** The address of what a message of state is about; null for other messages. */
export const subjectOf = (address: string): string | null =>
  address.startsWith(STATE) ? ROOT + address.slice(STATE.length) : null

/** Steps of a fader: fine enough to seem smooth, and whole where wholes are wanted. */
export const stepOf = ({ type, min, max }: OfferedNumber): number =>
  type === 'i' ? 1 : (max - min) / 500

/** A value as it is read: no more figures than the fader's width can set. */
export function shownValue({ type, min, max }: OfferedNumber, value: number): string {
  return type === 'i' || max - min > 100 ? String(Math.round(value)) : value.toFixed(2)
}
