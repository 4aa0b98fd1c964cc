import { clickAt } from '../clock/clock.ts'
import { nearestStep, stepAt, TICKS_PER_PULSE } from '../clock/grid.ts'
import {
  exactTicksAt,
  secondsAt,
  tempoAt,
  ticksAt,
  withTempo,
  type TempoMap,
} from '../clock/tempoMap.ts'
import { andThen, type Continuation } from '../continuation/continuation.ts'
import { goesOnPastEnd, isPhraseNext, pulsed, respond } from '../continuation/partner.ts'
import { regridded } from '../continuation/regrid.ts'
import { extend } from '../core/digest.ts'
import type { Event, Stamped } from '../core/events.ts'
import {
  fromFourteenBits,
  fromSevenBits,
  seconds,
  secondsPerTick,
  ticks,
  TICKS_PER_STEP,
  toFourteenBits,
  toNoteVelocity,
  toSevenBits,
  type Seconds,
  type Ticks,
} from '../core/units.ts'
import { delaySeconds } from '../expression/feel.ts'
import { nextOnGrid } from '../core/windows.ts'
import { keyChoiceOf } from '../expression/key.ts'
import { ECHO, handle, NOTHING, rememberSent, rememberWheel, type Hands } from '../input/hands.ts'
import { melodyOf } from '../input/split.ts'
import { isOn, modulate, parameterAt, type Modulation } from '../modulation/modulation.ts'
import { asControl, triggered, whenRolesChange } from '../modulation/triggers.ts'
import { soundEvent } from '../sound/voices.ts'
import { diceAt } from '../modulation/dice.ts'
import { agendaAfter } from './agenda.ts'
import { petalsOf, type Command } from './commands.ts'
import { choosing, listen, ponder, shiftOf } from './ear.ts'
import { articulated } from './articulation.ts'
import { asked, carried, joined, mixedAt } from './carry.ts'
import { heardAhead, lookAhead, type AheadSetting } from './lookAhead.ts'
import { followed } from './following.ts'
import { chordHeard, heldHarmony } from './heldHarmony.ts'
import { nextPondering } from './pondering.ts'
import { closePhrase, passPhrase, phraseEndBy } from './phraseEnd.ts'
import { contextsAt, curvesGlided, glided } from './petalStance.ts'
import { movedTo, type Performance, type Stepped } from './state.ts'
import { tempoWanted, timed } from './timing.ts'

/** What leaves by MIDI is remembered as it leaves, since it may come back. */
function remembered(hands: Hands, command: Command): Hands {
  if (!('destination' in command) || command.destination.port === '') return hands
  const { channel } = command.destination
  const { atSeconds } = command
  switch (command.type) {
    case 'noteOn': {
      const { id, pitch } = command
      const velocity = toNoteVelocity(command.velocity)
      const from = hands.held.find((key) => key.id === id) ?? null
      return rememberSent(hands, { channel, pitch, velocity, from, atSeconds })
    }
    case 'bend': {
      const value = fromFourteenBits(toFourteenBits(command.value))
      return rememberWheel(hands, { type: 'pitchBend', channel, value, atSeconds })
    }
    case 'pressure': {
      const value = fromSevenBits(toSevenBits(command.value))
      return rememberWheel(hands, { type: 'pressure', channel, value, atSeconds })
    }
    default:
      return hands
  }
}

/** With its commands digested, and what of them leaves by MIDI remembered. */
function settled(state: Performance, sounded: readonly Command[]): Stepped {
  if (sounded.length === 0) return { state, commands: sounded }
  const commands = joined(
    sounded,
    petalsOf(sounded, contextsAt(state.modulation, state.horizonTicks)),
  )
  let { digest, hands, lastNoteSeconds } = state
  for (const command of commands) {
    digest = extend(digest, command)
    if (command.type === 'noteOn') lastNoteSeconds = command.atSeconds
    hands = remembered(hands, command)
  }
  return { state: { ...state, digest, hands, lastNoteSeconds }, commands }
}

/** The performance after an event. Events come in their total order. */
export const step = (
  before: Performance,
  { event, atSeconds }: Pick<Stamped, 'event' | 'atSeconds'>,
): Stepped => folded(before, event, atSeconds)

/** A role asked for by key, button or address comes when the performer wants roles to change. */
const inItsTime = (modulation: Modulation, event: Event): Event =>
  event.type === 'mode' && event.when === undefined
    ? { ...event, when: whenRolesChange(modulation) }
    : event

/** A press of a trigger is what it makes happen, to all rooms; the pad is seen to be down. */
function folded(before: Performance, entered: Event, atSeconds: Seconds): Stepped {
  const { horizonTicks, modulation, clock } = before
  const event = asControl(modulation, inItsTime(modulation, entered))
  const happening = triggered(modulation, event, clock.grid.meter, horizonTicks)
  if (happening === null) return happened(before, event, atSeconds)
  const seen = modulate(modulation, event, horizonTicks)
  return happened({ ...before, modulation: seen }, happening, atSeconds)
}

function happened(before: Performance, event: Event, atSeconds: Seconds): Stepped {
  const agenda = agendaAfter(before.agenda, event)
  if (event.type === 'timed') return { state: { ...before, agenda }, commands: [] }
  if (event.type === 'errand') {
    return settled(before, [{ type: 'errand', errand: event.errand }])
  }
  const { horizonTicks, seed, lastNoteSeconds, digest } = before
  const [hands, facts] = handle(before.hands, event, atSeconds)
  if (facts === ECHO) return { state: { ...before, agenda, hands }, commands: [] }
  const melody = facts.begun
    ? melodyOf(facts, parameterAt(before.modulation, 'hands.split', horizonTicks))
    : facts
  const [modulation, clock] = timed(before, event, atSeconds, facts, melody)
  const isTimeSame = modulation === before.modulation && clock === before.clock
  if (event.type === 'control' && facts === NOTHING && isTimeSame) {
    // Most knobs that move are nobody's: no room but the hands hears of them.
    return { state: hands === before.hands ? before : { ...before, hands }, commands: [] }
  }
  const { grid, map } = clock
  const byTicks = grid.originTicks - before.clock.grid.originTicks
  const moved = byTicks === 0 ? before.continuation : regridded(before.continuation, byTicks)
  const temperature = parameterAt(modulation, 'temperature', horizonTicks)
  const [struck, heard] = soundEvent(before.sound, event, hands, facts, atSeconds, temperature)
  const atTicks = exactTicksAt(map, atSeconds)
  const listening = chordHeard(
    moved,
    modulation,
    grid,
    () => performerPitches({ sound: struck }),
    nearestStep(grid, atTicks),
    horizonTicks,
  )
  const choice = keyChoiceOf(parameterAt(modulation, 'key', horizonTicks))
  const { timing, isOver } = before.ear
  const isNext =
    melody.begun !== null && (timing === null || isPhraseNext(listening, horizonTicks, isOver))
  const ear = listen(choosing(before.ear, choice), event, {
    atSeconds,
    hands: melody,
    isPhraseNext: isNext,
    tempo: tempoAt(map, atTicks),
  })
  const shift = shiftOf(ear, rangeAfter(listening, event))
  const harmony = melody.begun ? null : (facts.begun?.key.pitch ?? null)
  const setting = {
    grid,
    atSeconds,
    atTicks,
    horizonTicks,
    hands: melody,
    harmony,
    isPhraseNext: isNext,
    shift,
  }
  const turned = respond(listening, event, setting)
  const [answering, answered] = carried(struck, turned, seed)
  // What moved holds from the horizon on, and is heard there at once, not at the next pulse.
  const [sound, mixed] =
    modulation === before.modulation
      ? [answering, []]
      : mixedAt(answering, modulation, map, horizonTicks)
  const { state: continuation } = turned
  const heardOf = heardAhead(before.ahead, event, continuation)
  const [ahead, aheadAsk] =
    continuation === before.continuation
      ? [heardOf, null]
      : lookAhead(heardOf, aheadSetting({ continuation, clock, modulation, seed, sound }))
  return settled(
    {
      seed,
      horizonTicks,
      hands,
      modulation,
      clock,
      ear,
      continuation,
      ahead,
      sound,
      agenda,
      lastNoteSeconds,
      contextGlide: glided(before, modulation, atSeconds),
      curveGlide: curvesGlided(before, modulation, atSeconds),
      petals: event.type === 'petals' ? event : before.petals,
      digest,
    },
    joined(joined(joined(heard, answered), mixed), asked('askAhead', aheadAsk)),
  )
}

/** MIDI numbers of what the performer sounds, by key or pedal. */
const performerPitches = ({ sound }: Pick<Performance, 'sound'>): readonly number[] =>
  sound.sounding.filter(({ voice }) => voice === 'performer').map(({ pitch }) => pitch)

type AheadRooms = Omit<AheadSetting, 'against'> & Pick<Performance, 'sound'>

const aheadSetting = ({ sound, ...rooms }: AheadRooms): AheadSetting => ({
  ...rooms,
  against: performerPitches({ sound }),
})

const isReady = ({ model }: Continuation): boolean => model.status === 'ready'

/** The network's range, of which an event may bring news. */
const rangeAfter = ({ range }: Continuation, event: Event) =>
  event.type === 'model' && event.status === 'ready' ? event : range

/** A pulse at which a phrase ends: time and bars may move with it. */
function phraseEnds(before: Performance, at: Ticks): Stepped {
  const { clock, modulation, ear, turned } = closePhrase(before, at)
  const [playing, played] = carried(before.sound, turned, before.seed)
  const [sound, mixed] = mixedAt(playing, modulation, clock.map, at)
  const { state: continuation } = turned
  const { seed } = before
  const setting = aheadSetting({ continuation, clock, modulation, seed, sound })
  const [ahead, aheadAsk] = lookAhead(before.ahead, setting)
  return settled(
    { ...before, clock, modulation, ear, continuation, ahead, sound },
    joined(joined(joined(mixed, clicksAt(before, at)), played), asked('askAhead', aheadAsk)),
  )
}

function clicksAt({ clock, modulation }: Performance, at: Ticks): readonly Command[] {
  const click = clickAt(clock, at, isOn(modulation, 'click'))
  return click ? [{ type: 'click', accent: click.accent, atSeconds: secondsAt(clock.map, at) }] : []
}

/** When the partner's sixteenth sounds: in an answer, as the performer stands to the grid. */
export function playedSeconds(
  { ear, clock, continuation }: Performance,
  at: Ticks,
  atSeconds: Seconds,
): Seconds {
  if (!ear.feel || !continuation.plan) return atSeconds
  const stepSeconds = TICKS_PER_STEP * secondsPerTick(tempoAt(clock.map, at))
  return seconds(atSeconds + delaySeconds(ear.feel, stepAt(clock.grid, at), stepSeconds))
}

/** How the sixteenth at a tick is drawn. */
function diceNow({ sound, modulation, clock: { grid }, continuation }: Performance, at: Ticks) {
  const sounding = performerPitches({ sound })
  const harmony = heldHarmony(sounding, modulation, grid, continuation, stepAt(grid, at), at)
  return diceAt(modulation, at, continuation.shift, continuation.range, harmony)
}

function pulse(earlier: Performance, at: Ticks): Stepped {
  const wanted = withTempo(earlier.clock.map, at, tempoWanted(earlier.modulation, at))
  const timely =
    wanted === earlier.clock.map
      ? earlier
      : { ...earlier, clock: { ...earlier.clock, map: wanted } }
  const atSeconds = secondsAt(wanted, at)
  const end = phraseEndBy(timely, at, atSeconds)
  if (end === 'awaited') return phraseEnds(timely, at)
  const before = {
    ...timely,
    ...(end === 'passed' ? passPhrase(timely, at) : followed(timely, at)),
  }
  const { grid, map } = before.clock
  const moment = () => ({
    step: stepAt(grid, at),
    meter: grid.meter,
    atTicks: at,
    atSeconds: playedSeconds(before, at, atSeconds),
    dice: diceNow(before, at),
    seed: before.seed,
  })
  const soundsAt = (tick: number) => playedSeconds(before, ticks(tick), secondsAt(map, tick))
  const pulsedOnce = pulsed(before.continuation, at, grid, moment, () => performerPitches(before))
  const turned = andThen(pulsedOnce, (state) =>
    articulated(state, before.ahead.meant, at, soundsAt),
  )
  const [playing, played] = carried(before.sound, turned, before.seed)
  const [sound, mixed] = mixedAt(playing, before.modulation, map, at)
  const { state: continuation } = turned
  const { clock, modulation, seed } = before
  const [ahead, aheadAsk] =
    continuation === before.continuation
      ? [before.ahead, null]
      : lookAhead(before.ahead, aheadSetting({ continuation, clock, modulation, seed, sound }))
  return settled(
    { ...before, continuation, ahead, sound },
    joined(joined(joined(mixed, clicksAt(before, at)), played), asked('askAhead', aheadAsk)),
  )
}

/** Between two pulses. */
function pondered(before: Performance, at: Ticks): Stepped {
  const { ear, clock, continuation } = before
  const [heard, keyAsk] = ponder(
    ear,
    secondsAt(clock.map, at),
    isReady(continuation),
    goesOnPastEnd(continuation),
  )
  return settled({ ...before, ear: heard }, asked('askKey', keyAsk))
}

/** The tick at which the first event that waits is carried out; Infinity when none waits. */
function dueTicks({ agenda, clock, horizonTicks }: Performance): number {
  const [first] = agenda
  return first ? Math.max(horizonTicks, ticksAt(clock.map, first.dueSeconds)) : Infinity
}

/** Carries out the first event that waits. */
function carryOutDue(before: Performance, at: Ticks): Stepped {
  const [first, ...agenda] = before.agenda
  if (!first) return { state: before, commands: [] }
  const { event, dueSeconds: atSeconds } = first
  return folded({ ...before, agenda, horizonTicks: at }, event, atSeconds)
}

const NO_COMMANDS: readonly Command[] = []

/** @param endOf the tick up to which all is to be decided, under the tempo so far */
function advanceWhile(before: Performance, endOf: (map: TempoMap) => Ticks): Stepped {
  let state = before
  let commands: Command[] | null = null
  for (;;) {
    const end = endOf(state.clock.map)
    const at = nextOnGrid(state.horizonTicks, state.clock.grid.originTicks, TICKS_PER_PULSE)
    const due = dueTicks(state)
    const { ear, clock, horizonTicks, continuation } = state
    const pondering = nextPondering(
      ear,
      isReady(continuation),
      goesOnPastEnd(continuation),
      clock.map,
      horizonTicks,
    )
    // Said so that a damaged state from elsewhere (NaN, a grid beyond counting) ends here as well.
    if (!(Math.min(at, due, pondering) < end) || at < state.horizonTicks) {
      const isLater = end > state.horizonTicks
      return {
        state: isLater ? movedTo(state, end) : state,
        commands: commands ?? NO_COMMANDS,
      }
    }
    const stepped =
      pondering < Math.min(at, due)
        ? pondered(movedTo(state, ticks(pondering + 1)), ticks(pondering))
        : due < at
          ? carryOutDue(state, ticks(due))
          : pulse(movedTo(state, ticks(at + 1)), at)
    state = stepped.state
    if (stepped.commands.length > 0) (commands ??= []).push(...stepped.commands)
  }
}

/**
 * The performance with everything decided that lies before a tick. Any way of cutting a stretch of
 * time into such calls gives the same commands.
 */
export const advance = (before: Performance, toTicks: Ticks): Stepped =>
  advanceWhile(before, () => toTicks)

/** The same up to a moment of show time, through every change of tempo on the way. */
export const advanceTo = (before: Performance, horizonSeconds: number): Stepped =>
  advanceWhile(before, (map) => ticksAt(map, horizonSeconds))
