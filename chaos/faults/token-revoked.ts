import { bearerOf } from '../token/headers.ts'
import { curedByRefresh } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'
import { invalidToken, pass } from './passing.ts'

/** A token dies between two steps of one flow. */
export const tokenRevoked = {
  ...usual,
  id: 'token.revoked-mid-transaction',
  number: 'F6',
  title: 'The token is revoked in the middle of a transaction',
  expected: 'Go on with a new token without repeating the step that must not happen twice',
  causes: ['credential_rejected'],
  contract: { ...curedByRefresh, duplicate_side_effects: { max: 0 }, accepted_after_revocation: { max: 1 } },
  evidence: 'met',
  flow: 'order',
  variants: {
    revoked: {
      what: 'Every token of the service is revoked at the authorization server (RFC 7009)',
      points: ['oauth-driver'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'token', says: 'rejected' },
      async begin(driver) {
        await driver.revokeAll()
        return async () => undefined
      },
    },
    refused_after_write: {
      what: 'Tokens from before the fault are refused on every step after the one that writes',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'rejected' },
      strike({ headers, method }, { isOld }) {
        const token = bearerOf(headers)
        return token !== undefined && method === 'GET' && isOld(token) ? invalidToken() : pass
      },
    },
  },
} as const satisfies FaultDefinition
