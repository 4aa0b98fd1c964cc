/**
 * Names for devices, one each: a second "Keystep 37" becomes "Keystep 37 (2)". A device keeps its
 * name as long as the page lives, also when it leaves and comes back.
 */
export class PortNames {
  readonly #names = new Map<string, string>()

  /** @param id that the browser gives the port; @param name that the maker gave the device */
  nameOf(id: string, name: string): string {
    const known = this.#names.get(id)
    if (known !== undefined) return known
    const base = name.trim() === '' ? 'MIDI device' : name.trim()
    const taken = new Set(this.#names.values())
    let free = base
    for (let copy = 2; taken.has(free); copy++) free = `${base} (${copy})`
    this.#names.set(id, free)
    return free
  }
}
