/** What channel mode messages and resets do to a channel. Sources are named at each. */

/** Controllers that are commands rather than values (MIDI 1.0, table III), 122 aside. */
export const isCommand = (controller: number): boolean => controller >= 120 && controller !== 122

/** All sound off, all notes off, and the four modes that turn notes off too (MIDI 1.0, table III). */
export const silences = (controller: number): boolean => controller === 120 || controller >= 123

export const RESET_ALL_CONTROLLERS = 121

/** Whether “reset all controllers” touches a controller (RP-015, MIDI Manufacturers Association). */
export const isReset = (controller: number): boolean =>
  controller < 120 &&
  ![0, 32, 7, 39, 10, 42].includes(controller) &&
  !(controller >= 70 && controller <= 79) &&
  !(controller >= 91 && controller <= 95)

/** The wheel where it rests, 14 bits. */
export const WHEEL_CENTRE = 8192
