import { z } from 'zod'
import { suggest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { shown } from './secrecy.ts'

const windows = z.looseObject({
  maintenance: z.array(z.looseObject({ covers: z.record(z.string(), z.unknown()).catch({}) }).catch({ covers: {} })),
})
const names = z.array(z.string()).catch([])

const named = z.looseObject({ environment: z.unknown().optional(), id: z.string(), tags: names.optional() })

/** Finds windows that cover a check, tag or environment that the config does not have: they would suppress nothing, unnoticed. */
export function maintenanceFaults(config: unknown, checks: readonly unknown[]): readonly ConfigFault[] {
  const written = checks.flatMap((check) => named.safeParse(check).data ?? [])
  const environments = z.looseObject({ environments: z.record(z.string(), z.unknown()) }).safeParse(config).data
  const only = Object.keys(environments?.environments ?? {})
  const known = {
    checks: written.map(({ environment = only[0], id }) => `${environment}/${id}`),
    tags: written.flatMap(({ tags = [] }) => tags),
    environments: only,
  }
  return (windows.safeParse(config).data?.maintenance ?? []).flatMap(({ covers }, index) =>
    (['checks', 'tags', 'environments'] as const).flatMap((what) =>
      unknownIn(names.parse(covers[what] ?? []), known[what], ['maintenance', index, 'covers', what]),
    ),
  )
}

function unknownIn(
  wanted: readonly string[],
  known: readonly string[],
  path: readonly (string | number)[],
): readonly ConfigFault[] {
  const choice = [...new Set(known)].filter((name) => shown(name) !== undefined)
  return wanted.flatMap((name, index) => {
    if (known.includes(name)) return []
    const message =
      choice.length === 0 ? 'the config has none' : `the config has none of this name; ${suggest(name, choice)}`
    return [{ path: [...path, index], message }]
  })
}
