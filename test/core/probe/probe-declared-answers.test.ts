import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeclaredAnswer } from '../../../functions/core/model/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { shownProbe } from '../../support/probing.ts'
import { me, probing } from '../../support/probing-api.ts'

type Row = readonly [what: string, answer: Behaviour, when: string | null, means: DeclaredAnswer['means']]

const json = (status: number, body: unknown): Behaviour => ({ kind: 'json', status, body })
const plain = (status: number, body: string, type = 'text/html'): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body,
})

/** Answers of public APIs that statuses alone would judge otherwise, or not at all. */
const rows: readonly Row[] = [
  [
    'Jira: a project that is hidden',
    json(404, { errorMessages: ['No project'] }),
    "errorMessages[0] == 'No project'",
    'under_scoped',
  ],
  ['Meta: a missing permission', json(400, { error: { code: 200 } }), 'error.code == `200`', 'under_scoped'],
  [
    'Slack: a suspended account',
    json(200, { ...me, error: 'account_inactive' }),
    "error == 'account_inactive'",
    'suspended',
  ],
  ['an unpaid account', json(402, { status: 'suspended' }), "status == 'suspended'", 'suspended'],
  ['a firewall', json(403, { code: 'waf' }), "code == 'waf'", 'blocked_from_here'],
  ['a list of addresses, by 401', json(401, { reason: 'ip' }), "reason == 'ip'", 'blocked_from_here'],
  ['Meta: too many calls', json(400, { error: { code: 4 } }), 'error.code == `4`', 'rate_limited'],
  ['a limit by 403', json(403, { message: 'slow' }), "message == 'slow'", 'rate_limited'],
  ['a quota by 200', json(200, { ...me, left: 0 }), 'left == `0`', 'quota_exhausted'],
  ['maintenance by 401', json(401, { state: 'maintenance' }), "state == 'maintenance'", 'provider_error'],
  ['a replica that lags', json(401, { replica: 'behind' }), "replica == 'behind'", 'settling'],
  ['a gateway without its origin', json(404, { origin: null }), "contains(keys(@), 'origin')", 'unreachable'],
  ['a gateway that waited', json(401, { took: 30 }), 'took >= `30`', 'timed_out'],
  ['another cell of the service', json(421, { cell: 'eu' }), "cell == 'eu'", 'wrong_target'],
  ['a page of single sign-on', plain(401, '<html>'), null, 'redirected'],
  ['a bare 403 for dead keys', plain(403, 'Forbidden', 'text/plain'), null, 'rejected'],
  ['a key that is deleted', plain(410, ''), null, 'revoked'],
  ['a session that is over', json(440, {}), null, 'expired'],
  ['a JSON that is labelled HTML', plain(403, '{"code":"quota"}'), "code == 'quota'", 'quota_exhausted'],
]

describe('an answer that a check declares', () => {
  for (const [what, answer, when, means] of rows)
    it(`is ${means}: ${what}`, () =>
      probing(answer, async ({ check, prober }) => {
        const status = answer.kind === 'json' || answer.kind === 'answer' ? (answer.status ?? 200) : 200
        const [reason, ...rules] = shownProbe(await prober.probe({ ...check, answers: [{ status, when, means }] }))
        assert.equal(reason, means)
        assert.ok(
          rules.every((rule) => rule === `answer-${status}`),
          rules.join(),
        )
      }))

  it('means nothing for another answer of the same status', () =>
    probing(json(401, { code: 'other' }), async ({ check, prober }) => {
      const answers = [{ status: 401, when: "code == 'waf'", means: 'blocked_from_here' as const }]
      assert.equal((await prober.probe({ ...check, answers })).verdict.reason, 'rejected')
    }))
})
