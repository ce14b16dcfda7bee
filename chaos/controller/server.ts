import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import { portOf } from '../../local/loopback.ts'
import { faultArguments } from '../experiment/schema.ts'
import { type ChosenFault, chosen, type FaultChoice, faultOf, usualVariant } from '../faults/catalogue.ts'
import { type Plane, planes } from '../faults/request.ts'
import type { Injection, InjectionPoint } from '../injectors/injection.ts'
import { leaksIn } from '../measures/leaks.ts'
import { grantLease, type Lease, silenceSeconds } from '../safety/lease.ts'

export type ControllerOptions = {
  readonly injection: Injection
  /** 0 takes a free port. */
  readonly port?: number
  /** Whoever gives orders has to know it; null on a machine of one's own. */
  readonly controlToken?: string | null
  /** Seconds without a sign of life after which a fault is over. */
  readonly silence?: number
  /** Conversations before which a point is held. */
  readonly planes?: readonly Plane[]
  /** Secrets that have passed by, as the points have seen them. */
  readonly secrets?: ReadonlySet<string>
}

/**
 * What holds the injection points, apart from whoever runs experiments: when a runner dies, traffic goes on, and every fault ends with its
 * lease. Loopback only. The routes are those that experiment files name, so that Chaos Toolkit can run them as well.
 */
export async function startController(options: ControllerOptions): Promise<InjectionPoint> {
  const { port = 0 } = options
  const app = routes(options)
  const server = createServer(getRequestListener(app.fetch))
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function routes({
  injection,
  controlToken = null,
  silence = silenceSeconds,
  planes: standsBefore = ['api'],
  secrets = new Set(),
}: ControllerOptions): Hono {
  const app = new Hono()
  let lease: Lease | null = null
  const held = (id: string) => (lease?.id === id && lease.isLive() ? lease : null)
  app.use(async (context, next) => {
    // Whoever may not give orders may still end everything.
    const isReset = context.req.path === '/v1/reset'
    if (controlToken === null || isReset || isSame(context.req.header('authorization'), `Bearer ${controlToken}`))
      return next()
    return context.json({ error: 'unauthorized' }, 401)
  })
  app.post('/v1/faults', async (context) => {
    const order = faultArguments.safeParse(await context.req.json().catch(() => null))
    const fault = order.success ? faultIn(order.data) : null
    if (!order.success || fault === null) return context.json({ error: 'not_a_fault' }, 400)
    if (lease?.isLive() === true) return context.json({ error: 'another_fault_is_on' }, 409)
    const { lease: milliseconds, sample, match, maxMutated: maxInjected = Number.POSITIVE_INFINITY } = order.data
    lease = grantLease(milliseconds / 1_000, { silence })
    injection.arm({ fault, lease, ...sample, maxInjected, pathPrefix: match?.path ?? '' })
    return context.json({ id: lease.id }, 201)
  })
  app.post('/v1/faults/:id/renew', (context) => {
    const own = held(context.req.param('id'))
    own?.renew()
    return context.json({ live: own !== null }, own === null ? 410 : 200)
  })
  app.delete('/v1/faults/:id', (context) => {
    held(context.req.param('id'))?.end('removed')
    return context.json({ live: false })
  })
  app.post('/v1/reset', (context) => {
    lease?.end('removed')
    return context.json({ live: false })
  })
  app.get('/v1/faults', (context) => context.json({ live: lease?.isLive() ?? false, ended: lease?.ended() ?? null }))
  app.get('/v1/check', (context) => {
    const isMet = isHealthy(injection, context.req.query('min'), context.req.query('window'))
    return context.json({ met: isMet }, isMet ? 200 : 417)
  })
  app.get('/v1/seen', (context) => context.json({ ...seenBy(injection), planes: standsBefore }))
  app.post('/v1/leaks', async (context) => {
    const asked = textsShape.safeParse(await context.req.json().catch(() => null))
    if (!asked.success) return context.json({ error: 'not_texts' }, 400)
    return context.json({ leaks: leaksIn(asked.data.where, asked.data.texts, secrets) })
  })
  return app
}

function faultIn({ fault, variant, params }: z.output<typeof faultArguments>): ChosenFault | null {
  const definition = faultOf(fault)
  if (definition === undefined) return null
  const name = variant ?? usualVariant(definition)
  const found = definition.variants[name]
  // A change of state needs hands on the authorization server, which a controller has not.
  if (found?.effect === undefined || found.begin !== undefined) return null
  return chosen({ fault, variant: name, settings: params } as FaultChoice)
}

/** Whether enough of what passed by lately was served: what Chaos Toolkit asks of a steady state. */
function isHealthy({ wire }: Injection, least = '0.95', window = '30s'): boolean {
  const sinceMs = performance.now() - Number.parseFloat(window) * 1_000
  const lately = wire.entries.filter(({ plane, atMs }) => plane === 'api' && atMs >= sinceMs)
  const served = lately.filter(({ status }) => status !== null && status < 400).length
  return lately.length > 0 && served / lately.length >= Number(least)
}

/** Instants as milliseconds ago: two processes have no monotonic clock in common. */
function seenBy(injection: Injection) {
  const nowMs = performance.now()
  const ago = (atMs: number | null) => (atMs === null ? null : nowMs - atMs)
  const { firstInjectedMs, lastInjectedMs, ...counts } = injection.counts()
  const latest = injection.wire.entries.slice(-mostTold)
  return {
    counts: { ...counts, firstInjectedAgoMs: ago(firstInjectedMs), lastInjectedAgoMs: ago(lastInjectedMs) },
    wire: latest.map(({ atMs, endedMs, ...entry }) => ({ ...entry, agoMs: nowMs - atMs, endedAgoMs: ago(endedMs) })),
    acceptedAfterRevocationMs: injection.acceptedAfterRevocationMs(),
    sawSignatureV4: injection.sawSignatureV4(),
  }
}

const mostTold = 50_000

function isSame(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const textsShape = z.strictObject({ where: z.string().max(300), texts: z.array(z.string()).max(1_000) })

/** What `POST /v1/leaks` answers. */
export const leaksShape = z.object({
  leaks: z.array(z.object({ where: z.string(), fingerprint: z.string(), count: z.number() })),
})

const planeShape = z.enum(planes)

/** What `GET /v1/seen` answers. */
export const seenShape = z.object({
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
      effect: z.enum(['pass', 'mutate', 'answer', 'delay', 'rewrite', 'reset', 'hang']),
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
