import type { HandsFacts } from './hands.ts'

/**
 * What of the hands is melody: below the split the notes are harmony, which sounds but is neither
 * answered nor takes the word from the partner.
 * @param split MIDI number of the lowest note of the melody; 0: all is melody
 */
export const melodyOf = (facts: HandsFacts, split: number): HandsFacts =>
  facts.begun && facts.begun.key.pitch < split ? { ...facts, begun: null } : facts
