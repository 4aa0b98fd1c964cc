import { barLine, type Grid } from '../clock/grid.ts'
import type { Voice } from '../core/events.ts'
import {
  TICKS_PER_QUARTER,
  toNoteVelocity,
  type Bpm,
  type MidiNote,
  type Unit,
} from '../core/units.ts'
import type { Command } from '../performance/commands.ts'
import type { NoteOnCommand } from '../sound/commands.ts'
import { midiFileBytes, type WrittenNote, type WrittenTempo } from '../sound/midiFileBytes.ts'

interface PlayedNote {
  readonly voice: Voice
  readonly pitch: MidiNote
  readonly velocity: Unit
  readonly fromSeconds: number
  readonly toSeconds: number
}

interface FileTempo extends WrittenTempo {
  readonly fromSeconds: number
}

/** In the order of their tracks and MIDI channels. */
const VOICES: readonly Voice[] = ['performer', 'model']

const MICROSECONDS_PER_MINUTE = 60_000_000

const secondsPerTick = ({ microsecondsPerQuarter }: FileTempo): number =>
  microsecondsPerQuarter / 1e6 / TICKS_PER_QUARTER

const exactTicks = (tempo: FileTempo, atSeconds: number): number =>
  tempo.fromTicks + (atSeconds - tempo.fromSeconds) / secondsPerTick(tempo)

/** Gathers what a performance sounds like, as a Standard MIDI File with a track a voice. */
export class MidiRecorder {
  readonly #notes: PlayedNote[] = []
  readonly #sounding = new Map<number, NoteOnCommand>()
  readonly #tempos: FileTempo[] = []

  /** @param commands in the order in which the fold gave them */
  take(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.type === 'noteOn') {
        this.#sounding.set(command.id, command)
      } else if (command.type === 'noteOff') {
        this.#end(command.id, command.atSeconds)
      } else if (command.type === 'echo') {
        // The echo is told each tempo as it comes to hold.
        this.#changeTempo(command.tempo, command.atSeconds)
      }
    }
  }

  /** Notes of a voice so far, the one that sounds included. */
  countOf(voice: Voice): number {
    const ended = this.#notes.filter((note) => note.voice === voice)
    const sounding = [...this.#sounding.values()].filter((note) => note.voice === voice)
    return ended.length + sounding.length
  }

  #end(id: number, toSeconds: number): void {
    const begun = this.#sounding.get(id)
    if (!begun) return
    this.#sounding.delete(id)
    const { voice, pitch, velocity, atSeconds: fromSeconds } = begun
    // Taken back before it began: it never sounded.
    if (toSeconds > fromSeconds) {
      this.#notes.push({ voice, pitch, velocity, fromSeconds, toSeconds })
    }
  }

  #changeTempo(tempo: Bpm, atSeconds: number): void {
    const microsecondsPerQuarter = Math.round(MICROSECONDS_PER_MINUTE / tempo)
    const before = this.#tempos.at(-1)
    if (before?.microsecondsPerQuarter === microsecondsPerQuarter) return
    if (!before) {
      this.#tempos.push({ fromTicks: 0, fromSeconds: 0, microsecondsPerQuarter })
      return
    }
    // From a whole tick on, at the moment that the file gives it: later notes stay on their times.
    const fromTicks = Math.round(exactTicks(before, atSeconds))
    const fromSeconds = before.fromSeconds + (fromTicks - before.fromTicks) * secondsPerTick(before)
    if (fromTicks === before.fromTicks) this.#tempos.pop()
    this.#tempos.push({ fromTicks, fromSeconds, microsecondsPerQuarter })
  }

  #ticksAt(atSeconds: number): number {
    const tempo = this.#tempos.findLast(({ fromSeconds }) => fromSeconds <= atSeconds)
    return tempo ? Math.round(exactTicks(tempo, atSeconds)) : 0
  }

  #written({ pitch, velocity, fromSeconds, toSeconds }: PlayedNote): WrittenNote {
    const onsetTicks = this.#ticksAt(fromSeconds)
    return {
      pitch,
      velocity: toNoteVelocity(velocity),
      onsetTicks,
      endTicks: Math.max(onsetTicks + 1, this.#ticksAt(toSeconds)),
    }
  }

  /**
   * The file.
   * @param endSeconds when the performance ended, and with it what still sounds
   * @param grid whose bars the file's are, where it begins with one
   */
  bytes(endSeconds: number, grid: Grid): Uint8Array {
    for (const id of this.#sounding.keys()) this.#end(id, endSeconds)
    const tracks = VOICES.map((name, channel) => ({
      name,
      channel,
      notes: this.#notes.filter(({ voice }) => voice === name).map((note) => this.#written(note)),
    }))
    return midiFileBytes(this.#tempos, tracks, barLine(grid, 0) === 0 ? grid.meter : '4/4')
  }
}
