import { curedByRefresh } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'

export const keysRotated = {
  ...defaults,
  id: 'jwks.rotated',
  number: 'F17',
  title: "The issuer's keys were rotated",
  expected: 'Refresh once for each instance; the API fetches the key set once for the unknown key',
  causes: ['credential_rejected'],
  contract: curedByRefresh,
  evidence: 'affected',
  tokens: { format: 'jwt', ttlSeconds: 3_600 },
  variants: {
    old_key_removed: {
      what: 'A new key signs, and the old one is no longer published',
      points: ['oauth-driver'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'token', says: 'rejected' },
      proof: ['token_refused'],
      changes: 'issuer',
      async begin(driver) {
        await driver.rotateKeys()
        return async () => undefined
      },
    },
  },
} as const satisfies FaultDefinition
