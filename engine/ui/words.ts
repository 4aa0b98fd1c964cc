import type { Voice } from '../core/events.ts'
import type { PhraseHeard } from '../performance/ear.ts'
import type { View } from '../performance/view.ts'
import type { DeviceLight, PanelState, LightStatus } from './contract.ts'

/** What the panels say: short, present tense, what happened and what to do. */

const WHO: Readonly<Record<Voice | 'nobody', string>> = {
  performer: 'You',
  model: 'Partner',
  nobody: 'Silence',
}

export const whoWords = (playing: Voice | 'nobody'): string => WHO[playing]

/** Bar and beat; a count-in says so. */
export const barWords = ({ bar, beat }: Pick<View, 'bar' | 'beat'>): string =>
  bar < 1 ? `Count ${beat}` : `${bar}.${beat}`

/** How bars are counted, where it is not in four: '' there. */
export const meterWords = ({ meter }: Pick<View, 'meter'>): string => (meter === '4/4' ? '' : meter)

export const temperatureWords = (temperature: number): string => temperature.toFixed(2)

/** The state of an edge in a word. */
export const stateWords = ({ state }: LightStatus): string =>
  ({
    starting: 'starting',
    running: 'running',
    failed: 'failed',
    retrying: 'trying again',
    idle: 'off',
  })[state]

/** What there is to know about the state, and what to do. */
export function detailWords(status: LightStatus): string {
  switch (status.state) {
    case 'starting':
      return ''
    case 'failed':
      return [status.why, status.remedy].filter((part) => part !== '').join(' ')
    case 'retrying':
      return status.why
    default:
      return status.detail
  }
}

/** A light, whole: 'MIDI: off. Click to ask for permission.' */
export function lightWords({ label, status }: DeviceLight): string {
  const detail = detailWords(status)
  return `${label}: ${stateWords(status)}${detail === '' ? '' : `. ${detail}`}`
}

/** The one trouble that counts most: a failed edge, bad news, an edge that tries again. */
export function troubleOf({ lights, notice }: PanelState): string | null {
  const failed = lights.find(({ status }) => status.state === 'failed')
  if (failed) return `${failed.label}: ${detailWords(failed.status)}`
  if (notice?.tone === 'trouble') return notice.text
  const retrying = lights.find(({ status }) => status.state === 'retrying')
  return retrying ? lightWords(retrying) : null
}

/** How the partner is, in a line. */
export function partnerWords({ model, standIn }: View): string {
  if (standIn !== null) return `Markov chain plays: ${standIn}`
  return model.status === 'ready' ? model.name : model.reason
}

/** What the partner did to a phrase outside its range; '' where nothing was done. */
export function foldedWords({
  foldedOctaves,
  isFoldedSingly,
}: Pick<View, 'foldedOctaves' | 'isFoldedSingly'>): string {
  const octaves = Math.abs(foldedOctaves)
  const singly = isFoldedSingly ? 'Notes beyond its range are heard octaves nearer.' : ''
  if (octaves === 0) return singly
  const many = octaves === 1 ? 'an octave' : `${octaves} octaves`
  const way = foldedOctaves > 0 ? 'higher' : 'lower'
  return singly === '' ? `Heard ${many} ${way}, in its range.` : `Heard ${many} ${way}. ${singly}`
}

const WHY_NO_KEY: Readonly<Record<View['keyStatus'], string>> = {
  waiting: 'Key: listening; one note alone has none.',
  off: 'Key: off, heard as played.',
  atonal: 'Key: none in this playing; heard as played.',
  heard: '',
  set: '',
}

/** A key's name as musicians write it. */
const keyName = (name: string): string => name.replace('b', '♭')

/** The key in a word and how sure it is: ['E♭', '82 %']; ['key off', ''] where there is none. */
export function shortKeyWords({
  key,
  keyStatus,
}: Pick<View, 'key' | 'keyStatus'>): readonly [string, string] {
  if (!key) return [keyStatus === 'waiting' ? 'key …' : 'key off', '']
  const sure = keyStatus === 'set' ? 'set' : `${Math.round(key.confidence * 100)} %`
  return [keyName(key.name), sure]
}

/** The key that the partner hears, and how sure it is. */
export function keyWords({ key, keyStatus }: View): string {
  if (!key) return WHY_NO_KEY[keyStatus]
  const name = keyName(key.name)
  if (keyStatus === 'set') return `Key: ${name} major, set by hand.`
  return `Key: ${name} major or its minor, ${Math.round(key.confidence * 100)} % sure.`
}

/** Fewer have no beat of their own that could be missed. */
const FEWEST_ONSETS = 4

/** Where the tempo comes from. */
export function timeWords({ lastPhrase }: Pick<View, 'lastPhrase'>): string {
  if (!lastPhrase) return 'Tempo: not heard yet.'
  const bpm = `${Math.round(lastPhrase.tempo)} bpm`
  if (lastPhrase.time === 'heard') return `Tempo: ${bpm}, as you played.`
  if (lastPhrase.time === 'given') return `Tempo: ${bpm}, as set.`
  return lastPhrase.onsets < FEWEST_ONSETS
    ? `Tempo: ${bpm} as before; so few notes have none.`
    : `Tempo: ${bpm} as before; no steady beat in what you played.`
}

/** What of a phrase was not heard as it may have been meant; '' where nothing. */
export function unheardWords({ time, tempo, onsets, isWhole, notes }: PhraseHeard): string {
  const words = []
  if (time === 'kept' && onsets >= FEWEST_ONSETS) {
    words.push(`No steady beat in what you played: ${Math.round(tempo)} bpm stays.`)
  }
  if (!isWhole) words.push(`Of that long phrase the newest ${notes} notes count.`)
  return words.join(' ')
}

export function restWords(
  rest: number,
  { playing, mode, isHarmonyAlone, isCrowded }: View,
): string {
  if (isCrowded) return 'Waits: any note would rub against those that sound. The pedal up helps.'
  if (isHarmonyAlone) return 'Below the split: harmony, not answered. A lower split changes that.'
  if (mode === 'together') return 'Plays beside you.'
  if (mode === 'solo') return 'Plays by itself.'
  if (mode === 'shadow') return 'Follows half a beat behind.'
  if (mode === 'trade') return 'Four bars each.'
  if (mode === 'listen') return 'Hears you and stays silent.'
  if (rest > 0) return 'Answers when the ring closes.'
  return playing === 'model' ? 'Play, and it yields.' : 'Play, then rest for a beat.'
}
