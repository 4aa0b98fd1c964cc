/**
 * Which instrument of a pool plays which note. Beside the voices that may sound there are a few in
 * reserve, so that a stolen tone can fade while the new one begins on time on another instrument.
 * Times are in the clock of the caller, seconds.
 */

/** What to do for a note that begins. */
export interface Beginning {
  readonly voice: number
  /** The time asked for; later only if every reserve is still fading. */
  readonly atSeconds: number
  /** A voice to be faded from the time asked for, within the pool's fade; null if none. */
  readonly stolenVoice: number | null
}

/** What to do for a note that ends. */
export interface Ending {
  readonly voice: number
  readonly atSeconds: number
  readonly releaseSeconds: number
}

export interface VoicePoolOptions {
  /** How many voices may sound at once. */
  readonly polyphony: number
  /** How many more stand by for steals. */
  readonly reserve: number
  /** How long a stolen or cancelled voice needs to fall silent. */
  readonly fadeSeconds: number
}

interface Slot {
  noteId: number | null
  onsetSeconds: number
  /** When it is silent; Infinity while a note is held. */
  freeAtSeconds: number
  /** Stolen or cancelled: it no longer counts among the voices that sound. */
  fading: boolean
}

/** When a slot's tone was let go, for the choice of what to steal; held ones come last. */
const releaseRank = (slot: Slot): number => (slot.noteId === null ? 0 : 1)

export class VoicePool {
  readonly #slots: Slot[]
  readonly #voiceOf = new Map<number, number>()
  readonly #options: VoicePoolOptions

  constructor(options: VoicePoolOptions) {
    this.#options = options
    this.#slots = Array.from({ length: options.polyphony + options.reserve }, () => ({
      noteId: null,
      onsetSeconds: -Infinity,
      freeAtSeconds: -Infinity,
      fading: false,
    }))
  }

  /** Instruments needed: polyphony and reserve. */
  get size(): number {
    return this.#slots.length
  }

  /**
   * Gives a note a voice. When all are taken, a released tone is stolen before a held one, and the
   * oldest among equals. An id that already sounds is stolen from itself.
   */
  begin(noteId: number, atSeconds: number): Beginning {
    const own = this.#voiceOf.get(noteId)
    const victim =
      own ?? (this.#sounding(atSeconds) >= this.#options.polyphony ? this.#oldest(atSeconds) : null)
    if (victim !== null) this.#fade(victim, atSeconds)
    const voice = this.#longestSilent()
    const slot = this.#slot(voice)
    slot.onsetSeconds = Math.max(atSeconds, slot.freeAtSeconds)
    slot.noteId = noteId
    slot.freeAtSeconds = Infinity
    slot.fading = false
    this.#voiceOf.set(noteId, voice)
    return { voice, atSeconds: slot.onsetSeconds, stolenVoice: victim }
  }

  /**
   * Ends a note. One that has not begun at `nowSeconds`, and is ended at or before its onset, never
   * sounds: its release lies on its onset, where its level is still zero.
   * @returns null for a note that was stolen, has ended or never was
   */
  end(
    noteId: number,
    atSeconds: number,
    releaseSeconds: number,
    nowSeconds: number,
  ): Ending | null {
    const voice = this.#voiceOf.get(noteId)
    if (voice === undefined) return null
    const slot = this.#slot(voice)
    this.#voiceOf.delete(noteId)
    slot.noteId = null
    const cancelled = atSeconds <= slot.onsetSeconds && nowSeconds <= slot.onsetSeconds
    const at = cancelled ? slot.onsetSeconds : Math.max(atSeconds, nowSeconds)
    const release = cancelled ? this.#options.fadeSeconds : releaseSeconds
    slot.fading = cancelled
    slot.freeAtSeconds = at + release
    return { voice, atSeconds: at, releaseSeconds: release }
  }

  /** Fades every voice and forgets every note. */
  silence(atSeconds: number): void {
    for (let voice = 0; voice < this.#slots.length; voice++) this.#fade(voice, atSeconds)
  }

  /** Whether a voice has been silent since before this time. */
  isFree(voice: number, atSeconds: number): boolean {
    return this.#slot(voice).freeAtSeconds < atSeconds
  }

  #slot(voice: number): Slot {
    const slot = this.#slots[voice]
    if (slot === undefined) throw new RangeError(`The pool has no voice ${voice}.`)
    return slot
  }

  #sounding(atSeconds: number): number {
    let count = 0
    for (const slot of this.#slots) {
      if (!slot.fading && slot.freeAtSeconds > atSeconds) count++
    }
    return count
  }

  #oldest(atSeconds: number): number | null {
    let best: number | null = null
    let bestSlot: Slot | null = null
    for (const [voice, slot] of this.#slots.entries()) {
      if (slot.fading || slot.freeAtSeconds <= atSeconds) continue
      const earlier =
        bestSlot === null ||
        releaseRank(slot) - releaseRank(bestSlot) < 0 ||
        (releaseRank(slot) === releaseRank(bestSlot) && slot.onsetSeconds < bestSlot.onsetSeconds)
      if (earlier) {
        best = voice
        bestSlot = slot
      }
    }
    return best
  }

  #longestSilent(): number {
    let best = 0
    for (const [voice, slot] of this.#slots.entries()) {
      if (slot.freeAtSeconds < this.#slot(best).freeAtSeconds) best = voice
    }
    return best
  }

  #fade(voice: number, atSeconds: number): void {
    const slot = this.#slot(voice)
    if (slot.noteId !== null) this.#voiceOf.delete(slot.noteId)
    slot.noteId = null
    slot.fading = true
    slot.freeAtSeconds = Math.min(slot.freeAtSeconds, atSeconds + this.#options.fadeSeconds)
  }
}
