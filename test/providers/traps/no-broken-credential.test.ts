import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canControl } from '../../../functions/core/probe/control-turn.ts'
import { profileOf, providers } from '../../../functions/providers/providers.ts'
import { assertEvery } from '../../support/assert-every.ts'
import { fixturesOf } from '../fixture-files.ts'
import { cataloguedCheck } from './catalogued.ts'

/** Words of a trap which promises that no failure is caused on purpose. */
const promise = /no broken (credential|token|secret|password|key) is (ever )?sent/

const promising = [...providers.values()].filter(
  ({ name, traps }) => traps.some((trap) => promise.test(trap)) && fixturesOf(name) !== undefined,
)

describe('a provider that counts failures', () => {
  it('a failed login blocks the address for an hour, so no broken secret is sent', () => {
    assert.equal(canControl(cataloguedCheck('mailjet'), profileOf('mailjet'), 'broken'), false)
  })

  it('gets no broken credential if its trap says so', () => {
    assert.ok(promising.length > 3)
    return assertEvery(
      promising,
      ({ name }) => name,
      ({ name }) => assert.equal(canControl(cataloguedCheck(name), profileOf(name), 'broken'), false),
    )
  })
})
