/** Posts an empty message every so many milliseconds; the first message says how many. */
self.addEventListener('message', ({ data }: MessageEvent<number>) => {
  setInterval(() => self.postMessage(null), data)
})
