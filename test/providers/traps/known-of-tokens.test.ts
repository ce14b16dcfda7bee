import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databricks } from '../../../functions/providers/catalogue/databricks.ts'
import { snowflake } from '../../../functions/providers/catalogue/snowflake.ts'
import { profileOf, providers } from '../../../functions/providers/providers.ts'
import { provided } from './catalogued.ts'

/** What no answer shows, and the parts that work with it have to be told. */
describe('what is known of a token beside its answers', () => {
  it('a year without a use kills the token, and a ping is a use', () => {
    for (const name of ['github', 'github-fine-grained']) assert.equal(provided(name).idleSeconds, 365 * 86_400)
  })

  it('an organization chooses how long a token may be unused, and a ping is a use', () => {
    assert.equal(provided('buildkite').idleSeconds ?? null, null)
  })

  it('the reset is a moment, not a number of seconds', () => {
    assert.equal(profileOf('github').resets?.format, 'epoch_seconds')
  })

  it('the end of the session is not that of the token', () => {
    assert.equal(profileOf('docker-hub').paths.expires, null)
  })

  it('a token that is rolled dies at once', () => {
    for (const name of ['cloudflare-user', 'cloudflare-account']) {
      const { rotation } = provided(name)
      assert.equal(rotation.class, 'create_revoke')
      assert.match(rotation.overlap, /rolled dies at once/)
    }
  })

  it('a token of Amazon Managed Grafana lives for thirty days at most', () => {
    assert.match(provided('grafana').runbook?.steps ?? '', /Amazon Managed Grafana a token lives for 30 days/)
  })

  it('a session of the token itself may not rotate it', () => {
    const { rotation, runbook } = provided('snowflake')
    assert.equal(rotation.by, 'aws')
    assert.match(runbook?.steps ?? '', /^As another user, since a session of the token itself may not/)
  })

  it('a ping is one of the requests of the day', () => {
    const { cost, minimumSeconds } = provided('salesforce')
    assert.deepEqual([cost, minimumSeconds >= 300], ['counted', true])
  })

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

describe('Confluent Cloud', () => {
  it('a new key is refused for some minutes', () => {
    assert.equal(profileOf('confluent-cloud').settlesWithinSeconds, 600)
  })
})

describe('Databricks', () => {
  it('a token that is unused for 90 days is revoked', () => {
    assert.equal(databricks.idleSeconds, 90 * 24 * 3_600)
  })
})

describe('Snowflake', () => {
  it('failed logins may lock the user', () => {
    assert.equal(snowflake.failuresCount, true)
  })
})

describe('a provider that counts failures', () => {
  it('failures are counted, so no broken token is sent on purpose', () => {
    const counting = [...providers.values()]
      .filter(({ failuresCount = false }) => failuresCount)
      .map(({ name }) => name)
    assert.ok(['discord', 'jira-data-center', 'twilio', 'twilio-api-key'].every((name) => counting.includes(name)))
  })
})
