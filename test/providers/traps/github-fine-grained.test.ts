import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../../functions/config/expand.ts'

const problemsWith = (scope: string): readonly string[] => {
  const secret = { from: 'secrets-manager', id: 'token' }
  const check = { profile: 'github-fine-grained', id: 'bot', secret, impact: 'Builds stop', scopes: [scope] }
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  return expansion.ok ? [] : expansion.problems.map(({ message }) => message)
}

describe('a fine-grained token of GitHub', () => {
  it('a classic scope is refused when the config is loaded', () => {
    const refused = /^repo is no scope of GitHub fine-grained personal access token: expected such as contents=read$/
    assert.ok(problemsWith('repo').some((message) => refused.test(message)))
  })

  it('has no permission that an answer would name', () => {
    assert.match(problemsWith('contents=read').join(), /the answers of GitHub fine-grained .* do not name it/)
  })
})
