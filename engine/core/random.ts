import type { Unit } from './units.ts'

/**
 * Randomness without a state: each draw is a hash of (seed, stream, step). A preview therefore draws
 * what will be drawn, whatever else has been drawn in between, and a log needs to keep the seed only.
 */

/** 32-bit FNV-1a of a stream's name, over its UTF-16 code units. */
function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Finaliser of MurmurHash3 (Austin Appleby, public domain): every input bit moves every output bit. */
function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * One draw, uniform in [0, 1), 32 bits fine.
 * @param seed root seed of the performance, a whole number of 0..2^53
 * @param stream its purpose, such as 'melody'
 * @param step which draw of that stream, a whole number of 0..2^53
 */
export function draw(seed: number, stream: string, step: number): Unit {
  let h = mix(hashName(stream) ^ mix(seed >>> 0))
  h = mix(h ^ mix(Math.floor(seed / 4294967296) + 0x9e3779b9))
  h = mix(h ^ mix(step >>> 0))
  h = mix(h + Math.floor(step / 4294967296))
  return (h / 4294967296) as Unit
}
