import { everyElement } from './stage.ts'

/** Runs in the page: what can be read, reached and hit. Each finding is a line of words. */

type Colour = readonly [number, number, number, number]

const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })

/** Any CSS colour as sRGB bytes and an alpha of 0..1. */
function read(colour: string): Colour {
  if (!pen) throw new Error('no 2d canvas')
  pen.clearRect(0, 0, 1, 1)
  pen.fillStyle = colour
  pen.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = pen.getImageData(0, 0, 1, 1).data
  return [red, green, blue, alpha / 255]
}

const over = (top: Colour, below: Colour): Colour => {
  const mix = (a: number, b: number): number => a * top[3] + b * (1 - top[3])
  return [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2]), 1]
}

function luminance([red, green, blue]: Colour): number {
  const linear = (byte: number): number => {
    const share = byte / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function contrast(a: Colour, b: Colour): number {
  const [one, other] = [luminance(a), luminance(b)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function parentOf(element: Element): Element | null {
  if (element.parentElement) return element.parentElement
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : null
}

function backgroundOf(element: Element | null, ground: string): Colour {
  if (!element) return read(ground)
  const own = read(getComputedStyle(element).backgroundColor)
  const isBody = element === document.body || element === document.documentElement
  return isBody ? read(ground) : over(own, backgroundOf(parentOf(element), ground))
}

const hasText = (element: Element): boolean =>
  [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
  )

const isDrawn = (element: Element): boolean =>
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.classList.contains('unseen') &&
  !['STYLE', 'TITLE', 'title'].includes(element.tagName)

const nameOf = (element: Element): string =>
  `${element.localName} “${(element.getAttribute('aria-label') ?? element.textContent).trim()}”`

export const texts = (below?: ParentNode): Element[] =>
  everyElement(below).filter((element) => isDrawn(element) && hasText(element))

/** Text with less contrast than 7 : 1. @param ground the colour behind everything */
export const faintTexts = (ground: string, below?: ParentNode): string[] =>
  texts(below).flatMap((element) => {
    const background = backgroundOf(element, ground)
    const ink = over(read(getComputedStyle(element).color), background)
    const ratio = contrast(ink, background)
    return ratio < 7 ? [`${nameOf(element)} ${ratio.toFixed(1)}`] : []
  })

export const smallTexts = (): string[] =>
  texts()
    .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 16)
    .map(nameOf)

const CONTROLS = 'button, [role=slider], [role=spinbutton]'

export const controls = (): Element[] =>
  everyElement().filter((element) => isDrawn(element) && element.matches(CONTROLS))

export const smallControls = (): string[] =>
  controls()
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect()
      return Math.min(width, height) < 44
    })
    .map(nameOf)

/** What does not lie in the window whole, or is cut off below. */
export const outside = (): string[] =>
  everyElement()
    .filter(isDrawn)
    .filter((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect()
      const isOut = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
      const isCut = element.localName === 'section' && element.scrollHeight > element.clientHeight
      return isOut || isCut
    })
    .map(nameOf)

/** The element with the focus, through the shadows. */
export function focused(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

export const focusedName = (): string => {
  const element = focused()
  if (!element || element === document.body) return 'nothing'
  const isShown = Number.parseFloat(getComputedStyle(element).outlineWidth) >= 2
  return `${nameOf(element)} at ${element.getBoundingClientRect().x},${element.getBoundingClientRect().y}${isShown ? '' : ' without a mark'}`
}
