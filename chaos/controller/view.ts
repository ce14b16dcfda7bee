import { z } from 'zod'
import { planes } from '../faults/request.ts'
import type { ArmedCounts } from '../injectors/armed-fault.ts'
import type { Injection } from '../injectors/injection.ts'
import { forgedKinds } from '../intruder/forged-tokens.ts'

const planeShape = z.enum(planes)

const countsShape = z.object({
  eligible: z.number(),
  injected: z.number(),
  acceptedMutants: z.number(),
  unclearMutants: z.number(),
  firstInjectedAgoMs: z.number().nullable(),
  lastInjectedAgoMs: z.number().nullable(),
  spentAgoMs: z.number().nullable(),
})

/** Body of the answer to `GET /v1/view`. Instants are milliseconds ago, because two processes share no monotonic clock. */
export const viewShape = z.object({
  counts: countsShape,
  /** Counts of each fault that is on, in the order in which they began. */
  countsOfEach: z.array(countsShape.extend({ id: z.string() })).default([]),
  wire: z.array(
    z.object({
      plane: planeShape,
      caller: z.string(),
      method: z.string(),
      path: z.string(),
      action: z.enum(['pass', 'mutate', 'answer', 'delay', 'rewrite', 'reset', 'hang']),
      by: z.enum(['service', 'tool', 'unknown']),
      isOldToken: z.boolean(),
      injectedBy: z.string().nullable().default(null),
      status: z.number().nullable(),
      lifetimeSeconds: z.number().nullable(),
      effect: z.object({ body: z.string().nullable(), key: z.string().nullable() }).nullable(),
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
  const latest = injection.wire.entries.slice(-maxReported)
  return {
    counts: agesOf(injection.counts(), ago),
    countsOfEach: injection.countsOfEach().map((one) => agesOf(one, ago)),
    wire: latest.map(({ atMs, endedMs, ...entry }) => ({ ...entry, agoMs: nowMs - atMs, endedAgoMs: ago(endedMs) })),
    acceptedAfterRevocationMs: injection.acceptedAfterRevocationMs(),
    sawSignatureV4: injection.sawSignatureV4(),
  }
}

function agesOf<Counts extends ArmedCounts>(counts: Counts, ago: (atMs: number | null) => number | null) {
  const { firstInjectedMs, lastInjectedMs, spentMs, ...plain } = counts
  const ages = { firstInjectedAgoMs: ago(firstInjectedMs), lastInjectedAgoMs: ago(lastInjectedMs) }
  return { ...plain, ...ages, spentAgoMs: ago(spentMs) }
}
