import { curedByRefresh } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'

/** The key that signed the tokens is gone. */
export const keysRotated = {
  ...usual,
  id: 'jwks.rotated',
  number: 'F17',
  title: "The issuer's keys were rotated",
  expected: 'One refresh an instance; the API looks at the key set once for the unknown key',
  causes: ['credential_rejected'],
  contract: curedByRefresh,
  evidence: 'met',
  tokens: { format: 'jwt', ttlSeconds: 3_600 },
  variants: {
    old_key_removed: {
      what: 'A new key signs, and the old one is not published any more',
      points: ['oauth-driver'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'token', says: 'rejected' },
      async begin(driver) {
        await driver.rotateKeys()
        return async () => undefined
      },
    },
  },
} as const satisfies FaultDefinition
