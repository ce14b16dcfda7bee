import { z } from 'zod'
import { addressFault, isPrivateRange } from '../addresses.ts'
import type { Fault } from '../problems.ts'
import { faultAt, maybe, rule } from '../rules.ts'

const written = z.looseObject({
  allowPrivate: z.array(z.unknown()).catch([]),
  tokenUrl: maybe,
  introspectionUrl: maybe,
  jwks: maybe,
  ping: z.looseObject({ url: maybe }).catch({}),
  rotation: z.looseObject({ tokenUrl: maybe }).catch({}),
  consumers: z.array(z.looseObject({ url: maybe })).catch([]),
})

/** A credential goes over https to public addresses, unless the check allows a private range by name. */
export const hostsAreAllowed = rule(
  written,
  ({ allowPrivate, tokenUrl, introspectionUrl, jwks, ping, rotation, consumers }) => {
    const ranges = allowPrivate.filter((range) => typeof range === 'string').filter(isPrivateRange)
    const urls = new Map<string, unknown>([
      ['ping.url', ping.url],
      ['tokenUrl', tokenUrl],
      ['introspectionUrl', introspectionUrl],
      ['jwks', jwks],
      ['rotation.tokenUrl', rotation.tokenUrl],
      ...consumers.map(({ url }, index) => [`consumers.${index}.url`, url] as const),
    ])
    return [...urls].flatMap(([field, url]) => hostFaults(field, url, ranges))
  },
)

function hostFaults(field: string, url: unknown, ranges: readonly string[]): readonly Fault[] {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return []
  const message = addressFault(parsed, ranges)
  return message === undefined ? [] : [faultAt(field, message)]
}
