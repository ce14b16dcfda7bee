import { openDeployedNetwork } from '../../../functions/aws/deployed-network.ts'
import type { Address } from '../../../functions/core/model/addresses.ts'
import { isBoundTo } from '../../../functions/core/model/host-binding.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import { linesOf, pingAt } from '../../config/refusals.ts'
import { configOf, wiki } from '../../config/sample.ts'
import { noHurry, summaryOf } from '../../support/exchange.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { aWireRequest } from '../../support/wire.ts'
import { type Attack, refusal } from './attack.ts'
import { notPublic } from './spellings.ts'

const here: Address = { address: '127.0.0.1', family: 4 }

const addressOf = (address: string): Address => ({ address, family: address.includes(':') ? 6 : 4 })

/** Asks with a credential, and returns the code of the failure. */
async function codeOf(network: Network, url: string, allowPrivate: readonly string[] = []): Promise<unknown> {
  try {
    const outcome = await network.exchange(aWireRequest(url, { allowPrivate }), noHurry())
    return summaryOf(outcome).at(1)
  } finally {
    await network.close()
  }
}

const isKeptAway = (code: unknown): boolean => code === 'address_not_allowed'

/** A written host that no config accepts, and no connection either: the config may be changed after it was read. */
const spelled = (host: string): Attack =>
  refusal(`the host ${host}`, async () => {
    const url = `https://${host}/`
    const problems = linesOf(configOf([{ ...wiki, ...pingAt(url) }]))
    const code = await codeOf(openNetwork({ resolve: async () => [here] }), url)
    return problems.some((line) => line.includes('is not public')) && isKeptAway(code)
  })

/** A name whose addresses are these: nobody may be called. */
const named = (attack: string, ...addresses: readonly string[]): Attack =>
  refusal(attack, async () => {
    const dialled: string[] = []
    const network = openNetwork({
      resolve: async () => addresses.map(addressOf),
      openSocket: ({ address }) => {
        dialled.push(address)
        throw new Error('nobody is called')
      },
    })
    return isKeptAway(await codeOf(network, 'https://api.example/')) && dialled.length === 0
  })

const names: readonly Attack[] = [
  named('a name that leads to loopback', '127.0.0.1'),
  named('a name that leads to the metadata of the machine', '169.254.169.254'),
  named('a name that leads to a mapped address', '::ffff:169.254.169.254'),
  named('a name that leads to metadata behind NAT64', '64:ff9b::a9fe:a9fe'),
  named('a name that leads to 6to4 of loopback', '2002:7f00:1::'),
  named('a name that leads to 0.0.0.0', '0.0.0.0'),
  named('a name that leads to several private addresses', '10.0.0.7', 'fd00::7', '192.168.0.1'),
  named('a name without an address'),
  refusal('a name that leads to loopback when it is looked up again', async () => {
    const server = await startHostileServer({ kind: 'json', body: {} })
    const answers = [[addressOf('8.8.8.8')], [here]]
    const network = openNetwork({
      resolve: async () => answers.shift() ?? [here],
      openSocket: () => {
        throw new Error('busy')
      },
    })
    const url = `https://api.example:${server.port}/`
    await network.exchange(aWireRequest(url, { allowPrivate: [] }), noHurry())
    const isAway = isKeptAway(await codeOf(network, url))
    await server.close()
    return isAway && server.connections() === 0
  }),
]

/** A function in AWS reaches nothing of its own machine, whatever the config allows. */
const deployed: readonly Attack[] = ['127.0.0.1', '[::1]', '169.254.169.254', '169.254.100.1', '0.0.0.0'].map((host) =>
  refusal(`a config that allows everything, and http://${host}, in AWS`, async () =>
    isKeptAway(
      await codeOf(openDeployedNetwork(), `http://${host}/`, ['0.0.0.0/0', '::/0', '127.0.0.0/8', '169.254.0.0/16']),
    ),
  ),
)

const written = (attack: string, change: object, words: string): Attack =>
  refusal(attack, () => linesOf(configOf([{ ...wiki, ...change }])).some((line) => line.includes(words)))

const configs: readonly Attack[] = [
  written('plain http to a public host', pingAt('http://wiki.acme.example/'), 'expected https'),
  written('a user and password in a URL', pingAt('https://a:b@wiki.acme.example/'), 'no user or password in a URL'),
  written('a fragment', pingAt('https://wiki.acme.example/#t'), 'no fragment'),
  written('a token in a query', pingAt('https://wiki.acme.example/?access_token=x'), 'named like a credential'),
  written('a file', pingAt('file:///etc/passwd'), 'expected an absolute https URL'),
  written('every address allowed', { allowPrivate: ['0.0.0.0/0'] }, 'expected a CIDR range of private addresses only'),
  written(
    'a token in place of the name of a secret',
    { secret: { from: 'secrets-manager', id: `ghp_${'aB3'.repeat(12)}` } },
    'looks like a GitHub token',
  ),
]

const bindings: readonly (readonly [url: string, tag: string])[] = [
  ['https://api.acme.example.attacker.example/', 'api.acme.example'],
  ['https://api.acme.example@attacker.example/', 'api.acme.example'],
  ['https://notacme.example/', '.acme.example'],
  ['https://api.acme.example:8443/', 'api.acme.example'],
  ['http://api.acme.example/', 'api.acme.example'],
  ['https://api.acme.example/', ''],
]

const bound: readonly Attack[] = bindings.map(([url, tag]) =>
  refusal(`a secret that is bound to "${tag}", and ${url}`, () => !isBoundTo(new URL(url), [tag])),
)

/** Attacks on where a token goes. */
export const places: readonly Attack[] = [...notPublic.map(spelled), ...names, ...deployed, ...configs, ...bound]
