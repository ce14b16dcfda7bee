import type { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Site } from './site.ts'
import type { WatchedFacts } from './watched-facts.ts'

/** Time between two signs of life, so that a page notices a connection that is dead on the way. */
const beatMs = 5_000

/** Pages that are followed at once. */
const mostStreams = 50

/** Adds the stream that says to open pages that something has changed. They read it by their own address. */
export function addEvents(app: Hono, facts: WatchedFacts, { start }: Site): void {
  let open = 0
  app.get('/events', (context) => {
    if (open >= mostStreams) return context.text(`at most ${mostStreams} pages are followed at once`, 503)
    open += 1
    return streamSSE(context, async (stream) => {
      try {
        await streamChanges(stream, facts, start)
      } finally {
        open -= 1
      }
    })
  })
}

/** Sends the id of this start, and then a line after each look and a beat in between, until the reader leaves. */
async function streamChanges(stream: SSEStreamingApi, facts: WatchedFacts, start: string): Promise<void> {
  let isChanged = true
  let wake = () => {}
  const stop = facts.onLook(() => {
    isChanged = true
    wake()
  })
  stream.onAbort(() => wake())
  await stream.writeSSE({ event: 'start', data: start })
  while (!stream.aborted && !stream.closed) {
    await stream.writeSSE({ event: isChanged ? 'changed' : 'beat', data: '' })
    isChanged = false
    const { promise: woken, resolve } = Promise.withResolvers<void>()
    wake = resolve
    const beat = setTimeout(resolve, beatMs)
    await woken
    clearTimeout(beat)
  }
  stop()
}
