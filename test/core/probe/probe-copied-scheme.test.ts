import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Placement, Question } from '../../../functions/core/model/question.ts'
import { aCheck, aPing, aSecret } from '../../support/check.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { jsonReply } from '../../support/watched-api.ts'

const placements: readonly (readonly [where: string, placement: Placement])[] = [
  ['a form', { in: 'form', name: 'token', role: 'token' }],
  ['JSON', { in: 'json', name: 'auth.token', role: 'token' }],
  ['a list in JSON', { in: 'json', name: 'params.0', role: 'token' }],
  ['a user', { in: 'basic', user: { role: 'token' }, passwordRole: null }],
  ['a password', { in: 'basic', user: { literal: 'api' }, passwordRole: 'token' }],
]
const copied = [
  'Bearer marked-7f3a9c',
  'Basic bWFya2Vk',
  'token marked-7f3a9c',
  'ApiKey marked-7f3a9c',
  'SSWS marked-7f3a9c',
]

const posts = (url: string, { in: place, ...named }: Placement) => {
  const body = place === 'json' && 'name' in named && named.name === 'params.0' ? '{"params":[]}' : null
  return aPing(url, place === 'basic' ? {} : { method: 'POST', body })
}

/** Returns the verdict and its sentence for a secret that is sent so to a server with this status. */
async function judged(value: string, status: number, questionAt: (url: string) => Question) {
  const server = await startHostileServer(() => jsonReply(status, {}))
  const prober = startProber(value)
  try {
    const check = aCheck({ question: questionAt(server.url), secret: aSecret({ token: null }), ...onLoopback })
    const { verdict } = await prober.probe(check)
    assert.doesNotMatch(JSON.stringify(verdict), /7f3a9c|bWFya2Vk/)
    return [verdict.reason, verdict.findings[0]?.detail ?? '', server.requests.length] as const
  } finally {
    await prober.close()
    await server.close()
  }
}

const asking =
  (placement: Placement) =>
  (url: string): Question => ({ kind: 'request', ping: posts(url, placement), send: [placement] })
const loggingIn =
  (placement: Placement) =>
  (url: string): Question => ({
    kind: 'login',
    login: posts(url, placement),
    loginSend: [placement],
    session: 'session',
    expires: null,
    ping: aPing(url),
    send: [],
  })

describe('a secret with the word of a scheme', () => {
  for (const [where, placement] of placements)
    for (const question of [asking(placement), loggingIn(placement)])
      it(`is sent, and named if it is refused: in ${where}`, async () => {
        for (const value of copied) {
          const [reason, detail, requests] = await judged(value, 401, question)
          assert.deepEqual([reason, requests], ['rejected', 2])
          assert.match(detail, /begins with the word of a scheme, such as Bearer.*store it without/)
        }
      })

  it('is no matter if it is accepted, or if the server is in trouble', async () => {
    for (const [, placement] of placements)
      for (const status of [200, 503]) {
        const [reason, detail] = await judged('Bearer marked-7f3a9c', status, asking(placement))
        assert.notEqual(reason, 'rejected')
        assert.doesNotMatch(detail, /scheme/)
      }
  })

  it('is not seen in a value of several words, or of one', async () => {
    for (const value of ['Bearer of good news', 'bearer', 'marked-7f3a9c'])
      for (const [, placement] of placements)
        assert.doesNotMatch((await judged(value, 401, asking(placement)))[1], /scheme/)
  })
})
