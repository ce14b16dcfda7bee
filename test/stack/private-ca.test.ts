import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { makeCertificates } from '../support/certificates.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { aWatch, bot, deploymentOf, keepOpen, readingsOf, stackCadence, startWatching } from '../support/stack.ts'

describe("an API with a certificate of the company's own authority", { timeout: 60_000 }, () => {
  let known: HostileServer
  let unknown: HostileServer
  let ca: string
  const opened = keepOpen()
  before(async () => {
    const certificates = await makeCertificates()
    const answer = { kind: 'json', body: { login: bot.clientId } } as const
    ca = certificates.ca.cert
    known = opened(await startHostileServer(answer, { tls: certificates.valid }))
    unknown = opened(await startHostileServer(answer, { tls: certificates.selfSigned }))
  })

  /** Returns the reason of each of the two checks. */
  async function reasons(privateCa: string | undefined) {
    const checks = [aWatch('known', known.url), aWatch('unknown', unknown.url)]
    const deployment = deploymentOf(checks, privateCa === undefined ? {} : { privateCa })
    const secrets = { 'production/known': 'token', 'production/unknown': 'token' }
    const stack = opened(await startWatching(deployment, secrets))
    await stack.tick(stackCadence)
    return ['known', 'unknown'].map((id) => readingsOf(stack, `production/${id}`)[0]?.reason)
  }

  it('is trusted if the config names the authority, and no other API is', async () => {
    assert.deepEqual(await reasons(ca), ['healthy', 'tls_failed'])
  })

  it('is not trusted if the config does not name it', async () => {
    assert.deepEqual(await reasons(undefined), ['tls_failed', 'tls_failed'])
  })
})
