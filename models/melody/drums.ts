/**
 * The General MIDI drums that Magenta's drum models tell apart, each class with the pitch that it
 * plays first (`DEFAULT_DRUM_PITCH_CLASSES` of @magenta/music): bass drum, snare, closed and open
 * hi-hat, low, mid and high tom, crash, ride.
 */
export const DRUM_CLASSES: readonly (readonly number[])[] = [
  [36, 35],
  [38, 27, 28, 31, 32, 33, 34, 37, 39, 40, 56, 65, 66, 75, 85],
  [42, 44, 54, 68, 69, 70, 71, 73, 78, 80],
  [46, 67, 72, 74, 79, 81],
  [45, 29, 41, 61, 64, 84],
  [48, 47, 60, 63, 77, 86, 87],
  [50, 30, 43, 62, 76, 83],
  [49, 55, 57, 58],
  [51, 52, 53, 59, 82],
]
