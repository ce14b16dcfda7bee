import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  permissionsBy401,
  refusingByStatus,
  restingOnCode,
  withoutPermissionRefusal,
} from '../../cli/providers/proof.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { canControl } from '../../functions/core/probe/control-turn.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { isByStatusAlone } from '../../functions/core/probe/unauthorized.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aCheck } from '../support/check.ts'
import { aWireAnswer } from '../support/wire.ts'
import { fixturesOf } from './fixture-files.ts'

const all = [...providers.values()]
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name)

describe('a rule after the code of others', () => {
  it('calls a refused credential alive by a code or words of the body alone, which a broken one must not get', () =>
    assertEvery(
      restingOnCode(all).filter(({ rule }) => rule.means === 'ping_forbidden' || rule.means === 'under_scoped'),
      ({ provider, rule }) => `${provider.name}: ${rule.name}`,
      ({ rule }) => assert.match(rule.when.body ?? '', /'[^']{4,}'/),
    ))

  it('calls a credential dead by a code or words, and never by the status alone', () =>
    assertEvery(
      restingOnCode(all),
      ({ provider, rule }) => `${provider.name}: ${rule.name}`,
      ({ rule }) => {
        assert.ok(!isByStatusAlone(rule))
        const { body, header, plain } = rule.when
        assert.ok([body, header, plain].some((one) => one !== undefined))
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

it('no broken credential is sent where failures count against the account, unless the check wants it', () => {
  const counting = all.filter(({ failuresCount }) => failuresCount === true)
  assert.ok(counting.length > 5)
  for (const { name, question } of counting) {
    if (question === null) continue
    const check = { ...aCheck({ profile: name, controls: true }), question }
    assert.equal(canControl(check, profileOf(name), 'broken'), false, name)
  }
})

it('a 401 for a missing permission has words that tell it from the refusal of a dead credential', () =>
  assertEvery(
    permissionsBy401(all).filter(({ rule }) => rule.when.status === 401),
    ({ provider, rule }) => `${provider.name}: ${rule.name}`,
    ({ provider, rule }) => {
      const { body, header, challenge, errorWords } = rule.when
      const isNeed = provider.needRules?.includes(rule) === true
      assert.ok(isNeed || [body, header, challenge, errorWords].some((one) => one !== undefined))
    },
  ))

it('the profiles that refuse by the status alone call no answer but a 401 dead', () =>
  assertEvery(
    refusingByStatus(all),
    ({ name }) => name,
    ({ rules }) => {
      const dead = rules.filter(({ means }) => means !== 'alive' && standingOf(means) === 'invalid')
      for (const { when, means } of dead) assert.ok(when.status === 401 || means === 'under_scoped')
    },
  ))
