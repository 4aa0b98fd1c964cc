import { svg, html, type TemplateResult } from 'lit'
import type { Voice } from '../core/events.ts'
import type { Control } from '../performance/view.ts'
import type { LightStatus } from './contract.ts'

/** Small drawings that say by their shape what colour alone may not say. */

const drawing = (size: number, content: TemplateResult, title: string): TemplateResult =>
  html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    role=${title === '' ? 'presentation' : 'img'}
    aria-label=${title}
  >
    ${content}${title === '' ? null : svg`<title>${title}</title>`}
  </svg>`

const MOVERS: Readonly<Record<Control['movedBy'], readonly [string, TemplateResult]>> = {
  hand: [
    'moved by hand',
    svg`<path d="M7.5 11V4.5a1.5 1.5 0 0 1 3 0V9l4.2 1a1.8 1.8 0 0 1 1.4 2l-.6 3a3.4 3.4 0 0 1-3.3 2.8h-1.6a3.6 3.6 0 0 1-2.9-1.5L4.2 12.6a1.4 1.4 0 0 1 2.1-1.8z" />`,
  ],
  curve: ['moved by a curve', svg`<path d="M2.5 15.5c7 0 8-11 15-11M14 2.5l3.5 2-2 3.5" />`],
  knob: ['moved by a MIDI knob', svg`<circle cx="10" cy="10" r="7" /><path d="M10 10V4.5" />`],
}

/** What moves a control now. */
export function moverMark(by: Control['movedBy']): TemplateResult {
  const [title, content] = MOVERS[by]
  return drawing(20, content, title)
}

/** The player's mark is filled, the model's is outlined, silence is a line. */
export function voiceMark(who: Voice | 'nobody', size: number): TemplateResult {
  if (who === 'performer') {
    return drawing(
      size,
      svg`<circle cx="10" cy="10" r="8" fill="var(--player)" stroke="var(--player)" />`,
      '',
    )
  }
  return who === 'model'
    ? drawing(
        size,
        svg`<circle cx="10" cy="10" r="7.5" stroke="var(--model)" stroke-width="3" />`,
        '',
      )
    : drawing(size, svg`<path d="M4 10h12" stroke="var(--quiet)" />`, '')
}

const STATES: Readonly<Record<LightStatus['state'], TemplateResult>> = {
  running: svg`<circle cx="10" cy="10" r="7" fill="currentColor" />`,
  idle: svg`<circle cx="10" cy="10" r="7" stroke="var(--quiet)" />`,
  starting: svg`<circle cx="10" cy="10" r="7" stroke-dasharray="2 4" />`,
  retrying: svg`<path d="M16.5 8A7 7 0 1 0 17 11.5M17 3.5V8h-4.5" />`,
  failed: svg`<path d="M10 2 18.5 17H1.5z" fill="currentColor" /><path d="M10 8v4M10 14.6v.1" stroke="var(--ground)" />`,
}

/** The state of an edge; trouble is a triangle. */
export const stateMark = (state: LightStatus['state'], size = 20): TemplateResult =>
  drawing(size, STATES[state], '')

/** Ice to ember: a bulb filled as far as the heat goes. */
export function heatMark(share: number, size: number): TemplateResult {
  const top = 14 - share * 11
  return drawing(
    size,
    svg`<path d="M7.5 11.5V3.5a2.5 2.5 0 0 1 5 0v8a4.5 4.5 0 1 1-5 0z" stroke="var(--quiet)" />
      <path d="M10 15V${top}" stroke=${heatInk(share)} stroke-width="3" />
      <circle cx="10" cy="15" r="2" fill=${heatInk(share)} stroke="none" />`,
    '',
  )
}

/** The colour of a temperature, 0..1 of its range. */
export const heatInk = (share: number): string =>
  `color-mix(in oklab, var(--ice), var(--ember) ${Math.round(Math.min(1, Math.max(0, share)) * 100)}%)`

/** An octagon: stop. */
export const stopMark = (): TemplateResult =>
  drawing(20, svg`<path d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z" />`, '')
