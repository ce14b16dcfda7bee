import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Certificates, makeCertificates } from '../../../support/certificates.ts'
import { meeting, summaryOf } from '../../../support/exchange.ts'
import { type Road, roadAddress, roadsTo } from '../../../support/roads.ts'

const answers = { kind: 'json', body: {} } as const
const [v6, otherV6, v4, otherV4] = ['2606:4700::1111', '2606:4700::2222', '1.1.1.1', '1.0.0.1']
const nat64 = '64:ff9b::101:101'

let certificates: Certificates
before(async () => {
  certificates = await makeCertificates()
})

/** Asks `localhost` over TLS, with these addresses in this order, and the roads that lie behind them. */
async function travel(roads: readonly (readonly [address: string, road: Road])[], deadlineMs = 5_000) {
  const { open, tried } = roadsTo(Object.fromEntries(roads))
  let seen: readonly (string | number)[] = []
  await meeting(
    answers,
    async ({ ask }) => {
      seen = summaryOf(await ask({}, AbortSignal.timeout(deadlineMs)))
    },
    {
      tls: certificates.valid,
      trust: [certificates.ca.cert],
      resolve: async () => roads.map(([address]) => roadAddress(address)),
      openSocket: open,
    },
  )
  return { seen, tried }
}

const slow: Road = { afterMs: 700 }
const quick: Road = { afterMs: 0 }
const noRoute: Road = { error: 'ENETUNREACH' }
const refused: Road = { error: 'ECONNREFUSED' }

describe('a host with several addresses', () => {
  const answered: [what: string, roads: readonly (readonly [string, Road])[]][] = [
    [
      'IPv6 has no route, and the handshake over IPv4 is slow',
      [
        [v6, noRoute],
        [v4, slow],
      ],
    ],
    [
      'the same with IPv4 first',
      [
        [v4, slow],
        [v6, noRoute],
      ],
    ],
    [
      'IPv6 is silent, and IPv4 is slow',
      [
        [v6, 'silent'],
        [v4, slow],
      ],
    ],
    [
      'IPv4 is silent, and IPv6 is slow',
      [
        [v4, 'silent'],
        [v6, slow],
      ],
    ],
    [
      'two of IPv6 are silent before one of IPv4',
      [
        [v6, 'silent'],
        [otherV6, 'silent'],
        [v4, slow],
      ],
    ],
    [
      'one refuses connections, and the other is slow',
      [
        [v4, refused],
        [otherV4, slow],
      ],
    ],
    [
      'the slow one is followed by one that refuses',
      [
        [v4, slow],
        [otherV4, refused],
      ],
    ],
    [
      'one closes the connection',
      [
        [v4, { error: 'ECONNRESET' }],
        [otherV4, quick],
      ],
    ],
    [
      'all are slow',
      [
        [v6, slow],
        [v4, slow],
        [otherV4, slow],
      ],
    ],
  ]
  for (const [what, roads] of answered)
    it(`is asked where ${what}`, async () => assert.deepEqual((await travel(roads)).seen, [200]))

  it('is asked over its second family before the rest of the first', async () => {
    const { tried } = await travel([
      [v6, 'silent'],
      [otherV6, 'silent'],
      [v4, quick],
    ])
    assert.deepEqual(tried, [v6, v4])
  })

  const unreachable: [what: string, roads: readonly (readonly [string, Road])[], seen: readonly string[]][] = [
    [
      'no road leads there',
      [
        [v6, noRoute],
        [v4, noRoute],
      ],
      ['unreachable', 'no_route', 'connect'],
    ],
    [
      'one refuses, where the other has no route',
      [
        [v6, noRoute],
        [v4, refused],
      ],
      ['unreachable', 'connection_refused', 'connect'],
    ],
    [
      'all are silent',
      [
        [v6, 'silent'],
        [v4, 'silent'],
      ],
      ['timed_out', 'deadline', 'connect'],
    ],
  ]
  for (const [what, roads, seen] of unreachable)
    it(`is not reached where ${what}`, async () => assert.deepEqual((await travel(roads, 900)).seen, seen))
})

describe('an address that a check may not reach', () => {
  const forbidden = [nat64, '10.0.0.7', '169.254.169.254', 'fd00::7', '100.64.0.1', '::ffff:10.0.0.7', '0.0.0.0']
  for (const address of forbidden)
    it(`${address} is left out where another is good`, async () => {
      for (const roads of [
        [
          [address, quick],
          [v4, quick],
        ] as const,
        [
          [v4, quick],
          [address, quick],
        ] as const,
      ]) {
        const { seen, tried } = await travel(roads)
        // The stub stands for 1.1.1.1 with a socket to loopback, which the peer check has to allow.
        assert.deepEqual([seen, tried], [[200], [v4]])
      }
    })

  it('refuses the host where no other is left', async () => {
    const { seen, tried } = await travel([
      [nat64, quick],
      ['10.0.0.7', quick],
    ])
    assert.deepEqual([seen, tried], [['host_not_allowed', 'address_not_allowed', 'dns'], []])
  })
})

it('sends nothing to a peer that the check may not reach, whatever the address said', async () => {
  const { open } = roadsTo({ [v4]: quick })
  await meeting(
    answers,
    async ({ ask, server }) => {
      const outcome = await ask({ url: new URL(`https://api.example:${server.port}/`), allowPrivate: [] })
      assert.deepEqual(summaryOf(outcome).slice(0, 2), ['host_not_allowed', 'address_not_allowed'])
      assert.equal(server.bytesReceived(), 0)
    },
    {
      tls: certificates.valid,
      trust: [certificates.ca.cert],
      resolve: async () => [roadAddress(v4)],
      openSocket: open,
    },
  )
})
