import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { auditLines } from '../../cli/providers/audit-lines.ts'
import { claimsOf, unsourcedOf } from '../../cli/providers/claims.ts'
import { providerPage } from '../../cli/providers/page.ts'
import { withoutPermissionRefusal } from '../../cli/providers/proof.ts'
import { isOld, newestDay, proofMarkOf } from '../../functions/providers/evidence.ts'
import { proofMarks } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'

const all = [...providers.values()]
const order: readonly string[] = proofMarks
const rank = (mark: string): number => order.indexOf(mark)

describe('the audit of the catalogue', () => {
  const nowMs = Date.parse('2027-12-24T00:00:00Z')
  const lines = auditLines(all, nowMs)

  it('prints each claim of each provider once, with mark, age and source', () => {
    const claims = all.flatMap(claimsOf)
    assert.equal(lines.filter((line) => /^ {2}\w+ +(\d+ d|not read) {2}\S.* <- \S/.test(line)).length, claims.length)
    assert.ok(claims.length > 800, String(claims.length))
  })

  it('begins with the weakest kinds, and in each of them with the weakest mark and the oldest source', () => {
    const heads = lines.flatMap((line) => /^[a-z0-9-]+: (\w+), \d+ claims/.exec(line)?.[1] ?? []).map(rank)
    assert.deepEqual(
      heads,
      heads.toSorted((a, b) => b - a),
    )
    for (const provider of all) {
      const claims = claimsOf(provider)
      const sorted = claims.toSorted(
        (a, b) => rank(b.mark) - rank(a.mark) || (a.seen ?? '').localeCompare(b.seen ?? ''),
      )
      assert.deepEqual(claims, sorted, provider.name)
    }
  })

  it('counts the marks apart', () => {
    const counted = proofMarks
      .map((mark) => `${all.filter((one) => proofMarkOf(one) === mark).length} ${mark}`)
      .join(', ')
    assert.ok(
      lines.some((line) => line.endsWith(counted)),
      counted,
    )
  })

  it('prints the request of each provider that is asked, with its own source, and no standard for an address', () =>
    assertEvery(
      all.filter(({ question }) => question !== null && !['certificate', 'declared'].includes(question.kind)),
      ({ name }) => name,
      (provider) => {
        const [request, ...more] = claimsOf(provider).filter(({ claim }) => claim === 'request')
        assert.deepEqual(more, [])
        assert.ok(request !== undefined && ['documented', 'observed'].includes(request.mark), request?.source)
        assert.match(request.says, /:\/\//)
        assert.ok(providerPage(provider, '2026-11-30').includes('Shown by: '))
      },
    ))

  it('prints for each provider what a missing permission gets, or that no source shows it', () => {
    const open = new Set(withoutPermissionRefusal(all).map(({ name }) => name))
    assert.ok(open.size > 20)
    return assertEvery(
      all,
      ({ name }) => name,
      (provider) => {
        const unsourced = unsourcedOf(provider).map(({ claim }) => claim)
        assert.deepEqual(unsourced, open.has(provider.name) ? ['missing permission'] : [])
        const isShown = providerPage(provider, '2026-11-30').includes('Answer to a missing permission: not found')
        assert.equal(isShown, open.has(provider.name))
      },
    )
  })

  it('warns of a pinned version before it ends', () => {
    assert.ok(auditLines(all, Date.parse('2026-11-30')).includes('no pinned version of an API ends soon'))
    assert.ok(auditLines(all, Date.parse('2027-06-01')).includes('pinecone: its pinned version ends in 30 d'))
    assert.ok(auditLines(all, Date.parse('2027-07-02')).includes('pinecone: its pinned version has ended'))
  })

  it('says the age of a source in days', () => {
    const source = Object.values(providers.get('github')?.sources ?? {})[0] ?? assert.fail()
    const days = Math.floor((nowMs - Date.parse(source.seen ?? assert.fail())) / 86_400_000)
    assert.ok(lines.some((line) => line.includes(` ${days} d `) && line.includes(source.title)))
  })

  it('says of what is only recalled that nobody read it, instead of a day', () => {
    const recalled = all.flatMap(({ name, sources }) =>
      Object.values(sources).flatMap((source) => (source.evidence === 'recalled' ? [{ name, source }] : [])),
    )
    assert.ok(recalled.length > 20)
    assert.ok(recalled.every(({ source }) => !('seen' in source)))
    assert.ok(lines.some((line) => / recalled {4}not read {2}/.test(line)))
    assert.ok(providerPage(providers.get('zoom') ?? assert.fail(), '2026-11-30').includes('(recalled, not read)'))
  })
})

it('a source is old if it was read more than a year before the newest one', () => {
  const source = { evidence: 'documented', title: 'a page', seen: '2025-11-29' } as const
  assert.deepEqual([isOld(source, '2026-11-29'), isOld(source, '2026-11-30')], [false, true])
  assert.match(newestDay(all), /^\d{4}-\d\d-\d\d$/)
})
