import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aRequest, expecting, reading } from '../../support/check.ts'
import { shownProbe } from '../../support/probing.ts'
import { probing } from '../../support/probing-api.ts'
import { jsonReply } from '../../support/watched-api.ts'

type Answer = readonly [what: string, body: unknown, asserted: string]

/** Good statuses of APIs that could not answer. The credential may live. */
const troubles: readonly Answer[] = [
  ['a limit of Slack', { ok: false, error: 'ratelimited' }, 'ok'],
  ['trouble of Slack', { ok: false, error: 'internal_error' }, 'ok == `true`'],
  ['a limit of Cloudflare', { success: false, errors: [{ message: 'You are being rate limited' }] }, 'success'],
  ['maintenance', { status: 'maintenance' }, "status == 'ok'"],
  ['a busy system', { errcode: -1, errmsg: 'system error' }, 'errcode == `0`'],
  ['a code of trouble', { code: 503, msg: 'later' }, 'code == `0`'],
  ['a timeout beside data', { data: { id: 1 }, errors: [{ message: 'timeout' }] }, 'errors == null'],
  ['a lock', { status: 'error', message: 'Account locked' }, "status == 'success'"],
  ['an address', { success: false, msg: 'IP not whitelisted' }, 'success'],
]

/** Good statuses that blame the credential, or nothing. */
const wrong: readonly Answer[] = [
  ['a dead token of Slack', { ok: false, error: 'invalid_auth' }, 'ok'],
  ['a dead token of WeChat', { errcode: 40_001, errmsg: 'invalid credential' }, 'errcode == `0`'],
  ['another tenant', { tenant: 'other' }, "tenant == 'acme'"],
  ['another tenant that is under maintenance', { tenant: 'other', note: 'maintenance on Sunday' }, "tenant == 'acme'"],
  ['no success', { success: false }, 'success'],
]

const reasonFor = async ([, body, asserted]: Answer): Promise<string | undefined> => {
  let reason: string | undefined
  await probing(
    () => jsonReply(200, body),
    async ({ check, prober, server }) => {
      const asking = { ...check, question: aRequest(`${server.url}/me`), paths: reading({}) }
      const needs = asserted.includes('null') ? ['data.id == `1`', 'errors == null'] : [asserted]
      ;[reason] = shownProbe(await prober.probe({ ...asking, expect: expecting({ assert: needs }) }))
    },
  )
  return reason
}

describe('a good status that fails an assertion', () => {
  for (const trouble of troubles)
    it(`is no wrong answer beside ${trouble[0]}`, async () => assert.equal(await reasonFor(trouble), 'unrecognized'))
  for (const answer of wrong)
    it(`is a wrong answer with ${answer[0]}`, async () => assert.equal(await reasonFor(answer), 'wrong_answer'))
})
