import { before, describe, it } from 'node:test'
import { assertHealthy } from 'tokenwatch/test'

describe('orders', () => {
  // A dead token fails here, with its verdict, and not in every test.
  before(() => assertHealthy('orders', { environment: 'staging' }))

  it('are listed', () => {})
})
