import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { meeting, summaryOf } from '../../../support/exchange.ts'

describe('a redirect', () => {
  for (const status of [301, 302, 303, 307, 308] as const)
    it(`with ${status} is judged like any other answer: no other host is connected to`, () =>
      meeting({ kind: 'json', body: {} }, ({ server: elsewhere }) =>
        meeting({ kind: 'redirect', status, to: elsewhere.url, echo: true }, async ({ ask, server }) => {
          assert.deepEqual(summaryOf(await ask({ method: 'POST', body: 'token=marked-7f3a9c' })), [status])
          assert.deepEqual([server.requests.length, elsewhere.connections()], [1, 0])
        }),
      ))

  it('to the same host is not followed either', () =>
    meeting({ kind: 'redirect', to: '/login' }, async ({ ask, server }) => {
      assert.deepEqual(summaryOf(await ask()), [302])
      assert.equal(server.requests.length, 1)
    }))
})
