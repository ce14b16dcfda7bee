import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { Driver } from '../faults/driver.ts'
import type { Plane } from '../faults/request.ts'
import type { Injection } from '../injectors/injection.ts'
import { leaksIn } from '../measures/leaks.ts'
import { isSecretField } from '../token/field-kind.ts'
import type { SeenSecret } from '../token/secrets-in.ts'
import { faultRoutes, type ServedEnvironment } from './fault-routes.ts'
import { demandLoopback, demandToken, maxControlBytes } from './guard.ts'
import type { IntruderControl } from './intruder-control.ts'
import { viewOf } from './view.ts'

export type ControllerState = {
  readonly injection: Injection
  readonly intruder: IntruderControl
  /** Token that callers must send; `null` only in tests on one machine. */
  readonly controlToken: string | null
  /** Seconds without a sign of life after which a fault ends. */
  readonly silence: number
  /** Planes that an injection point covers. */
  readonly planes: readonly Plane[]
  /** Makes changes of state at the controller's own issuer; `null` if it has none. */
  readonly driver: Driver | null
  readonly environment: ServedEnvironment | null
  /** Parts of the issuer that faults can change. */
  readonly changeable: readonly ('issuer' | 'secret')[]
  /** Secrets that have passed the injection points. */
  secrets(): Iterable<SeenSecret>
}

/** Builds the controller's routes. Experiment files name them, so Chaos Toolkit can call them as well. */
export function routes(state: ControllerState): Hono {
  const { injection, intruder, controlToken, silence, planes, secrets, driver, environment, changeable } = state
  const app = new Hono()
  app.use(demandLoopback)
  if (controlToken !== null) app.use(demandToken(controlToken))
  app.use(bodyLimit({ maxSize: maxControlBytes, onError: (context) => context.json({ error: 'too_large' }, 413) }))
  faultRoutes(app, { injection, silence, intruder, driver, environment, changeable })
  app.get('/v1/check', (context) => {
    const isMet = isHealthy(injection, context.req.query('min'), context.req.query('window'))
    return context.json({ met: isMet }, isMet ? 200 : 417)
  })
  app.get('/v1/view', (context) =>
    context.json({ ...viewOf(injection), planes, changeable, intruder: intruder.report() }),
  )
  app.post('/v1/leaks', async (context) => {
    const asked = textsShape.safeParse(await context.req.json().catch(() => null))
    if (!asked.success) return context.json({ error: 'not_texts' }, 400)
    const { where, texts, fields } = asked.data
    const wanted = [...secrets()].filter(({ field }) => isSecretField(field, fields))
    return context.json({ leaks: leaksIn(where, texts, new Set(wanted.map(({ value }) => value))) })
  })
  return app
}

/** Returns true if enough of the recent requests to the API succeeded. Chaos Toolkit asks this for its steady state. */
function isHealthy({ wire }: Injection, least = '0.95', window = '30s'): boolean {
  const sinceMs = performance.now() - Number.parseFloat(window) * 1_000
  const recent = wire.entries.filter(({ plane, atMs, by }) => plane === 'api' && by === 'service' && atMs >= sinceMs)
  const served = recent.filter(({ status }) => status !== null && status < 400).length
  return recent.length > 0 && served / recent.length >= Number(least)
}

const names = z.array(z.string().max(100)).max(200)
const textsShape = z.strictObject({
  where: z.string().max(300),
  texts: z.array(z.string()).max(1_000),
  fields: z.strictObject({ secret: names, public: names }).default({ secret: [], public: [] }),
})
