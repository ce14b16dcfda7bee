import { notCuredByRefresh } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'
import { answerJson } from './request.ts'

/** Scope that the lab's feature needs. The fault takes it away. */
const scope = 'invoices:read'

export const scopeReduced = {
  ...defaults,
  id: 'scope.reduced',
  number: 'F7',
  title: 'The token has lost a scope',
  expected:
    'Do not refresh, because no refresh adds a scope; only this feature degrades, and the alert names the scope',
  causes: ['missing_scope'],
  contract: notCuredByRefresh,
  variants: {
    refused: {
      what: `The API answers 403 insufficient_scope and names ${scope}`,
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'scoped-token', says: 'under_scoped' },
      actOn: () =>
        answerJson(
          403,
          { error: 'insufficient_scope' },
          { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
        ),
    },
    minted: {
      what: 'The authorization server grants the first scope no longer, and all earlier tokens are revoked',
      points: ['oauth-driver'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'under_scoped' },
      proof: ['token_refused'],
      changes: 'issuer',
      async begin(driver) {
        const before = await driver.setScopes(driver.scopes().slice(1))
        await driver.revokeAll()
        return async () => {
          await driver.setScopes(before)
          await driver.revokeAll()
        }
      },
    },
  },
  evidence: 'affected',
} as const satisfies FaultDefinition
