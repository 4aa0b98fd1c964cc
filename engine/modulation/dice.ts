import { rhythmTemperatureOf, type Dice } from '../continuation/dice.ts'
import { isOn, parameterAt, type Modulation } from './modulation.ts'
import { pitchClassesOf } from './scales.ts'

const OCTAVE = 11

/** The rhythm's temperature and the pitch's at a tick. */
export function temperaturesAt(modulation: Modulation, at: number): readonly [number, number] {
  const temperature = parameterAt(modulation, 'temperature', at)
  const isLinked = isOn(modulation, 'dice.linked')
  return [isLinked ? temperature : rhythmTemperatureOf(temperature), temperature]
}

/**
 * The performer's hands on the dice at a tick, in the model's pitches.
 * @param shift semitones from the performer's key and register into the model's
 * @param harmony the chord that is held
 * @param range the model's pitches; the performer's bounds give way where they leave no octave of it
 */
export function diceAt(
  modulation: Modulation,
  at: number,
  shift: number,
  range: { readonly minPitch: number; readonly maxPitch: number },
  harmony: Dice['harmony'] = null,
): Dice {
  const value = (id: string): number => parameterAt(modulation, id, at)
  const [rhythmTemperature, pitchTemperature] = temperaturesAt(modulation, at)
  const lowest = Math.min(value('dice.lowest') + shift, range.maxPitch - OCTAVE)
  return {
    rhythmTemperature,
    pitchTemperature,
    topP: value('dice.topP'),
    pitchClasses: pitchClassesOf(value('dice.scale'), value('dice.tonic'), shift),
    lowest,
    highest: Math.max(value('dice.highest') + shift, lowest + OCTAVE, range.minPitch + OCTAVE),
    density: value('dice.density'),
    repetitionPenalty: value('dice.repetition'),
    isFloored: isOn(modulation, 'dice.floor'),
    harmony,
  }
}
