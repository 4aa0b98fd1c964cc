import { Context, OfflineContext, setContext } from 'tone'

/** Any clock that samples can be rendered on. */
export type RenderContext = AudioContext | OfflineAudioContext

/**
 * Tone's view of a context we made. No look-ahead, and no ticking clock: every command brings its
 * own time. Tone warns of each oscillator started while a context waits for the performer's first
 * key; ours are meant to wait, so it is told that the context runs.
 */
class PlainContext extends Context {
  override get state(): AudioContextState {
    return 'running'
  }
}

/** Wraps a context for Tone, and makes it the one in which Tone builds. */
export function toneContext(context: RenderContext): Context {
  const wrapped =
    context instanceof OfflineAudioContext
      ? new OfflineContext(context)
      : new PlainContext({ context, clockSource: 'offline', lookAhead: 0, updateInterval: 0.05 })
  setContext(wrapped)
  return wrapped
}
