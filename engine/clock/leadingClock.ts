/** An outer clock that is heard. */
export interface OuterClock {
  /** For people. */
  readonly name: string
  readonly kind: 'midi' | 'link'
}

/** The one that leads, and when it was last heard. */
export interface LeadingClock extends OuterClock {
  readonly heardSeconds: number
}

/** The slowest beat takes two seconds. */
export const SILENT_SECONDS = 4

/**
 * Which of several outer clocks is followed: a MIDI clock before Link, and of MIDI clocks the one that
 * was heard first, until it has been silent for {@link SILENT_SECONDS}.
 * @param leading null before the first beat
 * @param heard the clock of which a beat has come
 * @returns the one that leads from this beat on
 */
export function leadingClock(
  leading: LeadingClock | null,
  heard: OuterClock,
  atSeconds: number,
): LeadingClock {
  const isSame = leading?.kind === heard.kind && leading.name === heard.name
  const leads =
    leading === null ||
    isSame ||
    (leading.kind === 'link' && heard.kind === 'midi') ||
    atSeconds - leading.heardSeconds > SILENT_SECONDS
  return leads ? { ...heard, heardSeconds: atSeconds } : leading
}

/** The rule, as the performer reads it when another clock begins to lead. */
export const leadingWords = ({ kind, name }: OuterClock): string =>
  kind === 'midi'
    ? `The MIDI clock of ${name} leads: MIDI clock goes before Link, the first of several before the rest.`
    : 'Ableton Link leads, as long as no MIDI clock is heard.'
