import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { answerFields, commonFields } from '../../functions/config/schema/check.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { fixturesOf } from './fixture-files.ts'

const folder = new URL('../../functions/providers/catalogue/', import.meta.url)

/** Their tests are `test/core/probe/probe-registry.test.ts` and `probe-certificate.test.ts`, those of their traps in `traps`. */
const ofTwoSteps = ['registry', 'certificate']

/** Names of the tests of traps that take more than one answer. */
const trapTests = readdirSync(new URL('./traps/', import.meta.url)).flatMap((file) => {
  const text = readFileSync(new URL(`./traps/${file}`, import.meta.url), 'utf8')
  return [...text.matchAll(/\bit\('([^']+)'/g)].flatMap(([, name]) => name ?? [])
})

describe('the catalogue', () => {
  it('has every provider of its folder, under the name of its file', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    assert.deepEqual([...providers.keys()].toSorted(), files.map((name) => name.replace('.ts', '')).toSorted())
  })

  it('takes a profile that it has not for a bug of ours', () => {
    assert.throws(() => profileOf('constructor'), /no profile named constructor/)
  })

  for (const one of providers.values())
    describe(`the provider ${one.name}`, () => {
      const { rules, tokenRules } = profileFrom(one)
      const sourced = [...one.rules, ...(one.tokenRules ?? [])]

      it('names each of its rules once, so that a log line says which one matched', () => {
        const names = [...rules, ...tokenRules].map((rule) => rule.name)
        assert.deepEqual(names, [...new Set(names)])
      })

      it('says of each rule where it is from, and each source is used', () => {
        const used = new Set(
          [...sourced, ...(one.sunsets ?? []), ...Object.values(one.limits ?? {})].map(({ source }) => source),
        )
        assert.deepEqual([...used].toSorted(), Object.keys(one.sources).toSorted())
      })

      it('calls no option by the name of a field that every check has', () => {
        const taken = ['profile', 'secret', ...Object.keys(commonFields), ...Object.keys(answerFields)]
        assert.deepEqual(
          Object.keys(one.options).filter((name) => taken.includes(name)),
          [],
        )
      })

      it('calls no token bad on what is only recalled', () => {
        const recalled = sourced.filter(({ source }) => one.sources[source]?.evidence === 'recalled')
        const bad = recalled.filter(({ means }) => means !== 'alive' && standingOf(means) === 'invalid')
        assert.deepEqual(bad, [])
      })

      if (one.question !== null && !ofTwoSteps.includes(one.question.kind))
        it('has fixtures, with a test for each of its traps', () => {
          const fixtures = fixturesOf(one.name)
          assert.ok(fixtures !== undefined, `test/providers/fixtures/${one.name}.ts is missing`)
          const tested = fixtures.answers.flatMap(({ trap }) => trap ?? [])
          const elsewhere = trapTests.filter((name) => one.traps.includes(name))
          assert.deepEqual([...new Set([...tested, ...elsewhere])].toSorted(), [...one.traps].toSorted())
        })
      else
        it('has a test for each of its traps', () => {
          assert.deepEqual(
            one.traps.filter((trap) => !trapTests.includes(trap)),
            [],
          )
        })
    })
})
