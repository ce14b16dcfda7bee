import { z } from 'zod'
import { planes } from '../faults/request.ts'
import type { Injection } from '../injectors/injection.ts'
import { forgedKinds } from '../intruder/forged-tokens.ts'

const planeShape = z.enum(planes)

/** Body of the answer to `GET /v1/view`. Instants are milliseconds ago, because two processes share no monotonic clock. */
export const viewShape = z.object({
  counts: z.object({
    eligible: z.number(),
    injected: z.number(),
    acceptedMutants: z.number(),
    unclearMutants: z.number(),
    firstInjectedAgoMs: z.number().nullable(),
    lastInjectedAgoMs: z.number().nullable(),
    spentAgoMs: z.number().nullable(),
  }),
  wire: z.array(
    z.object({
      plane: planeShape,
      caller: z.string(),
      method: z.string(),
      path: z.string(),
      action: z.enum(['pass', 'mutate', 'answer', 'delay', 'rewrite', 'reset', 'hang']),
      by: z.enum(['service', 'tool', 'unknown']),
      isOldToken: z.boolean(),
      status: z.number().nullable(),
      lifetimeSeconds: z.number().nullable(),
      effect: z.object({ body: z.string(), key: z.string().nullable() }).nullable(),
      retryAfterSeconds: z.number().nullable(),
      agoMs: z.number(),
      endedAgoMs: z.number().nullable(),
    }),
  ),
  acceptedAfterRevocationMs: z.number().nullable(),
  sawSignatureV4: z.boolean(),
  planes: z.array(planeShape),
  /** Parts of the controller's own issuer that faults can change; none without `--issuer`. */
  changeable: z.array(z.enum(['issuer', 'secret'])).default([]),
  /** Result of the intruder's calls to the protected URL; `null` if there were none. */
  intruder: z
    .object({
      answered: z.number(),
      accepted: z.number(),
      kinds: z.array(z.enum(forgedKinds)),
      problem: z.string().nullable(),
    })
    .nullable(),
})

/** Body of the answer to `POST /v1/leaks`. */
export const leaksShape = z.object({
  leaks: z.array(z.object({ where: z.string(), fingerprint: z.string(), count: z.number() })),
})

/** Requests in one answer; of more, the latest. */
const maxReported = 50_000

export function viewOf(injection: Injection): Omit<z.output<typeof viewShape>, 'planes' | 'changeable' | 'intruder'> {
  const nowMs = performance.now()
  const ago = (atMs: number | null) => (atMs === null ? null : nowMs - atMs)
  const { firstInjectedMs, lastInjectedMs, spentMs, ...counts } = injection.counts()
  const latest = injection.wire.entries.slice(-maxReported)
  return {
    counts: {
      ...counts,
      firstInjectedAgoMs: ago(firstInjectedMs),
      lastInjectedAgoMs: ago(lastInjectedMs),
      spentAgoMs: ago(spentMs),
    },
    wire: latest.map(({ atMs, endedMs, ...entry }) => ({ ...entry, agoMs: nowMs - atMs, endedAgoMs: ago(endedMs) })),
    acceptedAfterRevocationMs: injection.acceptedAfterRevocationMs(),
    sawSignatureV4: injection.sawSignatureV4(),
  }
}
