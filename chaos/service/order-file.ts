import { randomUUID } from 'node:crypto'
import { access, rename, rm, writeFile } from 'node:fs/promises'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import type { Plane } from '../faults/request.ts'
import { sampleBody } from '../injectors/ramp.ts'
import type { InjectionOrder, TrialSubject } from '../trial/subject.ts'
import { withoutPlanes } from './service-view.ts'

/** A file with orders that a service's own process follows, and the origins on whose requests it may act. */
export type FollowedOrders = {
  readonly file: string
  readonly origins: { readonly api: readonly string[]; readonly idp: readonly string[] }
  /** Planes on whose requests the fault acts. */
  readonly planes: readonly Plane[]
}

/**
 * Opens a service whose own process injects the fault, at a preload or an interceptor. The order names its end, so that the fault is over
 * even if nobody removes the file.
 */
export function openFollowingSubject({ file, origins, planes }: FollowedOrders, service: TrialSubject): TrialSubject {
  let untilMs = 0
  return {
    ...service,
    async inject(order) {
      untilMs = Date.now() + order.leaseSeconds * 1_000
      // In one step, so that the service never reads half an order.
      const whole = `${file}.${randomUUID()}`
      await writeFile(
        whole,
        JSON.stringify({ ...standingOrder(order), until: new Date(untilMs).toISOString(), origins }),
      )
      await rename(whole, file)
      return order.leaseSeconds
    },
    renew: async () => Date.now() < untilMs,
    remove: () => rm(file, { force: true }),
    // No injection point of this tool sees the requests as they were, so the proof comes from the service's log and answers.
    observe: async (how) => ({ ...withoutPlanes(await service.observe(how), planes), evidence: 'log', eligible: null }),
    isRestored: async () => !(await succeeded(access(file))),
  }
}

function standingOrder({ fault, pathPrefix, maxInjected, ...order }: InjectionOrder): object {
  const names = Object.keys(fault.definition.settings)
  return {
    fault: fault.definition.id,
    variant: fault.variantName,
    params: Object.fromEntries(names.map((name) => [name, fault.setting(name)])),
    sample: sampleBody(order),
    ...(pathPrefix === '' ? {} : { match: { path: pathPrefix } }),
    ...(Number.isFinite(maxInjected) ? { maxInjected } : {}),
  }
}
