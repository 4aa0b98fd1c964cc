/**
 * The vocabulary of quantities. A brand tells the compiler which unit a number carries; names carry
 * it as well, because arithmetic drops the brand. All conversions between units stand in this file.
 */

declare const brand: unique symbol
type Quantity<Name extends string> = number & { readonly [brand]: Name }

/** Show time or a duration, in seconds. */
export type Seconds = Quantity<'seconds'>
export type Milliseconds = Quantity<'milliseconds'>
/** Musical time, integer; {@link TICKS_PER_QUARTER} a quarter note. */
export type Ticks = Quantity<'ticks'>
/** Whole sixteenths, the grid of MusicRNN. */
export type Steps = Quantity<'steps'>
/** 0..1. */
export type Unit = Quantity<'unit'>
/** -1..1. */
export type Bipolar = Quantity<'bipolar'>
/** MIDI note number, 0..127, 60 = middle C. */
export type MidiNote = Quantity<'midiNote'>
/** Quarter notes a minute. */
export type Bpm = Quantity<'bpm'>

export const TICKS_PER_QUARTER = 480
export const TICKS_PER_STEP = 120
export const STEPS_PER_QUARTER = 4

export const seconds = (value: number): Seconds => value as Seconds
export const milliseconds = (value: number): Milliseconds => value as Milliseconds
export const bpm = (value: number): Bpm => value as Bpm
/** @param value rounded down to a whole tick. */
export const ticks = (value: number): Ticks => Math.floor(value) as Ticks
/** @param value rounded down to a whole sixteenth. */
export const steps = (value: number): Steps => Math.floor(value) as Steps
/** Clamped to 0..1; NaN becomes 0. */
export const unit = (value: number): Unit => (value > 0 ? (value < 1 ? value : 1) : 0) as Unit
/** Clamped to -1..1; NaN becomes 0. */
export const bipolar = (value: number): Bipolar =>
  (value > -1 ? (value < 1 ? value : 1) : value <= -1 ? -1 : 0) as Bipolar
/** Rounded and clamped to 0..127. */
export const midiNote = (value: number): MidiNote =>
  Math.min(127, Math.max(0, Math.round(value))) as MidiNote

export const toSeconds = (value: Milliseconds): Seconds => (value / 1000) as Seconds
export const toMilliseconds = (value: Seconds): Milliseconds => (value * 1000) as Milliseconds
export const stepsToTicks = (value: number): Ticks => (value * TICKS_PER_STEP) as Ticks
/** The duration of one tick at a tempo. */
export const secondsPerTick = (tempo: Bpm): Seconds => (60 / (tempo * TICKS_PER_QUARTER)) as Seconds
/** MIDI's seven bits (0..127) to 0..1. */
export const fromSevenBits = (value: number): Unit => unit(value / 127)
export const toSevenBits = (value: Unit): number => Math.round(value * 127)
/** The velocity of a note-on, 1..127: with 0 it would be a note-off. */
export const toNoteVelocity = (value: Unit): number => Math.max(1, toSevenBits(value))
/** MIDI pitch bend's fourteen bits (0..16383, 8192 = centre) to -1..1; both ends are reached. */
export const fromFourteenBits = (value: number): Bipolar =>
  bipolar(value < 8192 ? (value - 8192) / 8192 : (value - 8192) / 8191)
export const toFourteenBits = (value: Bipolar): number =>
  Math.round(value < 0 ? 8192 + value * 8192 : 8192 + value * 8191)
