import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../../functions/config/expand.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { fixturesOf } from '../fixture-files.ts'
import { checkFor } from '../stand-in.ts'

const fixturesFor = (provider: string) => {
  const fixtures = fixturesOf(provider)
  assert.ok(fixtures)
  return fixtures
}

/** The cadence of a check that names none, and what is said to one that wants to ask every minute. */
function cadenceOf(provider: string): { readonly everySeconds: number; readonly refusals: readonly string[] } {
  const { options = {} } = fixturesFor(provider)
  const roles = Object.keys(providers.get(provider)?.roles ?? {})
  const fields = Object.fromEntries(roles.map((role) => [role, role]))
  const secret = { from: 'secrets-manager', id: 'token', fields }
  const check = { profile: provider, id: provider, secret, impact: 'Builds stop', every: '1m', ...options }
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  const refusals = expansion.ok ? [] : expansion.problems.map(({ field }) => field)
  return { everySeconds: checkFor(fixturesFor(provider)).everySeconds, refusals }
}

describe('a provider that has to be asked seldom', () => {
  it('asking who one is, is limited, so it is asked once in hours', () => {
    assert.deepEqual(cadenceOf('hugging-face'), { everySeconds: 7_200, refusals: ['every'] })
  })

  it('polling is discouraged, so it is asked seldom', () => {
    assert.deepEqual(cadenceOf('linear'), { everySeconds: 300, refusals: ['every'] })
  })

  it('six hundred requests an hour are all there are, so it is asked seldom', () => {
    assert.deepEqual(cadenceOf('grafana-cloud'), { everySeconds: 300, refusals: ['every'] })
  })

  it('minted tokens are billed, so it is asked once an hour at most', () => {
    assert.deepEqual(cadenceOf('auth0'), { everySeconds: 3_600, refusals: ['every'] })
  })
})
