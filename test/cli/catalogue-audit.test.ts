import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { auditLines } from '../../cli/providers/audit-lines.ts'
import { claimsOf } from '../../cli/providers/claims.ts'
import { isOld, newestDay, proofMarkOf } from '../../functions/providers/evidence.ts'
import { proofMarks } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'

const all = [...providers.values()]
const order: readonly string[] = proofMarks
const rank = (mark: string): number => order.indexOf(mark)

describe('the audit of the catalogue', () => {
  const nowMs = Date.parse('2027-12-24T00:00:00Z')
  const lines = auditLines(all, nowMs)

  it('prints each claim of each provider once, with mark, age and source', () => {
    const claims = all.flatMap(claimsOf)
    assert.equal(lines.filter((line) => /^ {2}\w+ +\d+ d {2}\S.* <- \S/.test(line)).length, claims.length)
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
      const sorted = claims.toSorted((a, b) => rank(b.mark) - rank(a.mark) || a.seen.localeCompare(b.seen))
      assert.deepEqual(claims, sorted, provider.name)
    }
  })

  it('counts the marks apart', () => {
    const counted = proofMarks
      .map((mark) => `${all.filter((one) => proofMarkOf(one) === mark).length} ${mark}`)
      .join(', ')
    assert.ok(lines.at(-2)?.endsWith(counted), lines.at(-2))
  })

  it('says the age of a source in days', () => {
    const source = Object.values(providers.get('github')?.sources ?? {})[0] ?? assert.fail()
    const days = Math.floor((nowMs - Date.parse(source.seen)) / 86_400_000)
    assert.ok(lines.some((line) => line.includes(` ${days} d `) && line.includes(source.title)))
  })
})

it('a source is old if it was read more than a year before the newest one', () => {
  const source = { evidence: 'documented', title: 'a page', seen: '2025-11-29' } as const
  assert.deepEqual([isOld(source, '2026-11-29'), isOld(source, '2026-11-30')], [false, true])
  assert.match(newestDay(all), /^\d{4}-\d\d-\d\d$/)
})
