import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { snowflake } from '../../../functions/providers/catalogue/snowflake.ts'

describe('Snowflake', () => {
  it('failed logins may lock the user', () => {
    assert.equal(snowflake.failuresCount, true)
  })
})
