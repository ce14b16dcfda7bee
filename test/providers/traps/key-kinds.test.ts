import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import { assertEvery } from '../../support/assert-every.ts'
import { fixtures as appStore } from '../fixtures/app-store-connect.ts'
import { fixtures as githubApp } from '../fixtures/github-app.ts'
import { p256, pkcs8 } from '../keys.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

let standIn: StandIn
before(async () => {
  standIn = await startStandIn([appStore, githubApp])
})
after(() => standIn.close())

const cases = [
  { fixtures: appStore, privateKey: p256, header: { alg: 'ES256', kid: '2X9R4HXF34', typ: 'JWT' } },
  { fixtures: appStore, privateKey: pkcs8, header: null },
  { fixtures: githubApp, privateKey: pkcs8, header: { alg: 'RS256', typ: 'JWT' } },
  { fixtures: githubApp, privateKey: p256, header: null },
] as const

it('a private key signs with the algorithm of its provider, and one of another kind is malformed and never used', () =>
  assertEvery(
    cases,
    ({ fixtures, privateKey }) => `${fixtures.provider} with ${privateKey === p256 ? 'P-256' : 'RSA'}`,
    async ({ fixtures, privateKey, header }) => {
      const [answer] = fixtures.answers
      assert.ok(answer)
      const { verdict } = await standIn.probe({ ...fixtures, credential: { privateKey } }, answer)
      if (header === null) return assert.equal(verdict.reason, 'secret_malformed')
      assert.equal(verdict.reason, answer.reason)
      const token = String(standIn.lastRequest().headers['authorization']).slice('Bearer '.length)
      assert.deepEqual(decodeProtectedHeader(token), header)
    },
  ))
