import { bearerOf } from '../token/headers.ts'
import { curedByRefresh } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'
import { invalidToken, pass } from './request.ts'

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
    refused_after_write: {
      what: 'A token from before the fault is refused from the moment on that it has written something',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'healthy' },
      actOn({ headers, method }, { isOld, memory }) {
        const token = bearerOf(headers)
        if (token === undefined || !isOld(token)) return pass
        if (memory.has(token)) return invalidToken()
        if (method === 'POST') memory.add(token)
        return pass
      },
    },
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
  },
} as const satisfies FaultDefinition
