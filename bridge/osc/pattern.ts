import { BRACE, COMMA, OPEN, QUESTION, SLASH, STAR } from './bytes.ts'

/** OSC's address patterns, followed without regular expressions. */

/** Whether an address is a pattern, that may name several. */
export function isPattern(address: string): boolean {
  for (let i = 0; i < address.length; i++) {
    const c = address.charCodeAt(i)
    if (c === STAR || c === QUESTION || c === OPEN || c === BRACE) return true
  }
  return false
}

/**
 * Whether a pattern names an address. Follows every reading of the pattern at once, in time
 * proportional to the two lengths, whatever the pattern; no wildcard crosses a slash.
 */
export function matches(pattern: string, address: string): boolean {
  if (!isPattern(pattern)) return pattern === address
  const ends = endsOf(pattern)
  const seen = new Int32Array(pattern.length + 1)
  let places: number[] = []
  enter(pattern, ends, 0, seen, 1, places)
  for (let i = 0; i < address.length && places.length > 0; i++) {
    const c = address.charCodeAt(i)
    const next: number[] = []
    for (const place of places) {
      const after = afterCharacter(pattern, ends, place, c)
      if (after >= 0) enter(pattern, ends, after, seen, i + 2, next)
    }
    places = next
  }
  return places.includes(pattern.length)
}

/** For each character from an opening bracket or brace on, where the closing one is; else -1. */
function endsOf(pattern: string): Int32Array {
  const ends = new Int32Array(pattern.length).fill(-1)
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charCodeAt(i)
    if (c !== OPEN && c !== BRACE) continue
    const end = pattern.indexOf(c === OPEN ? ']' : '}', i)
    if (end < 0) continue
    ends.fill(end, i, end + 1)
    i = end
  }
  return ends
}

/** Adds a place of the pattern, and those reached from it without a character, once for each mark. */
function enter(
  pattern: string,
  ends: Int32Array,
  from: number,
  seen: Int32Array,
  mark: number,
  places: number[],
): void {
  const open = [from]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen[place] === mark) continue
    seen[place] = mark
    const c = pattern.charCodeAt(place)
    const end = ends[place] ?? -1
    const inBraces = end >= 0 && pattern[end] === '}'
    if (inBraces && (c === COMMA || place === end)) open.push(end + 1)
    else if (inBraces && c === BRACE) {
      for (let i = place; i < end; i++) if (i === place || pattern[i] === ',') open.push(i + 1)
    } else {
      places.push(place)
      if (c === STAR && end < 0) open.push(place + 1)
    }
  }
}

/** The place after one character; -1 when it does not fit. */
function afterCharacter(pattern: string, ends: Int32Array, place: number, c: number): number {
  const wanted = pattern.charCodeAt(place)
  const end = ends[place] ?? -1
  if (end < 0 && (wanted === STAR || wanted === QUESTION)) {
    return c === SLASH ? -1 : wanted === STAR ? place : place + 1
  }
  if (end >= 0 && wanted === OPEN) return isInClass(pattern, place + 1, end, c) ? end + 1 : -1
  return wanted === c ? place + 1 : -1
}

function isInClass(pattern: string, from: number, end: number, c: number): boolean {
  const isNegated = pattern[from] === '!'
  for (let i = isNegated ? from + 1 : from; i < end; i++) {
    const low = pattern.charCodeAt(i)
    const isRange = pattern[i + 1] === '-' && i + 2 < end
    const high = isRange ? pattern.charCodeAt(i + 2) : low
    if (c >= low && c <= high) return !isNegated && c !== SLASH
    if (isRange) i += 2
  }
  return isNegated && c !== SLASH
}
