import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusingByStatus, restingOnCode, withoutPermissionRefusal } from '../../cli/providers/proof.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { isByStatusAlone } from '../../functions/core/probe/unauthorized.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'
import { fixturesOf } from './fixture-files.ts'

const all = [...providers.values()]
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name)

describe('a rule after the code of others', () => {
  it('calls no refused credential alive', () => {
    const living = restingOnCode(all).filter(({ rule }) => rule.means === 'ping_forbidden')
    assert.deepEqual(
      living.map(({ provider, rule }) => `${provider.name}: ${rule.name}`),
      [],
    )
  })

  it('calls a credential dead by a code or words, and never by the status alone', () =>
    assertEvery(
      restingOnCode(all),
      ({ provider, rule }) => `${provider.name}: ${rule.name}`,
      ({ rule }) => {
        assert.ok(!isByStatusAlone(rule))
        assert.ok(rule.when.body !== undefined || rule.when.header !== undefined)
      },
    ))
})

/** Answers of a living credential without a permission that the fixtures know, by reason. */
const lacking = all.flatMap(({ name }) =>
  (fixturesOf(name)?.answers ?? []).filter(({ reason }) => reason === 'ping_forbidden').map(() => name),
)

describe('the profiles without a documented refusal for a missing permission', () => {
  const open = withoutPermissionRefusal(all)

  it('are those whose fixtures call no refused credential alive', () =>
    assertEvery(
      open,
      ({ name }) => name,
      ({ name }) => assert.ok(!lacking.includes(name)),
    ))

  it('are none of those whose fixtures do', () => {
    const known = new Set(lacking)
    assert.ok(known.size > 20)
    assert.deepEqual(
      names(open).filter((name) => known.has(name)),
      [],
    )
  })

  it('take a 403 for neither life nor death', () =>
    assertEvery(
      open,
      ({ name }) => name,
      (provider) => {
        const { rules, tokenRules } = profileFrom(provider)
        for (const list of [rules, tokenRules])
          for (const body of ['Forbidden', { message: 'Forbidden' }, { error: { message: 'permission denied' } }])
            assert.equal(ruleFor(parseAnswer(aWireAnswer(403, body)), [], list).name, 'forbidden-undocumented')
      },
    ))
})

it('the profiles that refuse by the status alone call no answer but a 401 dead', () =>
  assertEvery(
    refusingByStatus(all),
    ({ name }) => name,
    ({ rules }) => {
      const dead = rules.filter(({ means }) => means !== 'alive' && standingOf(means) === 'invalid')
      for (const { when, means } of dead) assert.ok(when.status === 401 || means === 'under_scoped')
    },
  ))
