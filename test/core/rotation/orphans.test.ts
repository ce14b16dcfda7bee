import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyName, orphansAmong } from '../../../functions/core/rotation/orphans.ts'
import { fc } from '../../support/property.ts'

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf'
const name = keyName(arn, 'version-2')
const key = (id: string, named: string | null, createdAt: number | null = null) => ({
  id,
  name: named,
  createdAt,
  lastUsedAt: null,
})
const byName = { capabilities: { orphansKnownBy: 'name' }, name, claimedAt: null, idsBefore: [], inUse: [] } as const

describe('our keys whose value is lost', () => {
  it('are known by their exact name', () => {
    const keys = [
      key('a', name),
      key('b', `${name}x`),
      key('c', name.toUpperCase()),
      key('d', 'break-glass'),
      key('e', null),
    ]
    assert.deepEqual(orphansAmong(keys, byName), ['a'])
  })

  it('never include the key in use, whatever its name', () => {
    assert.deepEqual(orphansAmong([key('a', name)], { ...byName, inUse: ['a'] }), [])
  })

  it('are named after the secret and the version, so that no other rotation shares the name', () => {
    assert.notEqual(name, keyName(arn, 'version-3'))
    assert.notEqual(name, keyName(`${arn}x`, 'version-2'))
  })

  it('are known by the slot that was taken since the claim if keys have no names, and only if it is a single one', () => {
    const slot = {
      ...byName,
      capabilities: { orphansKnownBy: 'slot' },
      claimedAt: 1_000_000,
      idsBefore: ['a'],
      inUse: ['a'],
    } as const
    assert.deepEqual(orphansAmong([key('a', null, 0), key('b', null, 1_000_001)], slot), ['b'])
    assert.deepEqual(orphansAmong([key('a', null, 0), key('b', null, 1)], slot), [])
    assert.deepEqual(orphansAmong([key('a', null, 0), key('b', null, 1_000_001), key('c', null, 1_000_002)], slot), [])
    assert.deepEqual(orphansAmong([key('b', null, 1_000_001)], { ...slot, claimedAt: null }), [])
  })

  it('are not searched for if nothing identifies them', () => {
    const unknown = { ...byName, capabilities: { orphansKnownBy: null }, claimedAt: 0 } as const
    assert.deepEqual(orphansAmong([key('a', name)], unknown), [])
  })

  it('never include a key that somebody else made', () => {
    const keys = fc.array(
      fc.record({
        id: fc.string(),
        name: fc.option(fc.string()),
        createdAt: fc.option(fc.nat()),
        lastUsedAt: fc.constant(null),
      }),
    )
    fc.assert(
      fc.property(
        keys,
        (given) =>
          orphansAmong(
            given.filter((one) => one.name !== name),
            byName,
          ).length === 0,
      ),
    )
  })
})
