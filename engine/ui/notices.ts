import type { View } from '../performance/view.ts'
import type { DeviceLight, Notice, LightStatus } from './contract.ts'
import { unheardWords } from './words.ts'

/** The quiet strip and the device lights: what the edges say of themselves, newest last. */
export interface NoticeBoard {
  readonly lights: readonly DeviceLight[]
  readonly notice: Notice | null
  say(tone: Notice['tone'], text: string): void
  light(id: DeviceLight['id'], status: LightStatus): void
  /** Says what has changed in the partner since the last view. */
  watch(view: View): void
}

const LABELS: readonly (readonly [DeviceLight['id'], string])[] = [
  ['midi', 'MIDI'],
  ['partner', 'Partner'],
  ['sound', 'Sound'],
  ['picture', 'Picture'],
  ['bridge', 'Bridge'],
  ['log', 'Take'],
]

const isTrouble = (status: LightStatus): boolean => status.state === 'failed'

const sentence = (status: LightStatus): string =>
  status.state === 'failed'
    ? `${status.why} ${status.remedy}`
    : status.state === 'retrying'
      ? status.why
      : ''

/** News is read at a glance; trouble stays a little longer, and its light for as long as it lasts. */
const SHOWN_MILLISECONDS: Readonly<Record<Notice['tone'], number>> = { news: 8000, trouble: 20_000 }

/** @param now milliseconds, monotone */
export function createNoticeBoard(now: () => number): NoticeBoard {
  const statuses = new Map<DeviceLight['id'], LightStatus>()
  let lights: readonly DeviceLight[] = []
  let notice: Notice | null = null
  let saidAt = 0
  let count = 0
  let standIn: string | null = null
  let octaves = 0
  let isFoldedSingly = false
  let keyStatus: View['keyStatus'] = 'waiting'
  let unheard = ''

  const relight = (): void => {
    lights = LABELS.map(([id, label]) => ({
      id,
      label,
      status: statuses.get(id) ?? { state: 'starting' },
    }))
  }
  relight()

  const board: NoticeBoard = {
    get lights() {
      return lights
    },
    get notice() {
      if (notice && now() - saidAt > SHOWN_MILLISECONDS[notice.tone]) notice = null
      return notice
    },
    say(tone, text) {
      saidAt = now()
      if (notice?.text === text) return
      notice = { id: count++, tone, text }
    },
    light(id, status) {
      const before = statuses.get(id)
      statuses.set(id, status)
      relight()
      if (isTrouble(status) && (!before || sentence(before) !== sentence(status))) {
        board.say('trouble', sentence(status))
      } else if (before && isTrouble(before) && status.state === 'running') {
        const label = LABELS.find(([other]) => other === id)?.[1] ?? id
        board.say('news', `${label} is back.`)
      }
    },
    watch(view) {
      if (view.standIn !== standIn) {
        standIn = view.standIn
        if (standIn === null) board.say('news', 'The network plays again.')
        else board.say('trouble', `${standIn} A Markov chain of your own notes plays.`)
      }
      if (view.keyStatus !== keyStatus) {
        keyStatus = view.keyStatus
        if (keyStatus === 'atonal') {
          board.say('news', 'There is no key in what you play: it is heard as played.')
        }
      }
      const words = view.lastPhrase ? unheardWords(view.lastPhrase) : ''
      if (words !== unheard) {
        // Who plays freely is told once, not after every phrase.
        unheard = words
        if (words !== '') board.say('news', words)
      }
      if (view.isFoldedSingly !== isFoldedSingly) {
        isFoldedSingly = view.isFoldedSingly
        if (isFoldedSingly) {
          board.say(
            'news',
            "Notes of your phrase lie beyond the partner's range: it hears them octaves nearer.",
          )
        }
      }
      if (view.foldedOctaves !== octaves) {
        octaves = view.foldedOctaves
        if (octaves !== 0) {
          const many = Math.abs(octaves)
          const way = octaves > 0 ? 'higher' : 'lower'
          board.say(
            'news',
            `Your phrase lies outside the partner's range: it hears you ${many} octave${many > 1 ? 's' : ''} ${way}.`,
          )
        }
      }
    },
  }
  return board
}
