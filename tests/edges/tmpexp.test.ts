import { test } from 'vitest'
import { launchChromium, startDevServer, openBlank } from '../chromium.ts'
import { render, SAMPLE_RATE } from './rendering.ts'
const dest = { internal: true, port: '', channel: 1 }
const on = (id: number, voice: string, pitch: number, at: number, v = 1, s = 0) => ({ command: { type: 'noteOn', id, voice, pitch, velocity: v, atSeconds: at, destination: dest, temperature: 1, surpriseBits: s, provenance: null }, atSeconds: at }) as never
const off = (id: number, voice: string, pitch: number, at: number, r = 0.9) => ({ command: { type: 'noteOff', id, voice, pitch, atSeconds: at, destination: dest, releaseSeconds: r }, atSeconds: at }) as never
test('x', async () => {
  const b = await launchChromium(); const s = await startDevServer()
  const p = await openBlank(b, s)
  p.on('console', (m) => console.log(m.text()))
  const peak = (a: Float64Array, f = 0, t = 1e9) => { let m = 0, i0 = -1; for (let i = Math.max(0, Math.round(f * SAMPLE_RATE)); i < Math.min(a.length, t * SAMPLE_RATE); i++) { const x = Math.abs(a[i]!); if (x > 0 && i0 < 0) i0 = i; if (x > m) m = x } return [m.toFixed(5), i0] }
  const rms = (a: Float64Array, f: number, t: number) => { let q = 0, n = 0; for (let i = Math.round(f * SAMPLE_RATE); i < t * SAMPLE_RATE; i++) { q += a[i]! ** 2; n++ } return Math.sqrt(q / n).toFixed(5) }
  for (const voice of ['performer', 'model']) for (const pitch of [48, 60, 72, 84]) for (const v of [0.4, 1]) {
    const t0 = performance.now()
    const { left, right } = await render(p, [on(1, voice, pitch, 0.5, v, 3), off(1, voice, pitch, 1.0)], 3)
    console.log(voice, pitch, v, 'peak', peak(left), peak(right), 'rms', rms(left, .5, 1), rms(right, .5, 1), 'late', rms(left, 2, 3), 'ms', Math.round(performance.now() - t0))
  }
  for (const voice of ['performer', 'model']) {
  const chord = Array.from({ length: 16 }, (_, i) => on(i, voice, 48 + i * 3, 0.5, 1, 6))
  const { left, right } = await render(p, chord, 2)
  console.log(voice, 'chord', peak(left), peak(right), rms(left, .5, 1))
  }
  await b.close(); await s.close()
}, 200000)
