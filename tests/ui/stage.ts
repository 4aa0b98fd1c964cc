import type { Event } from '../../engine/core/events.ts'
import { midiNote, milliseconds } from '../../engine/core/units.ts'
import { Conductor } from '../../engine/performance/conductor.ts'
import { viewOf } from '../../engine/performance/view.ts'
import '../../engine/ui/app.ts'
import type { DeviceLight, PanelState, RollNote } from '../../engine/ui/contract.ts'
import { timelineOf } from '../../engine/ui/timeline.ts'
import { controlsTool } from '../../engine/ui/tools/controls.ts'

/** Runs in the page: the panels on a true fold, whose time the test moves by hand. */

export interface Stage {
  /** What the panels asked for, oldest first; names of the actions that are no events. */
  readonly sent: (Event | string)[]
  /** Folds an event as if it came from outside, without a note of it in `sent`. */
  accept(event: Event): void
  /** Moves time on and draws. */
  advance(toSeconds: number): Promise<void>
  /** Changes the rest of the snapshot and draws. */
  show(changes: Partial<PanelState>): Promise<void>
  settled(): Promise<void>
}

const RUNNING: readonly DeviceLight[] = [
  { id: 'sound', label: 'Sound', status: { state: 'running', detail: '48 kHz, 9 ms' } },
  { id: 'midi', label: 'MIDI', status: { state: 'idle', detail: 'Click to ask for permission.' } },
  { id: 'partner', label: 'Partner', status: { state: 'running', detail: 'Answers in 3 ms' } },
  { id: 'picture', label: 'Picture', status: { state: 'running', detail: 'WebGPU, garden' } },
  { id: 'bridge', label: 'Bridge', status: { state: 'running', detail: '240 a second from 2' } },
  { id: 'log', label: 'Log', status: { state: 'running', detail: '0.2 MB, a file of its own' } },
]

/** A phrase, and the partner's answer to it, up to a moment. */
export function someNotes(untilSeconds: number): RollNote[] {
  const pitches = [60, 64, 67, 72, 71, 67, 69, 65, 62, 64, 67, 64, 60, 65, 69, 71]
  return pitches.map((pitch, index): RollNote => {
    const onsetSeconds = untilSeconds - 5.8 + index * 0.36
    const isLast = index === pitches.length - 1
    return {
      id: index,
      voice: index < 8 ? 'performer' : 'model',
      pitch: midiNote(pitch),
      velocity: 0.35 + 0.6 * ((index * 5) % 8) * 0.125,
      surpriseBits: (index * 3) % 7,
      onsetSeconds,
      endSeconds: isLast ? null : onsetSeconds + 0.3,
    }
  })
}

const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame)

/** Every element below a node, through the shadows. */
export function everyElement(below: ParentNode = document.body): Element[] {
  return [...below.querySelectorAll('*')].flatMap((element) => [
    element,
    ...(element.shadowRoot ? everyElement(element.shadowRoot) : []),
  ])
}

export function openStage(): Stage {
  const sent: (Event | string)[] = []
  const conductor = new Conductor(7, 'test', { perform: () => undefined, write: () => undefined })
  let now = 0
  let changes: Partial<PanelState> = {}
  conductor.accept({ type: 'model', status: 'ready', ...NETWORK }, now)
  conductor.accept({ type: 'scene', ...GARDEN }, now)

  const app = document.createElement('anthesis-app')
  app.tools = [
    { id: 'controls', label: 'Controls', load: () => Promise.resolve(controlsTool) },
    { id: 'absent', label: 'Absent', load: () => Promise.reject(new Error('it is not there.')) },
  ]
  const draw = (): void => {
    app.state = {
      view: viewOf(conductor.state, now),
      lights: RUNNING,
      notice: null,
      worstFrame: milliseconds(16.7),
      keysDown: new Set(),
      midiOutputs: ['Keystep 37', 'Digitone'],
      hasPlayed: false,
      notes: [],
      nowSeconds: now,
      isReplaying: false,
      timeline: timelineOf(conductor.state, now),
      ...changes,
    }
  }
  const settled = async (): Promise<void> => {
    await app.updateComplete
    await nextFrame()
    await nextFrame()
  }
  app.actions = {
    send(event) {
      sent.push(event)
      conductor.accept(event, now)
      draw()
    },
    openMidi: () => sent.push('openMidi'),
  }
  draw()
  document.body.append(app)
  return {
    sent,
    accept(event) {
      conductor.accept(event, now)
      draw()
    },
    async advance(toSeconds) {
      now = toSeconds
      conductor.advanceTo(now)
      draw()
      await settled()
    },
    async show(more) {
      changes = { ...changes, ...more }
      draw()
      await settled()
    },
    settled,
  }
}

const NETWORK = {
  name: 'Melody 2×128, metric',
  hash: 'test',
  minPitch: midiNote(48),
  maxPitch: midiNote(84),
}

const GARDEN = {
  name: 'garden',
  controls: [
    { name: 'bloom', label: 'Bloom', initial: 0.8 },
    { name: 'wind', label: 'Wind', initial: 0.4 },
    { name: 'depth', label: 'Depth', initial: 0.5 },
  ],
}
