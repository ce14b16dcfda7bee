import { z } from 'zod'
import { planes } from '../faults/request.ts'
import type { Injection } from '../injectors/injection.ts'

const planeShape = z.enum(planes)

/** Body of the answer to `GET /v1/view`. Instants are milliseconds ago, because two processes share no monotonic clock. */
export const viewShape = z.object({
  counts: z.object({
    eligible: z.number(),
    injected: z.number(),
    acceptedMutants: z.number(),
    firstInjectedAgoMs: z.number().nullable(),
    lastInjectedAgoMs: z.number().nullable(),
  }),
  wire: z.array(
    z.object({
      plane: planeShape,
      caller: z.string(),
      method: z.string(),
      path: z.string(),
      action: z.enum(['pass', 'mutate', 'answer', 'delay', 'rewrite', 'reset', 'hang']),
      status: z.number().nullable(),
      retryAfterSeconds: z.number().nullable(),
      agoMs: z.number(),
      endedAgoMs: z.number().nullable(),
    }),
  ),
  acceptedAfterRevocationMs: z.number().nullable(),
  sawSignatureV4: z.boolean(),
  planes: z.array(planeShape),
})

/** Body of the answer to `POST /v1/leaks`. */
export const leaksShape = z.object({
  leaks: z.array(z.object({ where: z.string(), fingerprint: z.string(), count: z.number() })),
})

/** Requests in one answer; of more, the latest. */
const maxReported = 50_000

export function viewOf(injection: Injection): Omit<z.output<typeof viewShape>, 'planes'> {
  const nowMs = performance.now()
  const ago = (atMs: number | null) => (atMs === null ? null : nowMs - atMs)
  const { firstInjectedMs, lastInjectedMs, ...counts } = injection.counts()
  const latest = injection.wire.entries.slice(-maxReported)
  return {
    counts: { ...counts, firstInjectedAgoMs: ago(firstInjectedMs), lastInjectedAgoMs: ago(lastInjectedMs) },
    wire: latest.map(({ atMs, endedMs, ...entry }) => ({ ...entry, agoMs: nowMs - atMs, endedAgoMs: ago(endedMs) })),
    acceptedAfterRevocationMs: injection.acceptedAfterRevocationMs(),
    sawSignatureV4: injection.sawSignatureV4(),
  }
}
