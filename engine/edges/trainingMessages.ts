import type { FutureLine } from '../core/events.ts'
import type { ModelFiles } from './modelDesk.ts'

/** A file as it was dropped. */
export interface DroppedFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What trains: the model's own kernels on the processor, or TensorFlow.js on the GPU. */
export type TrainsOn = 'processor' | 'gpu'

/** What the page tells the training worker. */
export type ToTraining =
  | {
      readonly type: 'begin'
      /** What the new model is to be called. */
      readonly name: string
      /** The model that it begins as. */
      readonly base: ModelFiles
      /** Standard MIDI Files; or the night's own log. */
      readonly material: { readonly midi: readonly DroppedFile[] } | { readonly log: ArrayBuffer }
      readonly on: TrainsOn
    }
  /** Goes on with what was broken off, if there is any. */
  | { readonly type: 'resume'; readonly on: TrainsOn }
  | { readonly type: 'cancel' }
  /** A continuation of the same bars by the model from before or after. */
  | { readonly type: 'hear'; readonly which: 'before' | 'after' }

export interface TrainingState {
  readonly name: string
  readonly update: number
  readonly updates: number
  /** Of the newest updates, nats a sixteenth. */
  readonly loss: number
  /** On tunes that are not learnt from; before training, now, and at best. */
  readonly before: number
  readonly validation: number
  readonly best: number
  readonly secondsLeft: number
}

/** What the training worker tells the page. */
export type FromTraining =
  | { readonly type: 'begun' }
  | { readonly type: 'progress'; readonly state: TrainingState }
  | {
      readonly type: 'ended'
      readonly name: string
      readonly before: number
      readonly best: number
      readonly files: ModelFiles
    }
  | { readonly type: 'cancelled' }
  | { readonly type: 'heard'; readonly future: FutureLine }
  /** What is otherwise than expected, in a line; training goes on. */
  | { readonly type: 'remark'; readonly line: string }
  | { readonly type: 'failed'; readonly why: string }
