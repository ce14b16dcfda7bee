import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rotationToken } from '../../../functions/core/rotation/rotation-token.ts'
import { fc } from '../../support/property.ts'

describe('the token of a rotation', () => {
  it('is a UUID, as Secrets Manager requires for a version id', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/
    fc.assert(fc.property(fc.string(), fc.string(), fc.nat(), (...of) => form.test(rotationToken(...of))))
  })

  it('is the same for every request to replace the same version of the same secret', () => {
    assert.equal(rotationToken('production/ci', 'version-1', 0), rotationToken('production/ci', 'version-1', 0))
  })

  it('differs for another secret, for another version, and after a rotation that was given up', () => {
    const tokens = [
      rotationToken('production/ci', 'version-1', 0),
      rotationToken('production/other', 'version-1', 0),
      rotationToken('production/ci', 'version-2', 0),
      rotationToken('production/ci', 'version-1', 1),
    ]
    assert.equal(new Set(tokens).size, 4)
  })
})
