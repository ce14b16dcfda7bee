import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { WireAnswer, WireFailure } from '../../../../functions/core/probe/network/network.ts'
import { makeCertificates } from '../../../support/certificates.ts'
import { meeting } from '../../../support/exchange.ts'
import { freePort } from '../../../support/free-port.ts'

/** Phases of an exchange that were measured. */
function phasesOf({ timings }: WireAnswer | WireFailure): readonly string[] {
  const { dnsMs, connectMs, tlsMs, firstByteMs, bodyMs, totalMs } = timings
  assert.ok(totalMs >= 0)
  const phases = Object.entries({ dns: dnsMs, connect: connectMs, tls: tlsMs, firstByte: firstByteMs, body: bodyMs })
  for (const [, milliseconds] of phases) assert.ok(milliseconds === null || milliseconds >= 0)
  return phases.filter(([, milliseconds]) => milliseconds !== null).map(([phase]) => phase)
}

const answers = { kind: 'json', body: {} } as const

describe('the phases of an exchange', () => {
  it('are complete over a new connection, except for TLS if the URL is plain http', () =>
    meeting(answers, async ({ ask }) => {
      assert.deepEqual(phasesOf(await ask()), ['dns', 'connect', 'firstByte', 'body'])
    }))

  it('include TLS if the URL is https', async () => {
    const { ca, valid } = await makeCertificates()
    await meeting(
      answers,
      async ({ ask, server }) => {
        const url = new URL(`https://127.0.0.1:${server.port}/`)
        assert.deepEqual(phasesOf(await ask({ url })), ['dns', 'connect', 'tls', 'firstByte', 'body'])
      },
      { tls: valid, trust: [ca.cert] },
    )
  })

  it('begin with the first byte over a connection that was open', () =>
    meeting(answers, async ({ ask }) => {
      await ask({ shareConnection: true })
      assert.deepEqual(phasesOf(await ask({ shareConnection: true })), ['firstByte', 'body'])
    }))

  it('end with the look-up if no server listens', () =>
    meeting(answers, async ({ ask }) => {
      assert.deepEqual(phasesOf(await ask({ url: new URL(`http://127.0.0.1:${await freePort()}`) })), ['dns'])
    }))

  it('are absent if the name could not be looked up', () =>
    meeting(
      answers,
      async ({ ask }) => assert.deepEqual(phasesOf(await ask({ url: new URL('http://api.example') })), []),
      {
        resolve: () => Promise.reject(new Error('no answer')),
      },
    ))

  it('end with the connection if no answer comes', () =>
    meeting({ kind: 'silent' }, async ({ ask }) => {
      assert.deepEqual(phasesOf(await ask({}, AbortSignal.timeout(500))), ['dns', 'connect'])
    }))
})
