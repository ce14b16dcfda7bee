import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openDeployedNetwork } from '../../functions/aws/deployed-network.ts'
import { ownMachine } from '../../functions/core/model/addresses.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { noHurry } from '../support/exchange.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { aWireRequest } from '../support/wire.ts'

const everything = ['0.0.0.0/0', '::/0', '127.0.0.0/8', '169.254.0.0/16', '::1/128', 'fe80::/10', 'fd00::/8']

describe('the network of a function in AWS', () => {
  it('does not reach loopback, whatever the config allows', async () => {
    const server = await startHostileServer(() => ({ kind: 'json', body: { ok: true } }))
    const [deployed, usual] = [openDeployedNetwork(), openNetwork()]
    try {
      for (const host of [
        '127.0.0.1',
        '127.1.2.3',
        'localhost',
        '0.0.0.0',
        '[::ffff:127.0.0.1]',
        '2130706433',
        '0x7f.1',
      ]) {
        const url = `http://${host}:${server.port}/`
        const outcome = await deployed.exchange(aWireRequest(url, { allowPrivate: everything }), noHurry())
        assert.equal(outcome.kind === 'failure' && outcome.code, 'address_not_allowed', host)
      }
      assert.equal(server.connections(), 0)
      const allowed = aWireRequest(`http://127.0.0.1:${server.port}/`, { allowPrivate: everything })
      assert.equal((await usual.exchange(allowed, noHurry())).kind, 'answer')
    } finally {
      await Promise.all([deployed.close(), usual.close(), server.close()])
    }
  })

  it('leaves out such addresses of a name that has others, and refuses a name that has none', async () => {
    const dialled: string[] = []
    const of = (...addresses: readonly string[]) =>
      openNetwork({
        neverReach: ownMachine,
        resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        openSocket: ({ address }) => {
          dialled.push(address)
          throw new Error('nobody is called')
        },
      })
    const request = () => aWireRequest('https://api.example/', { allowPrivate: everything })
    for (const address of ['169.254.169.254', '169.254.100.1', 'fd00:ec2::254', 'fe80::1', '::1', '::', '127.0.0.1']) {
      const outcome = await of(address).exchange(request(), noHurry())
      assert.equal(outcome.kind === 'failure' && outcome.code, 'address_not_allowed', address)
    }
    assert.deepEqual(dialled, [])
    await of('169.254.169.254', '192.0.2.7').exchange(request(), noHurry())
    assert.deepEqual(dialled, ['192.0.2.7'])
  })
})
