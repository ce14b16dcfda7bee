import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { meanings } from '../../functions/config/schema/check.ts'
import type { DeclaredAnswer } from '../../functions/core/model/check.ts'
import { reasons } from '../../functions/core/model/reason.ts'
import { assertEvery } from '../support/assert-every.ts'
import { expecting, reading } from '../support/check.ts'
import { shownProbe } from '../support/probing.ts'
import { probing } from '../support/probing-api.ts'
import { jsonReply } from '../support/watched-api.ts'
import { lostPermission } from './verdicts/lost-permission.ts'
import { type PageRow, pageRowsOf } from './verdicts/page.ts'
import { provesNothing } from './verdicts/proves-nothing.ts'
import { refusingCodes } from './verdicts/refusing-codes.ts'

const says = (row: PageRow) => row.says
const isReason = (code: string) => new Set<string>(reasons).has(code)

/** Fails for a row of the page without a case, and for a case without a row. */
const sameRows = (rows: readonly PageRow[], cases: Readonly<Record<string, unknown>>) =>
  assert.deepEqual(rows.map(says).toSorted(), Object.keys(cases).toSorted())

describe('the table of answers that prove nothing', () => {
  const rows = pageRowsOf('What proves nothing')
  it('has a case for each row', () => sameRows(rows, provesNothing))

  it('names the verdict that each answer gets from a real server, and no other', () =>
    assertEvery(rows, says, async ({ codes, says: what }) => {
      const shown = await Promise.all((provesNothing[what] ?? []).map((probed) => probed()))
      const named = codes.filter(isReason)
      assert.deepEqual([...new Set(shown.map(([reason]) => reason))].toSorted(), [...new Set(named)].toSorted())
      for (const rule of codes.filter((code) => !isReason(code)))
        assert.deepEqual([...new Set(shown.map(([, found]) => found))], [rule])
    }))
})

describe('the table of refusing codes', () => {
  const rows = pageRowsOf('What proves death')
  it('has a case for each row', () => sameRows(rows, refusingCodes))

  it('names the verdict with every status', () =>
    assertEvery(rows, says, async ({ codes, says: what }) => {
      const shown = await Promise.all((refusingCodes[what] ?? []).map((probed) => probed()))
      assert.deepEqual([...new Set(shown.map(([reason]) => reason))], codes)
    }))
})

describe('the table of lost permissions', () => {
  const rows = pageRowsOf('What a lost permission means')
  it('has a case for each row', () => sameRows(rows, lostPermission))

  it('names the verdict of each request after two ticks, and if a person is paged', () =>
    assertEvery(rows, says, async ({ codes, verdict, says: what }) => {
      const outcome = await lostPermission[what]?.()
      assert.deepEqual(outcome, { reason: codes[0], paged: verdict.endsWith('a page') })
    }))
})

describe('the table of what to declare', () => {
  const rows = pageRowsOf('What to declare')

  it('has every meaning that a config takes, once', () => {
    const named = rows.flatMap(({ codes }) => codes)
    assert.deepEqual(named.toSorted(), meanings.toSorted())
  })

  it('names what a declared answer becomes', () =>
    assertEvery(meanings, String, async (means) => {
      const answers: readonly DeclaredAnswer[] = [{ status: 403, when: "message == 'No such role'", means }]
      await probing(
        () => jsonReply(403, { message: 'No such role' }),
        async ({ check, prober }) => {
          const declaring = { ...check, answers, paths: reading({}), expect: expecting({}) }
          const [reason, ...rules] = shownProbe(await prober.probe(declaring))
          assert.deepEqual([reason, rules.at(-1)], [means === 'alive' ? 'healthy' : means, 'answer-403'])
        },
      )
    }))
})
