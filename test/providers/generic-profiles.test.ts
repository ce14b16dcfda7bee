import assert from 'node:assert/strict'
import { it } from 'node:test'
import { standingOf } from '../../functions/core/model/reason.ts'
import { assertEvery } from '../support/assert-every.ts'
import { type Behaviour, startHostileServer } from '../support/hostile-server.ts'
import { shownProbe, startProber } from '../support/probing.ts'
import { jsonReply } from '../support/watched-api.ts'
import { genericRoads } from './generic-profiles.ts'

const plain = (status: number, body: string): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/plain' },
  body,
})

/** Answers that anybody may give: success by the status alone, and refusals that no generic profile documents. */
const answers: Readonly<Record<string, Behaviour>> = {
  'a fault in an envelope': jsonReply(200, { data: { error: { code: 'E_AUTH' } } }),
  'a failure as a word': jsonReply(200, { status: 'failure', reason: 'try later' }),
  'no success': jsonReply(200, { success: false }),
  'an error of JSON-RPC': jsonReply(200, { jsonrpc: '2.0', error: { code: -32_000, message: 'Unauthorized' } }),
  'errors without data': jsonReply(200, { data: null, errors: [{ message: 'Something went wrong' }] }),
  'a status of its own': jsonReply(200, { statusCode: 401, message: 'Unauthorized' }),
  'words of a proxy': plain(200, 'Service unavailable, please try again'),
  'a denial as text': plain(200, 'Access denied'),
  'a page': { kind: 'html' },
  'a page of nothing': { kind: 'html', status: 404 },
  'a page to sign in': { kind: 'html', status: 401 },
  'a page of a firewall': { kind: 'html', status: 403 },
  'a deny of a mesh': plain(403, 'RBAC: access denied'),
  'nothing here': jsonReply(404, { error: 'not found' }),
  'another method': jsonReply(405, { error: 'method not allowed' }),
  'a conflict': jsonReply(409, { message: 'conflict' }),
  'a wait as text': plain(429, 'Too Many Requests'),
  'a wait with a list': jsonReply(429, {}, { 'retry-after': '5, 10' }),
  'trouble of a gateway': plain(502, 'Bad Gateway'),
}

const pairs = Object.entries(genericRoads).flatMap(([road, asked]) =>
  Object.entries(answers).map(([what, answer]) => ({ name: `${road}, answered with ${what}`, asked, answer })),
)

it('an answer that anybody may give proves neither life nor death to a generic profile', () =>
  assertEvery(
    pairs,
    ({ name }) => name,
    async ({ asked, answer }) => {
      const server = await startHostileServer(asked.script(answer))
      const prober = startProber(asked.secret)
      prober.store('production/client', JSON.stringify({ id: 'gateway', secret: 'marked-7f3a9c' }))
      try {
        const { verdict, ...probed } = await prober.probe(asked.check(server.url))
        const standing = standingOf(verdict.reason)
        assert.ok(standing !== 'valid' && standing !== 'invalid', shownProbe({ verdict, ...probed }).join())
      } finally {
        await prober.close()
        await server.close()
      }
    },
  ))
