import { base64Of, bytesOfBase64 } from '../core/base64.ts'
import { readPetals, writePetals } from '../../models/petal/petalFiles.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { formatDrawings, parseDrawings, type Template } from '../../models/petal/templates.ts'

/** Drawn flowers, and the network in the show, in the browser's local storage. */

const FLOWERS = 'anthesis.petals.flowers.1'
const NETWORK = 'anthesis.petals.network.1'

/** @returns null where nothing was kept, or what was kept is damaged */
export function keptFlowers(): readonly Template[] | null {
  try {
    const text = localStorage.getItem(FLOWERS)
    return text === null ? null : parseDrawings(text)
  } catch {
    return null
  }
}

/** @returns false where the browser keeps nothing */
export function keepFlowers(flowers: readonly Template[]): boolean {
  return store(FLOWERS, formatDrawings(flowers))
}

/** @returns null where the petals that come with the page are in the show */
export function keptNetwork(): PetalModel | null {
  try {
    return modelOfText(localStorage.getItem(NETWORK) ?? 'null')
  } catch {
    return null
  }
}

/** A network as text, to be kept or to travel. */
export const textOfModel = (model: PetalModel): string =>
  JSON.stringify([...writePetals(model)].map(([path, bytes]) => [path, base64Of(bytes)]))

/** @returns null for what is no network */
export function modelOfText(text: string): PetalModel | null {
  try {
    const stored: unknown = JSON.parse(text)
    if (!Array.isArray(stored)) return null
    const files = (stored as readonly (readonly [string, string])[]).map(
      ([path, text]) => [path, bytesOfBase64(text) ?? new Uint8Array()] as const,
    )
    return readPetals(new Map(files))
  } catch {
    return null
  }
}

/** @param model null to come back to the petals that come with the page */
export function keepNetwork(model: PetalModel | null): boolean {
  if (model === null) return forget(NETWORK)
  return store(NETWORK, textOfModel(model))
}

function store(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}

function forget(key: string): boolean {
  try {
    localStorage.removeItem(key)
    return true
  } catch {
    return false
  }
}
