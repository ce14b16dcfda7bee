import { curedByRefresh } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'
import { pass } from './request.ts'

/** Header that names the version stage for the secrets endpoint to serve. */
export const servedStageHeader = 'x-tokenwatch-chaos-stage'

export const cacheStale = {
  ...defaults,
  id: 'secret.rotated-cache-stale',
  number: 'F9',
  title: 'The secret was rotated and the old one is still in a cache',
  expected: 'Read the secret again once after a refusal, retry once, and continue',
  causes: ['client_rejected'],
  contract: { ...curedByRefresh, 'amplification.idp': { max: 2 }, 'amplification.secrets': { max: 1 } },
  evidence: 'affected',
  variants: {
    cache_kept: {
      what: 'A new client secret is stored as current, the old one is refused, and every token is revoked',
      points: ['oauth-driver', 'stage-move'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'healthy' },
      proof: ['token_refused', 'client_refused'],
      changes: 'secret',
      async begin(driver) {
        await driver.rotateSecret()
        await driver.revokeAll()
        return async () => undefined
      },
    },
    previous_served: {
      what: 'The store serves AWSPREVIOUS to requests for AWSCURRENT, and the old secret is refused',
      points: ['secrets-endpoint'],
      planes: ['secrets'],
      mutants: 'none',
      monitor: { asks: 'client', says: 'rejected' },
      changes: 'secret',
      async begin(driver) {
        await driver.rotateSecret()
        await driver.revokeAll()
        return async () => undefined
      },
      actOn: ({ path, headers }) =>
        path.startsWith('/GetSecretValue')
          ? { kind: 'mutate', headers: [...headers, [servedStageHeader, 'AWSPREVIOUS']] }
          : pass,
    },
  },
} as const satisfies FaultDefinition
