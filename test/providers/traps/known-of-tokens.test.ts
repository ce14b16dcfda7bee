import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databricks } from '../../../functions/providers/catalogue/databricks.ts'
import { snowflake } from '../../../functions/providers/catalogue/snowflake.ts'
import { profileOf, providers } from '../../../functions/providers/providers.ts'
import { provided } from './catalogued.ts'

/** Facts that no answer shows, so the catalogue has to state them. */
describe('facts about a token beyond its answers', () => {
  it('GitHub removes a token after a year without use, and a ping counts as a use', () => {
    for (const name of ['github', 'github-fine-grained']) assert.equal(provided(name).idleSeconds, 365 * 86_400)
  })

  it('an organization limits how long a token may be unused, and a ping counts as a use', () => {
    assert.equal(provided('buildkite').idleSeconds ?? null, null)
  })

  it('the reset is a time, not a number of seconds', () => {
    assert.equal(profileOf('github').resets?.format, 'epoch_seconds')
  })

  it('the expiry of the session is not the expiry of the token', () => {
    assert.equal(profileOf('docker-hub').paths.expires, null)
  })

  it('rolling a token ends the old value at once', () => {
    for (const name of ['cloudflare-user', 'cloudflare-account']) {
      const { rotation } = provided(name)
      assert.equal(rotation.class, 'create_revoke')
      assert.match(rotation.overlap, /rolling a token ends the old value at once/)
    }
  })

  it('a token of Amazon Managed Grafana lives for at most 30 days', () => {
    assert.match(provided('grafana').runbook?.steps ?? '', /Amazon Managed Grafana a token lives for at most 30 days/)
  })

  it('a session of the token itself cannot rotate it', () => {
    const { rotation, runbook } = provided('snowflake')
    assert.equal(rotation.by, 'aws')
    assert.match(runbook?.steps ?? '', /^Sign in as another user: a session of the token itself cannot rotate it/)
  })

  it('a ping counts as one of the daily requests', () => {
    const { cost, minimumSeconds } = provided('salesforce')
    assert.deepEqual([cost, minimumSeconds >= 300], ['counted', true])
  })

  it('a token expires after 30 days without use, and a ping counts as a use', () => {
    assert.equal(providers.get('okta')?.idleSeconds, 30 * 86_400)
  })

  it('Auth0 may refuse either secret for 30 seconds after a rotation', () => {
    assert.ok(profileOf('auth0').settlesWithinSeconds >= 30)
  })

  it('Entra may refuse a new secret for some minutes', () => {
    assert.ok(profileOf('entra-app').settlesWithinSeconds >= 300)
    assert.ok(profileOf('entra-app-expiry').settlesWithinSeconds >= 300)
  })
})

describe('Confluent Cloud', () => {
  it('a new key is refused for some minutes', () => {
    assert.equal(profileOf('confluent-cloud').settlesWithinSeconds, 600)
  })
})

describe('Databricks', () => {
  it('Databricks revokes a token that is unused for 90 days', () => {
    assert.equal(databricks.idleSeconds, 90 * 24 * 3_600)
  })
})

describe('Snowflake', () => {
  it('failed logins may lock the user', () => {
    assert.equal(snowflake.failuresCount, true)
  })
})

describe('a provider that counts failures', () => {
  it('Twilio counts failures, so Tokenwatch sends no broken token on purpose', () => {
    const counting = [...providers.values()]
      .filter(({ failuresCount = false }) => failuresCount)
      .map(({ name }) => name)
    assert.ok(['discord', 'jira-data-center', 'twilio', 'twilio-api-key'].every((name) => counting.includes(name)))
  })
})
