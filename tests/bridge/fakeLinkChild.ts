import { LinkServing, type FromLinkChild, type ToLinkChild } from '../../bridge/link/serving.ts'

/**
 * A double of Ableton Link's child: the real conversation with a session that is made up, of 120 beats
 * a minute until it is told another tempo. At 13 it dies.
 */

let tempo = 120
let quarters = 6
const serving = new LinkServing(
  {
    look: () => ({ tempo, quarters, peers: 1 }),
    setTempo(next) {
      tempo = next
      if (tempo === 13) process.exit(7)
    },
  },
  (word: FromLinkChild) => void process.send?.(word),
)
const begun = performance.now()
setInterval(() => {
  quarters = 6 + ((performance.now() - begun) / 1000) * 2
  serving.poll((performance.timeOrigin + performance.now()) / 1000)
}, 10)
process.on('disconnect', () => process.exit(0))
process.on('message', (word) => serving.hear(word as ToLinkChild))
