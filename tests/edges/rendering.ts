import type { Page } from 'playwright-core'
import type { SoundCommand } from '../../engine/sound/commands.ts'
import { moduleUrl } from '../chromium.ts'

/** A command, and the second of the rendering at which it is performed. */
export interface Scheduled {
  readonly command: SoundCommand
  readonly atSeconds: number
  /** When the instrument is told; 0, before the rendering begins, unless said otherwise. */
  readonly toldAtSeconds?: number
}

/** Performs each command at its own time, all known before the rendering begins. */
export const at = (command: SoundCommand, atSeconds: number = command.atSeconds): Scheduled => ({
  command,
  atSeconds,
})
/** Performs a command when its time has come, as live playing does. */
export const live = (command: SoundCommand, atSeconds: number = command.atSeconds): Scheduled => ({
  command,
  atSeconds,
  toldAtSeconds: atSeconds,
})

export const SAMPLE_RATE = 44_100

/** Samples of an offline rendering of the instrument, left and right. */
export interface Rendering {
  readonly left: Float64Array
  readonly right: Float64Array
}

export const ears = ({ left, right }: Rendering): readonly Float64Array[] => [left, right]

/** Renders commands in the page; `toldAtSeconds` is met within one 128-frame quantum. */
export async function render(
  page: Page,
  score: readonly Scheduled[],
  seconds: number,
): Promise<Rendering> {
  const call = `(async () => {
    const { createInstrument } = await import(${JSON.stringify(moduleUrl('engine/edges/instrument.ts'))})
    const score = ${JSON.stringify(score)}
    const context = new OfflineAudioContext(2, ${seconds * SAMPLE_RATE}, ${SAMPLE_RATE})
    const instrument = await createInstrument(context)
    const tellings = new Map()
    for (const item of score) {
      const at = item.toldAtSeconds ?? 0
      tellings.set(at, [...(tellings.get(at) ?? []), item])
    }
    for (const [at, items] of tellings) {
      const tell = () => items.forEach((item) => instrument.perform(item.command, item.atSeconds))
      if (at === 0) tell()
      else void context.suspend(at).then(() => { tell(); return context.resume() })
    }
    const buffer = await context.startRendering()
    instrument.dispose()
    const encode = (samples) => {
      const bytes = new Uint8Array(samples.buffer)
      let text = ''
      for (let i = 0; i < bytes.length; i += 32768) {
        text += String.fromCharCode(...bytes.subarray(i, i + 32768))
      }
      return btoa(text)
    }
    return [0, 1].map((channel) => encode(buffer.getChannelData(channel)))
  })()`
  const [left, right] = await page.evaluate<[string, string]>(call)
  return { left: decode(left), right: decode(right) }
}

function decode(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return Float64Array.from(new Float32Array(bytes.buffer))
}
