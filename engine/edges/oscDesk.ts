import { isPattern, matches, type OscMessage, type OscPacket } from '../../bridge/osc.ts'
import { barAt, beatAt, lastBeat } from '../clock/grid.ts'
import {
  leadingClock,
  leadingWords,
  type LeadingClock,
  type OuterClock,
} from '../clock/leadingClock.ts'
import { follow, showOnLine, type SteadyLine } from '../clock/steadyLine.ts'
import { secondsAt, tempoAt } from '../clock/tempoMap.ts'
import { isTimeable } from '../core/checkEvent.ts'
import type { Event, ExternalBeatEvent } from '../core/events.ts'
import { beatOfLink, LINK_BEAT } from '../input/oscLink.ts'
import { OscMoves } from '../input/oscMoves.ts'
import {
  beatOfOscMidi,
  deviceOfPort,
  eventOfOscMidi,
  isHeardTwice,
  MIDI_ROOT,
} from '../input/oscMidi.ts'
import { isOn } from '../modulation/modulation.ts'
import { MOST_DUE } from '../performance/agenda.ts'
import {
  endpointsOf,
  endpointsOfPage,
  OSC_DEVICE,
  ROOT,
  type PageActions,
} from '../performance/addresses.ts'
import type { Command } from '../performance/commands.ts'
import { readValues, type Endpoint } from '../performance/endpoint.ts'
import { listOf, stateOf } from '../performance/oscState.ts'
import type { Performance } from '../performance/state.ts'
import type { BridgeClock } from './bridgeClock.ts'
import { OscReports } from './oscReports.ts'
import type { ShowClock } from './showClock.ts'

export interface OscDeskPorts {
  readonly send: (packet: OscPacket) => void
  /** Whether anyone hears what is sent. */
  readonly isJoined: () => boolean
  /** Tells the bridge which addresses are continuous. */
  readonly setContinuous: (addresses: readonly string[]) => void
  readonly bridgeClock: BridgeClock
  readonly showClock: ShowClock
  readonly state: () => Performance
  /** Takes what happened. Times are performance time, milliseconds. */
  readonly offer: (event: Event, atMilliseconds: number) => void
  /** One line that the performer should read. */
  readonly warn: (line: string) => void
  /** One line that is good to know. */
  readonly tell: (line: string) => void
  /** What the page does that is no event. */
  readonly actions: PageActions
  /** The scene that is on; '' before the first. */
  readonly scene: () => string
  /** Names of the MIDI inputs that the browser hears by itself. */
  readonly midiInputs: () => readonly string[]
  readonly now: () => number
}

/** A stamp may lie ahead by the error of the bridge's clock. */
const AHEAD_MILLISECONDS = 1
const FARTHEST_AHEAD_MILLISECONDS = 10_000
/** A packet that comes later than this was late itself, and means now. */
const LATEST_MILLISECONDS = 100
const REPORT_MILLISECONDS = 50
/** A sensor that sends what is refused sends it a thousand times. */
const REFUSAL_MILLISECONDS = 1000
const LINK: OuterClock = { kind: 'link', name: 'Ableton Link' }
/** What a page says, which another page hears. */
const SAID_BY_PAGES = ['state/', 'out/', 'list/', 'error'].map((name) => ROOT + name)

/** The instrument by OSC: what comes in becomes events, and what happens is told. */
export class OscDesk {
  readonly #ports: OscDeskPorts
  readonly #reports: OscReports
  readonly #moves = new OscMoves()
  readonly #ofPage: readonly Endpoint[]
  readonly #midiPorts = new Set<string>()
  #declared: Performance['modulation']['parameters'] | null = null
  #endpoints = new Map<string, Endpoint>()
  #routes: Performance['modulation']['routes'] | null = null
  #routed = new Set<string>()
  #line: SteadyLine | null = null
  #reportAt = 0
  #beatTicks = -1
  #leading: LeadingClock | null = null
  #refused = ''
  #refusedUntil = 0

  constructor(ports: OscDeskPorts) {
    this.#ports = ports
    this.#reports = new OscReports(ports.send, ports.bridgeClock)
    this.#ofPage = endpointsOfPage(ports.actions)
  }

  /** The bridge is there, and knows nothing of us. */
  joined(): void {
    this.#reports.forget()
    this.#reportAt = 0
  }

  /** What came by the bridge is let go of: it has gone, or other machines have. */
  released(): void {
    const now = this.#ports.now()
    for (const device of [OSC_DEVICE, ...[...this.#midiPorts].map(deviceOfPort)]) {
      this.#ports.offer({ type: 'device', device, connected: false }, now)
    }
    this.#midiPorts.clear()
  }

  /** @param atMilliseconds when it came, or is due */
  message(message: OscMessage, atMilliseconds: number): void {
    const { address, values } = message
    if (address.startsWith(MIDI_ROOT)) this.#hearMidi(address, values, atMilliseconds)
    else if (address.startsWith(ROOT)) this.#hearOwn(address, values, atMilliseconds)
    else if (address === LINK_BEAT) this.#hearBeat(beatOfLink(values), LINK, atMilliseconds)
    else if (isPattern(address)) this.#hearPattern(address, values, atMilliseconds)
    else {
      const { learning } = this.#ports.state().modulation
      const isRouted = (device: string): boolean => this.#isRouted(device)
      for (const event of this.#moves.eventsOf(address, values, isRouted, learning !== null)) {
        this.#accept(event, atMilliseconds)
      }
    }
  }

  /** Follows the clocks, and tells what has changed; called every few milliseconds. */
  wake(): void {
    const { now, showClock, state, isJoined } = this.#ports
    const at = now()
    this.#line = follow(this.#line, at / 1000, showClock.fromPerformance(at))
    if (!isJoined()) return
    this.#tellBeat(state(), at)
    if (at < this.#reportAt) return
    this.#reportAt = at + REPORT_MILLISECONDS
    this.#declare()
    const scene = { address: `${ROOT}state/scene`, types: 's', values: [this.#ports.scene()] }
    this.#reports.state([...stateOf(state(), showClock.fromPerformance(at)), scene])
  }

  /** Tells of a note that plays. */
  perform(command: Command): void {
    const { showClock, now, isJoined } = this.#ports
    if (!isJoined() || !('atSeconds' in command)) return
    this.#reports.perform(command, showClock.toPerformance(command.atSeconds), now())
  }

  /** Each beat once it is decided, a little ahead: other machines can keep in time with it. */
  #tellBeat({ clock, horizonTicks }: Performance, at: number): void {
    const beat = lastBeat(clock.grid, horizonTicks - 1)
    if (beat === this.#beatTicks) return
    this.#beatTicks = beat
    const message = {
      address: `${ROOT}out/beat`,
      types: 'iif',
      values: [barAt(clock.grid, beat) + 1, beatAt(clock.grid, beat) + 1, tempoAt(clock.map, beat)],
    }
    const beatAtMilliseconds = this.#ports.showClock.toPerformance(secondsAt(clock.map, beat))
    this.#reports.tell(message, beatAtMilliseconds, at)
  }

  /** Scenes bring controls of their own, and so addresses. */
  #declare(): void {
    const { parameters } = this.#ports.state().modulation
    if (parameters === this.#declared) return
    this.#declared = parameters
    this.#endpoints = new Map(
      endpointsOf(parameters, this.#ofPage).map((one) => [one.address, one]),
    )
    const continuous = [...this.#endpoints.values()].filter(({ kind }) => kind === 'continuous')
    this.#ports.setContinuous(continuous.map(({ address }) => address))
  }

  #isRouted(device: string): boolean {
    const { routes } = this.#ports.state().modulation
    if (routes !== this.#routes) {
      this.#routes = routes
      this.#routed = new Set(routes.map(({ source }) => source.device))
    }
    return this.#routed.has(device)
  }

  #hearMidi(address: string, values: readonly unknown[], at: number): void {
    const [port = '', kind = '', ...rest] = address.slice(MIDI_ROOT.length).split('/')
    if (rest.length > 0 || isHeardTwice(port, this.#ports.midiInputs())) return
    if (kind === 'tempo') {
      this.#hearBeat(beatOfOscMidi(values), { kind: 'midi', name: port }, at)
      return
    }
    const event = eventOfOscMidi(port, kind, values)
    if (event === null) return
    this.#midiPorts.add(port)
    this.#accept(event, at)
  }

  #hearBeat(beat: ExternalBeatEvent | null, clock: OuterClock, at: number): void {
    if (!isOn(this.#ports.state().modulation, 'clock.follow')) this.#leading = null
    else if (beat !== null) {
      const before = this.#leading
      this.#leading = leadingClock(before, clock, at / 1000)
      const { kind, name } = this.#leading
      if (kind !== before?.kind || name !== before.name) this.#ports.tell(leadingWords(clock))
      if (kind === clock.kind && name === clock.name) this.#accept(beat, at)
    }
  }

  #hearOwn(address: string, values: readonly unknown[], at: number): void {
    this.#declare()
    const endpoint = this.#endpoints.get(address)
    if (endpoint !== undefined) this.#play(endpoint, values, at)
    else if (address === `${ROOT}list`) {
      for (const told of listOf([...this.#endpoints.values()])) this.#ports.send(told)
    } else if (address === `${ROOT}state`) {
      this.#reports.forget()
      this.#reportAt = 0
    } else if (isPattern(address)) this.#hearPattern(address, values, at)
    else if (!SAID_BY_PAGES.some((said) => address.startsWith(said))) {
      this.#refuse(address, 'there is no such address; /anthesis/list tells all')
    }
  }

  #hearPattern(pattern: string, values: readonly unknown[], at: number): void {
    this.#declare()
    for (const endpoint of this.#endpoints.values()) {
      if (matches(pattern, endpoint.address)) this.#play(endpoint, values, at)
    }
  }

  #play(endpoint: Endpoint, values: readonly unknown[], at: number): void {
    const read = readValues(endpoint, values)
    if ('refusal' in read) {
      this.#refuse(endpoint.address, read.refusal)
      return
    }
    if (endpoint.act !== undefined) {
      const isLater = at - this.#ports.now() > AHEAD_MILLISECONDS
      if (isLater) this.#refuse('A timetag', `${endpoint.label} is done at once only`)
      else endpoint.act(read.values)
      return
    }
    const event = endpoint.eventOf(read.values)
    if (event !== null) this.#accept(event, at)
  }

  #accept(event: Event, at: number): void {
    const { offer, now, state } = this.#ports
    const present = now()
    const ahead = at - present
    if (ahead <= AHEAD_MILLISECONDS) {
      offer(event, ahead < -LATEST_MILLISECONDS ? present : Math.min(at, present))
    } else if (ahead > FARTHEST_AHEAD_MILLISECONDS) {
      this.#refuse('A timetag', 'it lies more than 10 s ahead; set the sender’s clock')
    } else if (!isTimeable(event)) {
      this.#refuse('A timetag', `${event.type} is done at once only`)
    } else if (state().agenda.length >= MOST_DUE) {
      this.#refuse('A timetag', `${MOST_DUE} events wait already`)
    } else {
      const line = this.#line ?? follow(null, present / 1000, this.#ports.showClock.now())
      offer({ type: 'timed', dueSeconds: showOnLine(line, at / 1000), event }, present)
    }
  }

  #refuse(what: string, why: string): void {
    const now = this.#ports.now()
    const text = `${what} ${why}`
    if (text === this.#refused && now < this.#refusedUntil) return
    this.#refused = text
    this.#refusedUntil = now + REFUSAL_MILLISECONDS
    this.#ports.warn(`OSC: ${what} was refused: ${why}.`)
    this.#ports.send({ address: `${ROOT}error`, types: 'ss', values: [what, why] })
  }
}
