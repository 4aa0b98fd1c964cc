import { expect, test } from 'vitest'
import { drawRoll, type Sheet } from '../../engine/ui/rollDrawing.ts'
import { timelineOf } from '../../engine/ui/timeline.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { BEAT, noteOff, noteOn, Stage } from '../performance/stage.ts'

const SHEET: Sheet = { width: 1800, height: 400, heatRange: [0, 2] }

interface Stroke {
  readonly left: number
  readonly width: number
  readonly strength: number
}

/** Keeps what is outlined with dashes, as notes are that are meant. */
function dashedPen() {
  const dashed: Stroke[] = []
  let dashes: readonly number[] = []
  const nothing = () => undefined
  const pen = {
    globalAlpha: 1,
    ...{ clearRect: nothing, fillRect: nothing, fillText: nothing, beginPath: nothing },
    ...{ lineTo: nothing, stroke: nothing },
    createLinearGradient: () => ({ addColorStop: nothing }),
    setLineDash: (given: readonly number[]) => (dashes = given),
    strokeRect(left: number, _: number, width: number, height: number) {
      const isNote = dashes.length > 0 && height < SHEET.height / 4
      if (isNote) dashed.push({ left, width, strength: this.globalAlpha })
    },
  }
  return { pen: pen as unknown as CanvasRenderingContext2D, dashed }
}

/** The notes that are drawn as meant, or as having been meant. */
function drawn(stage: Stage): Stroke[] {
  const { pen, dashed } = dashedPen()
  const timeline = timelineOf(stage.conductor.state, stage.now)
  drawRoll(pen, SHEET, { notes: [], timeline, nowSeconds: stage.now }, [])
  return dashed
}

test('what the partner had meant to play when it yields stays on the roll, dimmed, and goes by', () => {
  const stage = new Stage({ seed: 2, network: new ShippedNetwork() })
  for (const [index, pitch] of [60, 64, 67, 64].entries()) {
    stage.play(pitch, 1 + index * BEAT, 1.3 + index * BEAT)
  }
  while (!stage.conductor.state.ahead.meant && stage.now < 9) stage.until(stage.now + 0.01)
  stage.until(stage.now + 0.8 * BEAT)
  const meant = drawn(stage)
  expect(meant.length).toBeGreaterThan(1)

  stage.tell(noteOn(60))
  const yielded = drawn(stage)
  expect(yielded.map(({ left, width }) => [left, width])).toEqual(
    meant.map(({ left, width }) => [left, width]),
  )
  for (const [index, { strength }] of yielded.entries()) {
    expect(strength).toBeGreaterThan(0.2)
    expect(strength).toBeLessThan(0.8 * (meant[index]?.strength ?? 0))
  }
  // It slides into the past with everything else.
  stage.until(stage.now + 0.3)
  const later = drawn(stage)
  expect(later.length).toBe(yielded.length)
  for (const [index, { left }] of later.entries()) {
    expect((yielded[index]?.left ?? 0) - left).toBeCloseTo((0.3 * SHEET.width) / 18, 6)
  }
  stage.tell(noteOff(60))
})
