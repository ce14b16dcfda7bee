import { joined, jwtPartsOf, objectIn, partOf } from '../token/jwt.ts'
import { refusedForGood } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { type Mutate, mutated } from './mutated-token.ts'

const longerSeconds = 3_600

const withClaim =
  (name: string, change: (value: unknown) => unknown): Mutate =>
  (token) => {
    const parts = jwtPartsOf(token)
    if (parts === null) return null
    const claims = objectIn(parts.payload)
    return joined({ ...parts, payload: partOf({ ...claims, [name]: change(claims?.[name]) }) })
  }

const altered = (what: string, mutate: Mutate) =>
  ({
    what,
    points: ['proxy', 'interceptor', 'preload'],
    planes: ['api'],
    mutants: 'must_be_refused',
    monitor: { asks: 'token', says: 'rejected' },
    actOn: mutated(mutate),
  }) as const satisfies Variant

/** One claim says more than was granted, with the old signature. Any 2xx is a security hole and ends the experiment at once. */
export const payloadAltered = {
  ...defaults,
  id: 'payload.altered',
  number: 'F4',
  title: "The token's payload is altered and keeps its old signature",
  expected: 'Refresh once, retry once, then fail fast; the API always refuses the token',
  causes: ['credential_rejected'],
  contract: refusedForGood,
  tokens: { format: 'jwt', ttlSeconds: 3_600 },
  neverInProduction: true,
  variants: {
    scope: altered(
      'One more scope',
      withClaim('scope', (scope) => `${scope} admin`),
    ),
    subject: altered(
      'Another subject',
      withClaim('sub', () => 'somebody-else'),
    ),
    expiry: altered(
      'An expiry one hour later',
      withClaim('exp', (exp) => (typeof exp === 'number' ? exp : 0) + longerSeconds),
    ),
    audience: altered(
      'Another audience',
      withClaim('aud', () => 'https://elsewhere.example'),
    ),
    tenant: altered(
      'Another tenant',
      withClaim('tenant', () => 'another-tenant'),
    ),
  },
} as const satisfies FaultDefinition
