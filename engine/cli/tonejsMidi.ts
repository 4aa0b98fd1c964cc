import { createRequire } from 'node:module'

// The package is CommonJS, bundled so that Node finds no names to import in it.
const tonejs = createRequire(import.meta.url)('@tonejs/midi') as typeof import('@tonejs/midi')

export const { Midi } = tonejs
export type { Midi as MidiFile, Track as MidiTrack } from '@tonejs/midi'
