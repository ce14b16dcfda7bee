import { bearerOf } from '../token/headers.ts'
import { curedByRefresh } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'
import { answerInvalidToken, pass } from './request.ts'

export const tokenRevoked = {
  ...defaults,
  id: 'token.revoked-mid-transaction',
  number: 'F6',
  title: 'The token is revoked in the middle of a transaction',
  expected: 'Continue with a new token, without repeating the step that must happen once',
  causes: ['credential_rejected'],
  contract: { ...curedByRefresh, duplicate_side_effects: { max: 0 }, accepted_after_revocation: { max: 1 } },
  evidence: 'affected',
  flow: 'order',
  variants: {
    refused_after_write: {
      what: 'A token from before the fault is refused after its first POST',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'healthy' },
      actOn({ headers, method }, { isOld, memory }) {
        const token = bearerOf(headers)
        if (token === undefined || !isOld(token)) return pass
        if (memory.has(token)) return answerInvalidToken()
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
      proof: ['token_refused'],
      changes: 'issuer',
      async begin(driver) {
        await driver.revokeAll()
        return async () => undefined
      },
    },
  },
} as const satisfies FaultDefinition
