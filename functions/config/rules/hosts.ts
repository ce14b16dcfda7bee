import { z } from 'zod'
import { addressFault, isPrivateRange } from '../addresses.ts'
import type { ConfigFault } from '../problems.ts'
import { faultAt, maybe, rule } from '../rules.ts'

const written = z.looseObject({
  allowPrivate: z.array(z.unknown()).catch([]),
  tokenUrl: maybe,
  introspectionUrl: maybe,
  jwks: maybe,
  ping: z.looseObject({ url: maybe }).catch({}),
  login: z.looseObject({ url: maybe }).catch({}),
  rotation: z
    .looseObject({
      tokenUrl: maybe,
      introspectionUrl: maybe,
      api: maybe,
      issue: z.looseObject({ url: maybe }).catch({}),
    })
    .catch({ issue: {} }),
  consumers: z.array(z.looseObject({ url: maybe, api: maybe })).catch([]),
})

/** Refuses every address but https on a public host, unless the check allows its private range. */
export const hostsAreAllowed = rule(written, (check) => {
  const { allowPrivate, tokenUrl, introspectionUrl, jwks, ping, login, rotation, consumers } = check
  const ranges = allowPrivate.filter((range) => typeof range === 'string').filter(isPrivateRange)
  const urls = new Map<string, unknown>([
    ['ping.url', ping.url],
    ['login.url', login.url],
    ['tokenUrl', tokenUrl],
    ['introspectionUrl', introspectionUrl],
    ['jwks', jwks],
    ['rotation.tokenUrl', rotation.tokenUrl],
    ['rotation.introspectionUrl', rotation.introspectionUrl],
    ['rotation.api', rotation.api],
    ['rotation.issue.url', withoutPlaces(rotation.issue.url)],
    ...consumers.flatMap(({ url, api }, index) => [
      [`consumers.${index}.url`, url] as const,
      [`consumers.${index}.api`, api] as const,
    ]),
  ])
  return [...urls].flatMap(([field, url]) => hostFaults(field, url, ranges))
})

/** Fills the places of a template. Its host has none. */
const withoutPlaces = (url: unknown) => (typeof url === 'string' ? url.replace(/\{[\w.]+\}/g, 'x') : url)

function hostFaults(field: string, url: unknown, ranges: readonly string[]): readonly ConfigFault[] {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return []
  const message = addressFault(parsed, ranges)
  return message === undefined ? [] : [faultAt(field, message)]
}
