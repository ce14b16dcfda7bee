import { notCuredByRefresh } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'
import { answerJson } from './request.ts'

/** The scope that the lab's feature needs, and that is taken away. */
const scope = 'invoices:read'

/** The token works, and may do less. */
export const scopeReduced = {
  ...usual,
  id: 'scope.reduced',
  number: 'F7',
  title: 'The token has lost a scope',
  expected: 'No refresh loop, for no refresh adds a scope: the feature degrades alone, and the alert names the scope',
  causes: ['missing_scope'],
  contract: notCuredByRefresh,
  variants: {
    refused: {
      what: `The API answers 403 insufficient_scope and names ${scope}`,
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'scoped-token', says: 'ping_forbidden' },
      actOn: () =>
        answerJson(
          403,
          { error: 'insufficient_scope' },
          { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
        ),
    },
    minted: {
      what: 'The authorization server grants one scope less from now on, and what it granted before is revoked',
      points: ['oauth-driver'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'under_scoped' },
      async begin(driver) {
        const before = await driver.setScopes(['orders:write'])
        await driver.revokeAll()
        return async () => {
          await driver.setScopes(before)
          await driver.revokeAll()
        }
      },
    },
  },
  evidence: 'met',
} as const satisfies FaultDefinition
