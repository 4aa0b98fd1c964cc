import type { OscMessage, OscValue } from './osc.ts'
import { STATE } from './protocol.ts'

/**
 * The instrument's addresses as OSCQuery tells them, from what it answers to `/anthesis/list`. Pure.
 * Source: the OSCQuery proposal, github.com/Vidvox/OSCQueryProposal.
 */

/** An address of the instrument. */
export interface Method {
  readonly address: string
  readonly label: string
  readonly types: string
  readonly ranges: readonly Range[]
}

/** null: any text. */
type Range =
  { readonly MIN: number; readonly MAX: number } | { readonly VALS: readonly string[] } | null

/** One place of the tree; other attributes are told when they are asked for alone. */
export interface Node {
  FULL_PATH: string
  DESCRIPTION?: string
  /** 1 is read, 2 written, 3 both, 0 neither. */
  ACCESS: 0 | 1 | 2 | 3
  TYPE?: string
  RANGE?: readonly Range[]
  VALUE?: readonly OscValue[]
  CONTENTS?: Record<string, Node>
}

const ATTRIBUTES = [
  'FULL_PATH',
  'DESCRIPTION',
  'ACCESS',
  'TYPE',
  'RANGE',
  'VALUE',
  'CONTENTS',
] as const
const ROOT = '/anthesis/'

/** An entry of the list; null when the message is none. */
export function methodOf({ address, types, values }: OscMessage): Method | null {
  if (address !== `${ROOT}list/entry` || !types.startsWith('ssss')) return null
  const [of, , label, ...rest] = values.map(String)
  // The unit stands before the arguments.
  const words = rest.slice(1)
  let method: Method = { address: of ?? '', label: label ?? '', types: '', ranges: [] }
  while (words.length >= 3) {
    const [, type = '', first = '', second = ''] = words
    const isChoice = type === 's'
    words.splice(0, isChoice ? 3 : 4)
    const numbers = { MIN: Number(first), MAX: Number(second) }
    const range = !isChoice ? numbers : first === '' ? null : { VALS: first.split('|') }
    method = { ...method, types: method.types + type, ranges: [...method.ranges, range] }
  }
  return method
}

/** @param state what the instrument says of itself, by address */
export function treeOf(
  methods: readonly Method[],
  state: ReadonlyMap<string, readonly OscValue[]>,
): Node {
  const root: Node = { FULL_PATH: '/', ACCESS: 0 }
  for (const { address, label, types, ranges } of methods) {
    const node = placeOf(root, address)
    const value = state.get(STATE + address.slice(ROOT.length))
    node.DESCRIPTION = label
    node.ACCESS = value === undefined ? 2 : 3
    node.TYPE = types
    node.RANGE = ranges
    if (value !== undefined) node.VALUE = value
  }
  for (const [address, value] of state) {
    const node = placeOf(root, address)
    node.ACCESS = 1
    node.TYPE = value.map((one) => (typeof one === 'string' ? 's' : 'f')).join('')
    node.VALUE = value
  }
  return root
}

/** The place of an address, made if there is none. */
function placeOf(root: Node, address: string): Node {
  let node = root
  let path = ''
  for (const name of address.split('/').slice(1)) {
    path += `/${name}`
    // Without a prototype, since senders choose the names.
    const contents = (node.CONTENTS ??= Object.create(null) as Record<string, Node>)
    node = contents[name] ??= { FULL_PATH: path, ACCESS: 0 }
  }
  return node
}

/** The place at a path; null when there is none. */
export function nodeAt(root: Node, path: string): Node | null {
  let node: Node | undefined = root
  for (const name of path.split('/').filter((part) => part !== '')) {
    const contents: Record<string, Node> = node.CONTENTS ?? {}
    node = Object.hasOwn(contents, name) ? contents[name] : undefined
    if (node === undefined) return null
  }
  return node
}

/** One attribute of a place; undefined when it has none of that name. */
export function attributeOf(node: Node, name: string): unknown {
  const attribute = ATTRIBUTES.find((known) => known === name)
  return attribute === undefined ? undefined : node[attribute]
}
