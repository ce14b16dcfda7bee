import { z } from 'zod'
import { suggest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { label } from './schema/text.ts'
import { shown } from './secrecy.ts'

const named = z.looseObject({ blocking: z.array(z.unknown()) })
const using = z.looseObject({ usedBy: z.array(z.string()) })

/** Finds services in `blocking` that no check names: their alarm could never fire. Reads the config as written, other faults or not. */
export function blockingFaults(config: unknown, checks: readonly unknown[]): readonly ConfigFault[] {
  const services = new Set(checks.flatMap((check) => using.safeParse(check).data?.usedBy ?? []))
  const known = [...services].filter((service) => shown(service) !== undefined)
  return (named.safeParse(config).data?.blocking ?? []).flatMap((service, index) =>
    // The schema has refused a malformed name already.
    !label.safeParse(service).success || services.has(String(service))
      ? []
      : [{ path: ['blocking', index], message: unknownService(String(service), known) }],
  )
}

function unknownService(service: string, known: readonly string[]): string {
  return known.length === 0
    ? 'no check names a service: add usedBy to the checks that this service depends on'
    : `no check is used by this service; ${suggest(service, known)}`
}
