import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { profileOf } from '../../../functions/providers/providers.ts'

describe('Confluent Cloud', () => {
  it('a new key is refused for some minutes', () => {
    assert.equal(profileOf('confluent-cloud').settlesWithinSeconds, 600)
  })
})
