import {
  audioFromShow,
  createClockMap,
  observe,
  performanceFromShow,
  showFromPerformance,
  type Reading,
} from '../clock/clockMap.ts'
import { leadAfter } from '../clock/outputLead.ts'
import type { Seconds } from '../core/units.ts'

/** What of an AudioContext is read. */
export interface AudioClock {
  readonly state: string
  readonly currentTime: number
  readonly sampleRate: number
  readonly outputLatency?: number
  getOutputTimestamp?(): { contextTime?: number; performanceTime?: number }
}

/** Show time, read from the machine's clocks. */
export interface ShowClock {
  /** Show time now, after a fresh reading. */
  now(): Seconds
  /** Show time of an event's timestamp, milliseconds of performance time. */
  fromPerformance(milliseconds: number): Seconds
  /** For MIDI out: milliseconds of performance time. */
  toPerformance(showSeconds: number): number
  /** For sound: seconds of the audio context. */
  toAudio(showSeconds: number): number
  /** How far the audio device renders ahead of what is heard; 0 while there is none. */
  readonly leadSeconds: number
  /** Follows this context; null while there is none. */
  follow(audio: AudioClock | null): void
}

/** The engine renders this many frames at a time, and its clock moves in such steps. */
const QUANTUM_FRAMES = 128
/** A timestamp older than this is left over from before a pause. */
const STALE_MILLISECONDS = 500

/**
 * Reads both clocks. The output's timestamp tells what is heard at which moment, to a fraction of a
 * millisecond; where it is missing or stale, the render clock stands for it, half a quantum on
 * average ahead of its reading and the output's latency ahead of what is heard.
 */
export function readClocks(audio: AudioClock, performanceNow: () => number): Reading {
  const running = audio.state === 'running'
  const now = performanceNow()
  if (!running) {
    return { performanceMilliseconds: now, audioSeconds: audio.currentTime, running }
  }
  const { contextTime = 0, performanceTime = 0 } = audio.getOutputTimestamp?.() ?? {}
  const fresh = contextTime > 0 && performanceTime > 0 && now - performanceTime < STALE_MILLISECONDS
  const heardSeconds = fresh
    ? contextTime + (now - performanceTime) / 1000
    : audio.currentTime + QUANTUM_FRAMES / 2 / audio.sampleRate - (audio.outputLatency ?? 0)
  return { performanceMilliseconds: now, audioSeconds: heardSeconds, running }
}

/**
 * @param performanceNow milliseconds, monotone
 * @returns a clock whose show time is 0 now
 */
export function createShowClock(performanceNow: () => number): ShowClock {
  let map = createClockMap(performanceNow())
  let audio: AudioClock | null = null
  let lead = 0
  const read = (from: AudioClock): void => {
    const reading = readClocks(from, performanceNow)
    if (reading.running) {
      const elapsed = (reading.performanceMilliseconds - map.atMilliseconds) / 1000
      lead = leadAfter(lead, from.currentTime - reading.audioSeconds, elapsed)
    }
    map = observe(map, reading)
  }
  return {
    now() {
      if (audio !== null) read(audio)
      return showFromPerformance(map, performanceNow())
    },
    fromPerformance: (milliseconds) => showFromPerformance(map, milliseconds),
    toPerformance: (showSeconds) => performanceFromShow(map, showSeconds),
    toAudio: (showSeconds) => audioFromShow(map, showSeconds),
    get leadSeconds() {
      return lead
    },
    follow(next) {
      audio = next
      lead = 0
    },
  }
}
