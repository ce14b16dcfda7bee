import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { catalogue, profileOf } from '../../functions/providers/catalogue.ts'

describe('the catalogue', () => {
  it('has every profile of this build under its own name', () => {
    assert.deepEqual(
      [...catalogue].map(([name, profile]) => [name, profile.name]),
      ['http', 'jwt', 'oauth-introspection', 'oauth-client-credentials', 'declared', 'aws-caller'].map((name) => [
        name,
        name,
      ]),
    )
  })

  it('takes a profile that it has not for a bug of ours', () => {
    assert.throws(() => profileOf('constructor'), /no profile named constructor/)
  })

  for (const { name, rules, tokenRules, fixedHosts } of catalogue.values())
    describe(`the profile ${name}`, () => {
      it('names each of its rules once, so that a log line says which one matched', () => {
        const names = [...rules, ...tokenRules].map((rule) => rule.name)
        assert.deepEqual(names, [...new Set(names)])
      })

      it('shares no connection, since its hosts come from the config', () => assert.equal(fixedHosts, false))
    })
})
