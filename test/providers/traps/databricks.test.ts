import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databricks } from '../../../functions/providers/catalogue/databricks.ts'

describe('Databricks', () => {
  it('a token that is unused for 90 days is revoked', () => {
    assert.equal(databricks.idleSeconds, 90 * 24 * 3_600)
  })
})
