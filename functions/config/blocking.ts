import { z } from 'zod'
import { suggest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { label } from './schema/text.ts'
import { shown } from './secrecy.ts'

const named = z.looseObject({ blocking: z.array(z.unknown()) })
const using = z.looseObject({ usedBy: z.array(z.string()) })

/** A service that no check names would get an alarm that is always quiet. Looks at what is written, whatever else is wrong. */
export function blockingFaults(config: unknown, checks: readonly unknown[]): readonly ConfigFault[] {
  const services = new Set(checks.flatMap((check) => using.safeParse(check).data?.usedBy ?? []))
  const known = [...services].filter((service) => shown(service) !== undefined)
  return (named.safeParse(config).data?.blocking ?? []).flatMap((service, index) =>
    // Of anything but a well-formed name the schema has spoken already.
    !label.safeParse(service).success || services.has(String(service))
      ? []
      : [{ path: ['blocking', index], message: unknownService(String(service), known) }],
  )
}

function unknownService(service: string, known: readonly string[]): string {
  return known.length === 0
    ? 'no check names a service: say usedBy in those that this one depends on'
    : `no check is used by this service; ${suggest(service, known)}`
}
