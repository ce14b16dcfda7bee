import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { providers } from '../../../functions/providers/providers.ts'

describe('a provider that counts failures', () => {
  it('failures are counted, so no broken token is sent on purpose', () => {
    const counting = [...providers.values()]
      .filter(({ failuresCount = false }) => failuresCount)
      .map(({ name }) => name)
    assert.ok(['discord', 'jira-data-center', 'twilio', 'twilio-api-key'].every((name) => counting.includes(name)))
  })
})
