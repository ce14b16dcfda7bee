import { z } from 'zod'
import type { LambdaFunction } from './lambda/function.ts'
import type { Logbook } from './logbook.ts'

/** Answer of the tick function, as far as the lab needs it. */
const opened = z.object({ tick: z.number(), batches: z.number() })

/** Runs a tick and waits until each of its batches has logged its end. Rejects when a batch does not end in time. */
export async function tickWhole(
  cadence: string,
  tick: LambdaFunction,
  { logbook, timeoutMs }: { readonly logbook: Logbook; readonly timeoutMs: number },
): Promise<void> {
  const finished: number[] = []
  const stop = logbook.onEvent(
    (event) => event.event === 'batch' && event.cadence === cadence && finished.push(event.tick),
  )
  try {
    const outcome = await tick.invoke({ cadence })
    if (!outcome.ok) throw new Error(`the tick failed: ${outcome.errorMessage}`)
    const { tick: due, batches } = opened.parse(outcome.payload)
    while (finished.filter((done) => done === due).length < batches)
      await logbook.next((event) => event.event === 'batch' && event.tick === due, timeoutMs)
  } finally {
    stop()
  }
}
