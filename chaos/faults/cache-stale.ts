import { curedByRefresh } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'
import { pass } from './request.ts'

/** The header in which the secrets endpoint is told which version to serve. */
export const servedStageHeader = 'x-tokenwatch-chaos-stage'

/** The secret was rotated, and somebody still holds the old one. */
export const cacheStale = {
  ...usual,
  id: 'secret.rotated-cache-stale',
  number: 'F9',
  title: 'The secret was rotated and the old one is still in a cache',
  expected: 'Read the secret anew once when it is refused, retry once, and go on',
  causes: ['client_rejected'],
  contract: { ...curedByRefresh, 'amplification.idp': { max: 2 }, 'amplification.secrets': { max: 1 } },
  evidence: 'met',
  variants: {
    cache_kept: {
      what: 'A new client secret is stored as current, the old one is refused, and every token is revoked',
      points: ['oauth-driver', 'stage-move'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'healthy' },
      async begin(driver) {
        await driver.rotateSecret()
        await driver.revokeAll()
        return async () => undefined
      },
    },
    previous_served: {
      what: 'The store goes on serving AWSPREVIOUS to whoever asks for AWSCURRENT, and the old secret is refused',
      points: ['secrets-endpoint'],
      planes: ['secrets'],
      mutants: 'none',
      monitor: { asks: 'client', says: 'rejected' },
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
