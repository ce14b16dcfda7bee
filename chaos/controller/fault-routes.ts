import type { Hono } from 'hono'
import { z } from 'zod'
import { missingChanges } from '../experiment/runnable.ts'
import { acceptance, faultArguments } from '../experiment/schema.ts'
import { type ChosenFault, choose, defaultVariant, faultOf } from '../faults/catalogue.ts'
import type { Driver } from '../faults/driver.ts'
import type { Injection } from '../injectors/injection.ts'
import { sampleOf } from '../injectors/ramp.ts'
import { grantLease, type Lease } from '../safety/lease.ts'
import { type Changes, createChanges } from './changes.ts'
import { type Claims, createClaims } from './claim.ts'
import type { IntruderControl } from './intruder-control.ts'

/** Order of a runner: the arguments of an experiment file, and what only a runner knows. */
const orderShape = faultArguments.extend({
  run: z.string().max(100).optional(),
  environment: z.string().max(300).optional(),
  protectedUrl: z.url({ protocol: /^https?$/ }).optional(),
  accepts: acceptance.optional(),
})
type Order = z.output<typeof orderShape>

const claimShape = z.strictObject({
  run: z.string().min(1).max(100),
  seconds: z.number().min(1).max(86_400),
  environment: z.string().max(300).optional(),
})
const resetShape = z.strictObject({ run: z.string().max(100) })

/** Environment in which the operator of the controller allows experiments. */
export type ServedEnvironment = { readonly name: string; readonly isProduction: boolean }

export type FaultRoutes = {
  /** `null` allows all, for tests on one machine. */
  readonly environment: ServedEnvironment | null
  readonly injection: Injection
  readonly silence: number
  readonly intruder: IntruderControl
  /** Makes changes of state at the controller's own issuer; `null` if it has none. */
  readonly driver: Driver | null
  /** Parts of the issuer that faults can change. */
  readonly changeable: readonly ('issuer' | 'secret')[]
}

/** Adds the routes that begin, renew and end faults. One run at a time uses the controller; its faults are on together if it says so. */
export function faultRoutes(app: Hono, parts: FaultRoutes): void {
  const claims = createClaims()
  claimRoutes(app, claims, parts)
  const changes = createChanges(parts.driver)
  let leases: readonly Lease[] = []
  let holder: string | undefined
  const isOn = () => leases.some((one) => one.isLive()) || changes.isPending()
  const liveLease = (id: string) => leases.find((one) => one.id === id && one.isLive()) ?? null
  app.post('/v1/faults', async (context) => {
    const order = orderShape.safeParse(await context.req.json().catch(() => null))
    const fault = order.success ? faultFor(order.data, parts.changeable) : null
    if (!order.success || fault === null) return context.json({ error: 'not_a_fault' }, 400)
    const refusal = refusalOf(parts, order.data, fault)
    if (refusal !== null) return context.json(refusal, 403)
    const other = claims.ofAnother(order.data.run)
    if (other !== null) return context.json({ error: 'in_use', ...other }, 409)
    // Also beside a fault that is over already: what it has met belongs to the same run.
    const isBeside = order.data.together && leases.length > 0 && holder === order.data.run
    if (isOn() && !isBeside) return context.json({ error: 'another_fault_is_on' }, 409)
    if (isBeside && leases.length >= maxTogether) return context.json({ error: 'too_many_faults' }, 409)
    const isAnyLive = () => leases.some((one) => one.isLive())
    const lease = await armed({ ...parts, changes, isBeside, isAnyLive }, order.data, fault)
    leases = isBeside ? [...leases, lease] : [lease]
    holder = order.data.run
    await changes.begin(fault, lease)
    return context.json({ id: lease.id, silence: parts.silence }, 201)
  })
  app.post('/v1/faults/:id/renew', (context) => {
    const own = liveLease(context.req.param('id'))
    own?.renew()
    return context.json({ live: own !== null }, own === null ? 410 : 200)
  })
  app.delete('/v1/faults/:id', async (context) => {
    const id = context.req.param('id')
    liveLease(id)?.end('removed')
    const isLast = leases.some((one) => one.id === id) && !leases.some((one) => one.isLive())
    await Promise.all([isLast ? parts.intruder.stop() : null, changes.settle()])
    return context.json({ live: false })
  })
  app.post('/v1/reset', async (context) => {
    const given = resetShape.safeParse(await context.req.json().catch(() => null))
    const other = claims.ofAnother(given.success ? given.data.run : undefined)
    if (other !== null) return context.json({ error: 'in_use', ...other }, 409)
    for (const lease of leases) lease.end('removed')
    await changes.settle()
    return context.json({ live: false })
  })
  app.get('/v1/faults', (context) => context.json({ live: isOn(), ended: leases.at(-1)?.ended() ?? null }))
}

/** A claim lasts as long as its run gives signs of life, so a run that dies blocks nobody. */
function claimRoutes(app: Hono, claims: Claims, { silence, environment }: FaultRoutes): void {
  app.post('/v1/runs', async (context) => {
    const given = claimShape.safeParse(await context.req.json().catch(() => null))
    if (!given.success) return context.json({ error: 'not_a_run' }, 400)
    const refusal = refusalOf({ environment }, given.data)
    if (refusal !== null) return context.json(refusal, 403)
    const seconds = Math.min(given.data.seconds, silence)
    const other = claims.take(given.data.run, seconds)
    return other === null ? context.json({ seconds }, 201) : context.json({ error: 'in_use', ...other }, 409)
  })
  app.delete('/v1/runs/:id', (context) => {
    claims.release(context.req.param('id'))
    return context.json({ held: false })
  })
}

/** Applies the controller's own allow-list. Chaos Toolkit names no environment, so its orders are for the controller's. */
function refusalOf(
  { environment: served }: Pick<FaultRoutes, 'environment'>,
  { environment }: { readonly environment?: string | undefined },
  fault: ChosenFault | null = null,
): { readonly error: string; readonly serves: string } | null {
  if (served === null) return null
  if (environment !== undefined && environment !== served.name)
    return { error: 'another_environment', serves: served.name }
  const isForbidden = served.isProduction && fault?.definition.neverInProduction === true
  return isForbidden ? { error: 'never_in_production', serves: served.name } : null
}

/** Faults that may be on together. */
const maxTogether = 5

type Armory = FaultRoutes & {
  readonly changes: Changes
  readonly isBeside: boolean
  /** Returns true while this fault, or one that has joined it, is on. */
  isAnyLive(): boolean
}

async function armed(
  { injection, silence, intruder, changes, isBeside, isAnyLive }: Armory,
  order: Order,
  fault: ChosenFault,
): Promise<Lease> {
  const { lease: milliseconds, sample, match, maxInjected = Number.POSITIVE_INFINITY, accepts = null } = order
  // Under a fault, the API's answers say nothing about how it usually answers.
  if (!isBeside) await intruder.learn()
  const foreignToken = await changes.foreignToken(fault)
  const lease = grantLease(milliseconds / 1_000, { silence })
  if (order.protectedUrl !== undefined && !isBeside)
    await intruder.begin(order.protectedUrl, { isOn: isAnyLive, accepts })
  const sampled = sampleOf(sample, milliseconds)
  const rest = { maxInjected, pathPrefix: match?.path ?? '', accepts, foreignToken, beside: isBeside }
  injection.arm({ fault, lease, ...sampled, ...rest })
  return lease
}

/** Returns `null` for unknown faults, and for faults that need an issuer, a store or a token that the controller does not have. */
function faultFor({ fault, variant, params }: Order, changeable: FaultRoutes['changeable']): ChosenFault | null {
  const definition = faultOf(fault)
  const name = variant ?? (definition === undefined ? '' : defaultVariant(definition))
  const found = definition?.variants[name]
  if (definition === undefined || found === undefined) return null
  const chosen = choose(definition, name, params)
  return missingChanges(chosen, changeable).length === 0 ? chosen : null
}
