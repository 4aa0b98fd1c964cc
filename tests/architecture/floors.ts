import type { Import } from './imports.ts'

/** The floors of the tower; a room imports from lower ones only. */
const FLOORS = [
  ['engine/core'],
  ['engine/input', 'engine/clock'],
  ['engine/expression', 'engine/continuation'],
  ['engine/modulation'],
  ['engine/sound', 'engine/visuals', 'engine/stage'],
  ['engine/performance', 'engine/show'],
  ['engine/edges', 'engine/cli'],
  ['engine/ui'],
  ['engine/page'],
  ['engine/main.ts', 'engine/follow.ts'],
]

/** The highest floor that knows nothing but the language. */
const HIGHEST_PURE_FLOOR = 5

/** All that engine and bridge share, files and folders; they import each other alone. */
const SHARED_WITH_BRIDGE = [
  'bridge/protocol.ts',
  'bridge/ensemble.ts',
  'bridge/osc.ts',
  'bridge/osc/',
]

const isSharedWithBridge = (path: string): boolean =>
  SHARED_WITH_BRIDGE.some((shared) =>
    shared.endsWith('/') ? path.startsWith(shared) : path === shared,
  )

/** What a model is to the engine. */
const MODEL_PORTS = [
  'engine/continuation/melodyModel.ts',
  'engine/continuation/course.ts',
  'engine/continuation/dice.ts',
  'engine/continuation/lean.ts',
  'engine/continuation/shaping.ts',
  'engine/continuation/throwDice.ts',
  'engine/continuation/ask.ts',
  'engine/continuation/keyAsk.ts',
  'engine/visuals/petalSource.ts',
  'engine/visuals/curveMove.ts',
]

/** The rooms of the tower that may reach beside it. */
const OUTWARD = ['engine/edges', 'engine/cli', 'engine/page', 'engine/main.ts', 'engine/follow.ts']

/** The room of a file: its folder in engine/ or models/, else its top folder. */
export function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'engine' || top === 'models' ? `${top}/${second}` : top
}

/** Where a room stands in the tower; -1 beside it. */
const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room))

/** Whether a file may know nothing but the language. */
export function isPure(path: string): boolean {
  const floor = floorOf(roomOf(path))
  return floor >= 0 && floor <= HIGHEST_PURE_FLOOR
}

/**
 * Why a file may not have an import; null when it may.
 * @param importer its path from the top of the repository
 */
export function objection(importer: string, target: Import): string | null {
  if (target.specifier === '') {
    return roomOf(importer) === 'engine/edges'
      ? null
      : 'only engine/edges may import what is computed'
  }
  return target.file === null
    ? packageObjection(importer, target)
    : fileObjection(importer, target.file)
}

function fileObjection(importer: string, target: string): string | null {
  const from = roomOf(importer)
  const to = roomOf(target)
  if (isSharedWithBridge(importer)) {
    return isSharedWithBridge(target) ? null : 'what engine and bridge share imports itself alone'
  }
  if (from === to) return null
  const fromFloor = floorOf(from)
  const toFloor = floorOf(to)
  if (fromFloor >= 0 && toFloor >= 0) return towerObjection(from, fromFloor, to, toFloor)
  if (fromFloor >= 0) return outwardObjection(from, to, target)
  if (from.startsWith('models/')) {
    return to === 'engine/core' || MODEL_PORTS.includes(target)
      ? null
      : `models import engine/core, ${MODEL_PORTS.join(', ')} and their own room alone`
  }
  if (from === 'scenes') {
    return to === 'engine/visuals'
      ? null
      : 'scenes import the scene contract alone, in engine/visuals'
  }
  if (from === 'bridge') return 'the bridge imports itself alone'
  return `${from} is no room of the house`
}

function towerObjection(
  from: string,
  fromFloor: number,
  to: string,
  toFloor: number,
): string | null {
  if (toFloor < fromFloor) return null
  if (toFloor === fromFloor) {
    return `${from} and ${to} stand on one floor, ${String(toFloor)}, and do not know each other`
  }
  if (to === 'engine/main.ts') return 'engine/main.ts composes all, and nothing imports it'
  return `this arrow points up, from floor ${String(fromFloor)} to floor ${String(toFloor)}`
}

function outwardObjection(from: string, to: string, target: string): string | null {
  if (to === 'bridge' && !isSharedWithBridge(target)) {
    return `engine and bridge share ${SHARED_WITH_BRIDGE.join(', ')} alone`
  }
  if (to !== 'bridge' && to !== 'scenes' && !to.startsWith('models/')) {
    return `${to} is no room of the house`
  }
  return OUTWARD.includes(from)
    ? null
    : `only ${OUTWARD.join(', ')} reach out of the tower to ${to}`
}

function packageObjection(importer: string, target: Import): string | null {
  const room = roomOf(importer)
  const { specifier } = target
  if (isSharedWithBridge(importer)) {
    return 'what engine and bridge share imports itself alone'
  }
  if (specifier.startsWith('node:')) {
    return room === 'bridge' || room === 'engine/cli' || room.startsWith('models/')
      ? null
      : 'Node’s modules are for bridge, engine/cli and models'
  }
  if (isPure(importer)) {
    if (room === 'engine/visuals' || room === 'engine/stage') {
      if (specifier === 'three' || (target.typeOnly && specifier.startsWith('three/'))) return null
      return 'visuals and stage import three’s maths and types, and no other package'
    }
    return 'floors 0 to 5 import no packages'
  }
  if (room === 'scenes') {
    return specifier === 'three/webgpu' || specifier === 'three/tsl'
      ? null
      : 'scenes import three/webgpu and three/tsl, and no other package'
  }
  if (/^@(tensorflow|magenta)\//.test(specifier)) {
    return room.startsWith('models/') || room === 'engine/edges'
      ? null
      : 'TensorFlow.js and Magenta live in models and engine/edges'
  }
  return room.startsWith('models/') ? 'models import TensorFlow.js and Magenta alone' : null
}
