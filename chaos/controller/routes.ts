import { timingSafeEqual } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { faultArguments } from '../experiment/schema.ts'
import { type ChosenFault, choose, defaultVariant, faultOf } from '../faults/catalogue.ts'
import type { Plane } from '../faults/request.ts'
import type { Injection } from '../injectors/injection.ts'
import { leaksIn } from '../measures/leaks.ts'
import { grantLease, type Lease } from '../safety/lease.ts'
import { viewOf } from './view.ts'

export type ControllerState = {
  readonly injection: Injection
  /** Token that callers must send; `null` if the controller only serves its own machine. */
  readonly controlToken: string | null
  /** Seconds without a sign of life after which a fault ends. */
  readonly silence: number
  /** Planes that an injection point covers. */
  readonly planes: readonly Plane[]
  /** Secrets that have passed the injection points. */
  readonly secrets: ReadonlySet<string>
}

/** Builds the controller's routes. Experiment files name them, so Chaos Toolkit can call them as well. */
export function routes({ injection, controlToken, silence, planes, secrets }: ControllerState): Hono {
  const app = new Hono()
  if (controlToken !== null) app.use(demandToken(controlToken))
  faultRoutes(app, injection, silence)
  app.get('/v1/check', (context) => {
    const isMet = isHealthy(injection, context.req.query('min'), context.req.query('window'))
    return context.json({ met: isMet }, isMet ? 200 : 417)
  })
  app.get('/v1/view', (context) => context.json({ ...viewOf(injection), planes }))
  app.post('/v1/leaks', async (context) => {
    const asked = textsShape.safeParse(await context.req.json().catch(() => null))
    if (!asked.success) return context.json({ error: 'not_texts' }, 400)
    return context.json({ leaks: leaksIn(asked.data.where, asked.data.texts, secrets) })
  })
  return app
}

/** Adds the routes that begin, renew and end a fault. One fault is on at a time. */
function faultRoutes(app: Hono, injection: Injection, silence: number): void {
  let lease: Lease | null = null
  const liveLease = (id: string) => (lease?.id === id && lease.isLive() ? lease : null)
  app.post('/v1/faults', async (context) => {
    const order = faultArguments.safeParse(await context.req.json().catch(() => null))
    const fault = order.success ? faultFor(order.data) : null
    if (!order.success || fault === null) return context.json({ error: 'not_a_fault' }, 400)
    if (lease?.isLive() === true) return context.json({ error: 'another_fault_is_on' }, 409)
    const { lease: milliseconds, sample, match, maxInjected = Number.POSITIVE_INFINITY } = order.data
    lease = grantLease(milliseconds / 1_000, { silence })
    injection.arm({ fault, lease, ...sample, maxInjected, pathPrefix: match?.path ?? '' })
    return context.json({ id: lease.id }, 201)
  })
  app.post('/v1/faults/:id/renew', (context) => {
    const own = liveLease(context.req.param('id'))
    own?.renew()
    return context.json({ live: own !== null }, own === null ? 410 : 200)
  })
  app.delete('/v1/faults/:id', (context) => {
    liveLease(context.req.param('id'))?.end('removed')
    return context.json({ live: false })
  })
  app.post('/v1/reset', (context) => {
    lease?.end('removed')
    return context.json({ live: false })
  })
  app.get('/v1/faults', (context) => context.json({ live: lease?.isLive() ?? false, ended: lease?.ended() ?? null }))
}

/** Refuses callers without the control token. Everybody may reset, so that anybody can end a fault. */
function demandToken(controlToken: string): MiddlewareHandler {
  return async (context, next) => {
    const isReset = context.req.path === '/v1/reset'
    if (isReset || isSame(context.req.header('authorization'), `Bearer ${controlToken}`)) return next()
    return context.json({ error: 'unauthorized' }, 401)
  }
}

/** Returns `null` for unknown faults, and for faults that change state: a controller can not drive an authorization server. */
function faultFor({ fault, variant, params }: z.output<typeof faultArguments>): ChosenFault | null {
  const definition = faultOf(fault)
  const name = variant ?? (definition === undefined ? '' : defaultVariant(definition))
  const found = definition?.variants[name]
  if (definition === undefined || found?.actOn === undefined || found.begin !== undefined) return null
  return choose(definition, name, params)
}

/** Returns true if enough of the recent requests to the API succeeded. Chaos Toolkit asks this for its steady state. */
function isHealthy({ wire }: Injection, least = '0.95', window = '30s'): boolean {
  const sinceMs = performance.now() - Number.parseFloat(window) * 1_000
  const recent = wire.entries.filter(({ plane, atMs }) => plane === 'api' && atMs >= sinceMs)
  const served = recent.filter(({ status }) => status !== null && status < 400).length
  return recent.length > 0 && served / recent.length >= Number(least)
}

function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const textsShape = z.strictObject({ where: z.string().max(300), texts: z.array(z.string()).max(1_000) })
