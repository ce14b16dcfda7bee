import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { profileOf, providers } from '../../../functions/providers/catalogue.ts'

/** What no answer shows, and the parts that work with it have to be told. */
describe('what is known of a token beside its answers', () => {
  it('thirty days without a use kill the token, and a ping is a use', () => {
    assert.equal(providers.get('okta')?.idleSeconds, 30 * 86_400)
  })

  it('for thirty seconds after a rotation either secret may be refused', () => {
    assert.ok(profileOf('auth0').settlesWithinSeconds >= 30)
  })

  it('a secret is refused for minutes after it was made', () => {
    assert.ok(profileOf('entra-app').settlesWithinSeconds >= 300)
    assert.ok(profileOf('entra-app-expiry').settlesWithinSeconds >= 300)
  })
})
