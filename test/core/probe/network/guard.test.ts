import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Address, Resolve } from '../../../../functions/core/model/addresses.ts'
import { openNetwork } from '../../../../functions/core/probe/network/lanes.ts'
import type { WireRequest } from '../../../../functions/core/probe/network/network.ts'
import { meeting, noHurry, summaryOf } from '../../../support/exchange.ts'
import { freePort } from '../../../support/free-port.ts'
import { aWireRequest } from '../../../support/wire.ts'

const loopback: Address = { address: '127.0.0.1', family: 4 }
const open: Address = { address: '8.8.8.8', family: 4 }
const refused = ['host_not_allowed', 'address_not_allowed', 'dns']

/** Sends a request to a name that resolves to these addresses. */
async function toName(resolve: Resolve, overrides: Partial<WireRequest> = {}) {
  const network = openNetwork({ resolve })
  const url = `http://api.example:${await freePort()}`
  const outcome = await network.exchange(aWireRequest(url, overrides), noHurry())
  await network.close()
  return summaryOf(outcome)
}

const failing = (code: string) => () => Promise.reject(Object.assign(new Error('look-up failed'), { code }))

describe('a name', () => {
  const names: [string, Resolve, readonly string[]][] = [
    ['that does not exist', failing('ENOTFOUND'), ['unreachable', 'name_not_found', 'dns']],
    ['that nobody could look up', failing('EAI_AGAIN'), ['unreachable', 'name_lookup_failed', 'dns']],
    ['whose servers fail', failing('ESERVFAIL'), ['unreachable', 'name_lookup_failed', 'dns']],
    ['without an address', async () => [], refused],
    ['that nobody listens at', async () => [loopback], ['unreachable', 'connection_refused', 'connect']],
    [
      'that nobody listens at, twice',
      async () => [loopback, loopback],
      ['unreachable', 'connection_refused', 'connect'],
    ],
  ]
  for (const [what, resolve, outcome] of names)
    it(`${what}: ${outcome.join(', ')}`, async () => assert.deepEqual(await toName(resolve), outcome))
})

describe('an address that the check may not reach', () => {
  it('is refused as a literal, before a connection', () =>
    meeting({ kind: 'json', body: {} }, async ({ server, ask }) => {
      for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])
        for (const scheme of ['http', 'https']) {
          const url = new URL(`${scheme}://${host}:${server.port}/`)
          assert.deepEqual(summaryOf(await ask({ url, allowPrivate: [] })), refused)
        }
      assert.equal(server.connections(), 0)
    }))

  it('is refused as the result of a name look-up', async () => {
    for (const scheme of ['http:', 'https:'])
      assert.deepEqual(
        await toName(async () => [loopback], { url: new URL(`${scheme}//api.example/`), allowPrivate: [] }),
        refused,
      )
  })

  it('is refused although it is open, where the request is plain http', async () => {
    assert.deepEqual(await toName(async () => [open]), refused)
  })

  it('is refused although another range is allowed', async () => {
    assert.deepEqual(await toName(async () => [loopback], { allowPrivate: ['10.0.0.0/8', '::1/128'] }), refused)
  })
})

describe('a name whose addresses change', () => {
  it('is looked up once for each connection, which goes to the address that was checked', () =>
    meeting({ kind: 'json', body: {} }, async ({ server, network }) => {
      const answers = [[loopback], [open]]
      const lookedUp: string[] = []
      const rebinding = openNetwork({
        resolve: async (name) => {
          lookedUp.push(name)
          return answers.shift() ?? []
        },
      })
      const request = aWireRequest(`http://api.example:${server.port}/`)
      assert.deepEqual(summaryOf(await rebinding.exchange(request, noHurry())), [200])
      assert.deepEqual(lookedUp, ['api.example'])
      assert.deepEqual(summaryOf(await rebinding.exchange(request, noHurry())), refused)
      assert.equal(server.connections(), 1)
      await rebinding.close()
      await network.close()
    }))
})
