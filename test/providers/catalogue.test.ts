import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { answerFields, commonFields } from '../../functions/config/schema/check.ts'
import { isDeath, standingOf } from '../../functions/core/model/reason.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { type Provider, proofMarks } from '../../functions/providers/provider.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { fixturesOf } from './fixture-files.ts'

const folder = new URL('../../functions/providers/catalogue/', import.meta.url)

/** Tested in `test/core/probe/probe-registry.test.ts` and `probe-certificate.test.ts`; their traps in `traps`. */
const ofTwoSteps = ['registry', 'certificate']

/** Names of the tests of traps that take more than one answer. */
const trapTests = readdirSync(new URL('./traps/', import.meta.url)).flatMap((file) => {
  const text = readFileSync(new URL(`./traps/${file}`, import.meta.url), 'utf8')
  return [...text.matchAll(/\bit\('([^']+)'/g)].flatMap(([, name]) => name ?? [])
})

const nameOf = ({ name }: Provider) => name
const sourced = ({ rules, needRules = [], tokenRules = [] }: Provider) => [...rules, ...needRules, ...tokenRules]
const hasFixtures = ({ question }: Provider) => question !== null && !ofTwoSteps.includes(question.kind)

describe('the catalogue', () => {
  it('has every provider of its folder, under the name of its file', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    assert.deepEqual([...providers.keys()].toSorted(), files.map((name) => name.replace('.ts', '')).toSorted())
  })

  it('treats an unknown profile as a bug of ours', () => {
    assert.throws(() => profileOf('constructor'), /no profile named constructor/)
  })
})

describe('every provider', () => {
  it('names each of its rules once, so that a log line says which one matched', () =>
    assertEvery(providers.values(), nameOf, (provider) => {
      const { rules, needRules, tokenRules } = profileFrom(provider)
      const names = [...rules, ...needRules, ...tokenRules].map((rule) => rule.name)
      assert.deepEqual(names, [...new Set(names)])
    }))

  it('gives the source of each rule, and each source is used', () =>
    assertEvery(providers.values(), nameOf, (provider) => {
      const { sunsets = [], limits = {}, federation, version, requestSource, trapSources = [], sources } = provider
      const facts = [
        ...sourced(provider),
        ...sunsets,
        ...Object.values(limits),
        ...(federation ? [federation] : []),
        ...(version ? [version] : []),
      ]
      const used = new Set([
        ...facts.map(({ source }) => source),
        ...sourced(provider).flatMap(({ secondCause }) => secondCause?.source ?? []),
        ...trapSources,
        ...(requestSource ? [requestSource] : []),
      ])
      assert.deepEqual([...used].toSorted(), Object.keys(sources).toSorted())
    }))

  it('spells a source that two profiles share once, so that both are read again together', () => {
    const spelled = new Map<string, unknown>()
    const twice = [...providers.values()].flatMap(({ name, sources }) =>
      Object.values(sources).flatMap((source) => {
        const text = JSON.stringify(source)
        const first = spelled.get(text) ?? source
        spelled.set(text, first)
        return first === source ? [] : [`${name}: ${source.title}`]
      }),
    )
    assert.deepEqual(twice, [])
  })

  it('gives no option the name of a field that every check has', () => {
    const taken = ['profile', 'secret', ...Object.keys(commonFields), ...Object.keys(answerFields)]
    return assertEvery(providers.values(), nameOf, ({ options }) => {
      assert.deepEqual(
        Object.keys(options).filter((name) => taken.includes(name)),
        [],
      )
    })
  })

  it('calls no token valid or invalid on recalled evidence', () =>
    assertEvery(providers.values(), nameOf, (provider) => {
      const recalled = sourced(provider).filter(({ source }) => provider.sources[source]?.evidence === 'recalled')
      const bad = recalled.filter(({ means }) => means === 'alive' || ['valid', 'invalid'].includes(standingOf(means)))
      assert.deepEqual(bad, [])
    }))

  it('has fixtures, with a test for each of its traps', () =>
    assertEvery([...providers.values()].filter(hasFixtures), nameOf, ({ name, traps }) => {
      const fixtures = fixturesOf(name)
      assert.ok(fixtures !== undefined, `test/providers/fixtures/${name}.ts is missing`)
      const tested = fixtures.answers.flatMap(({ trap }) => trap ?? [])
      const elsewhere = trapTests.filter((test) => traps.includes(test))
      assert.deepEqual([...new Set([...tested, ...elsewhere])].toSorted(), [...traps].toSorted())
    }))

  it('has the answer to a living and to a dead credential in its fixtures', () =>
    assertEvery([...providers.values()].filter(hasFixtures), nameOf, (provider) => {
      const answers = fixturesOf(provider.name)?.answers ?? []
      // An answer that a living credential gets too is no death, but it is the one to a dead credential.
      const ofDead = sourced(provider).filter(({ secondCause }) => secondCause !== undefined)
      assert.ok(answers.some(({ reason }) => standingOf(reason) === 'valid' && reason !== 'ping_forbidden'))
      assert.ok(answers.some(({ reason, rule }) => isDeath(reason) || ofDead.some(({ name }) => name === rule)))
    }))

  it('has the answer to a credential without permission in its fixtures, if any source shows it', () =>
    assertEvery([...providers.values()].filter(hasFixtures), nameOf, ({ name, rules }) => {
      const own = rules.filter(({ means }) => means === 'ping_forbidden').map((rule) => rule.name)
      const tested = fixturesOf(name)?.answers.map(({ rule }) => rule) ?? []
      assert.ok(own.length === 0 || own.some((rule) => tested.includes(rule)))
    }))

  it('gives no fixture a stronger mark than the rule that it tests', () =>
    assertEvery([...providers.values()].filter(hasFixtures), nameOf, (provider) => {
      const order: readonly string[] = proofMarks
      for (const { rule, evidence, to } of fixturesOf(provider.name)?.answers ?? []) {
        const source = sourced(provider).find(({ name }) => name === rule)?.source
        const mark = source === undefined ? undefined : provider.sources[source]?.evidence
        if (evidence === 'generic' || mark === undefined) continue
        assert.ok(order.indexOf(evidence) >= order.indexOf(mark), `${rule} where it answers to ${to}`)
      }
    }))

  it('has a test for each of its traps if it has no fixtures', () => {
    const others = [...providers.values()].filter((provider) => !hasFixtures(provider))
    return assertEvery(others, nameOf, ({ traps }) => {
      assert.deepEqual(
        traps.filter((trap) => !trapTests.includes(trap)),
        [],
      )
    })
  })
})
