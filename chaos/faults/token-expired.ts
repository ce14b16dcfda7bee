import { bearerOf, withBearer } from '../token/headers.ts'
import { curedByRefresh } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'
import { pass } from './request.ts'

export const tokenExpired = {
  ...defaults,
  id: 'token.expired-under-load',
  number: 'F5',
  title: 'Tokens expire under load',
  expected:
    'Refresh before the expiry, or once for all requests after it: at most one refresh for each instance and expiry',
  causes: ['token_expired', 'credential_rejected'],
  contract: curedByRefresh,
  evidence: 'expiries',
  settings: {
    ttlSeconds: { default: 2, min: 1, max: 900, unit: 's' },
    marginSeconds: { default: 60, min: 0, max: 3_600, unit: 's' },
  },
  variants: {
    short_lived: {
      what: 'The authorization server issues tokens that live for seconds',
      points: ['oauth-driver'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'healthy' },
      proof: ['token_refused', 'short_token'],
      changes: 'issuer',
      async begin(driver, setting) {
        const before = await driver.setTtl(setting('ttlSeconds'))
        await driver.revokeAll()
        return async () => void (await driver.setTtl(before))
      },
    },
    expired_sent: {
      what: 'An expired token of the same client, minted or used before, is sent instead of the one that it had when the fault began',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'must_be_refused',
      foreign: 'expired',
      borrows: true,
      monitor: { asks: 'token', says: 'rejected' },
      actOn({ headers }, { isOld, foreignToken, endedToken, setting }) {
        const token = bearerOf(headers)
        const ended = foreignToken ?? endedToken(setting('marginSeconds'))
        // Without a token that has really expired nothing is sent: a made-up refusal would prove nothing.
        if (token === undefined || !isOld(token) || ended === undefined || ended === token) return pass
        return { kind: 'mutate', headers: withBearer(headers, ended) }
      },
    },
  },
} as const satisfies FaultDefinition
