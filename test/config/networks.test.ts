import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type CheckInput,
  type Config,
  declared,
  email,
  get,
  http,
  jwt,
  oauthClientCredentials,
  oauthIntrospection,
  ours,
  parameter,
  secret,
} from 'tokenwatch'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import { assertEvery } from '../support/assert-every.ts'
import { clientInput, expandedDeployment, wikiInput } from './reading.ts'

const page = [email('ops@acme.example')]
const vpc = { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567'], securityGroupIds: ['sg-01234567'] }
const nat = { ...vpc, egress: 'nat' } as const
const all = ['dynamodb', 'kms', 'secretsmanager', 'sns', 'sqs'] as const
const closed = { ...vpc, egress: { endpoints: all } }
const allowPrivate = ['10.0.0.0/8']
const rotated = ours({
  grant: 'client_credentials',
  tokenUrl: 'https://id.acme.example/token',
  client: clientInput,
  rotateWithin: '1h',
})

type Network = NonNullable<Config['environments'][string]['network']>

/** Problems that a deployment to AWS reports about checks of one environment in a network. */
function refusals(network: Network, checks: CheckInput[]): readonly string[] {
  return refusalsIn({ production: { page, network } }, checks)
}

function refusalsIn(environments: Config['environments'], checks: CheckInput[]): readonly string[] {
  const deployment = expandedDeployment({ name: 'acme', environments, checks })
  return problemsForAws(deployment).map((problem) => formatProblem('c.ts', problem))
}

const isPublic = (host: string) =>
  `c.ts: production/wiki: ${host} is public, and the network of production has endpoints only: set egress: 'nat' there, or name the host's private range in allowPrivate`

describe('a network with endpoints only is refused', () => {
  it('without one that its functions call, with the check that needs it and the way out', () => {
    const checks = [http({ ...wikiInput, allowPrivate }), http({ ...wikiInput, id: 'other', allowPrivate })]
    assert.deepEqual(refusals({ ...vpc, egress: { endpoints: ['sns'] } }, checks), [
      "c.ts: environments.production.network.egress.endpoints: missing dynamodb, secretsmanager, sqs, needed by production/wiki and 1 more: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT",
    ])
  })

  it('without the one of Parameter Store, where a check names a parameter', () => {
    const checks = [http({ ...wikiInput, allowPrivate, secret: parameter('/wiki') })]
    assert.deepEqual(refusals(closed, checks), [
      "c.ts: environments.production.network.egress.endpoints: missing ssm, needed by production/wiki: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT",
    ])
  })

  const elsewhere: readonly (readonly [string, CheckInput, readonly string[]])[] = [
    ['a ping', http(wikiInput), ['wiki.acme.example']],
    ['a literal public address', http({ ...wikiInput, ping: get('https://8.8.8.8/me'), allowPrivate }), ['8.8.8.8']],
    [
      'a token endpoint and the API behind it',
      oauthClientCredentials({
        id: 'wiki',
        impact: 'x',
        secret: clientInput,
        tokenUrl: 'https://id.acme.example/token',
        ping: wikiInput.ping,
      }),
      ['id.acme.example', 'wiki.acme.example'],
    ],
    [
      'an introspection endpoint',
      oauthIntrospection({
        id: 'wiki',
        impact: 'x',
        secret: secret('wiki'),
        client: clientInput,
        introspectionUrl: 'https://id.acme.example/introspect',
      }),
      ['id.acme.example'],
    ],
    [
      'a key set',
      jwt({
        id: 'wiki',
        impact: 'x',
        secret: secret('wiki'),
        issuer: 'https://id.acme.example',
        jwks: 'https://id.acme.example/keys',
      }),
      ['id.acme.example'],
    ],
    ['a rotation', http({ ...wikiInput, rotation: rotated }), ['wiki.acme.example', 'id.acme.example']],
  ]
  it('for each public address', () =>
    assertEvery(
      elsewhere,
      ([what]) => what,
      ([, check, hosts]) => assert.deepEqual(refusals(closed, [check]), hosts.map(isPublic)),
    ))

  it('as the place that calls a watchdog outside of AWS: the first location does', () => {
    const quiet = { page, network: closed }
    const problemsIn = (environments: Config['environments'], heartbeatUrl: Config['heartbeatUrl']) => {
      const checks = Object.keys(environments).map((environment) => http({ ...wikiInput, environment, allowPrivate }))
      const deployment = expandedDeployment({
        name: 'acme',
        environments,
        checks,
        ...(heartbeatUrl === undefined ? {} : { heartbeatUrl }),
      })
      return problemsForAws(deployment).map((problem) => formatProblem('c.ts', problem))
    }
    for (const watchdog of ['https://watchdog.example/ping', secret('watchdog')])
      assert.deepEqual(problemsIn({ production: quiet }, watchdog), [
        "c.ts: heartbeatUrl: its host is public, and it is called from the network of production, which has endpoints only: say egress: 'nat' there, or drop it",
      ])
    assert.deepEqual(problemsIn({ production: quiet, staging: { page } }, 'https://watchdog.example/ping'), [])
    assert.deepEqual(problemsIn({ production: { page, network: nat } }, 'https://watchdog.example/ping'), [])
    assert.deepEqual(problemsIn({ production: quiet }, undefined), [])
  })
})

describe('a network is accepted', () => {
  it('with all endpoints, for private hosts and for checks without requests', () => {
    const checks = [
      http({ ...wikiInput, allowPrivate }),
      http({ ...wikiInput, id: 'literal', ping: get('http://10.1.2.3/me'), allowPrivate }),
      declared({ id: 'card', impact: 'x', expires: '2030-01-01' }),
    ]
    assert.deepEqual(refusals(closed, checks), [])
  })

  it('without an endpoint that nothing calls: of Secrets Manager, where all credentials are parameters', () => {
    const endpoints = { ...vpc, egress: { endpoints: ['dynamodb', 'ssm', 'sns', 'sqs'] } } as const
    const stored = http({ ...wikiInput, allowPrivate, secret: parameter('/wiki') })
    assert.deepEqual(refusals(endpoints, [stored]), [])
    assert.match(
      refusals(endpoints, [stored, http({ ...wikiInput, id: 'other', allowPrivate })]).join(),
      /missing secretsmanager/,
    )
    const watchdog = expandedDeployment({
      name: 'acme',
      environments: { production: { page, network: endpoints } },
      checks: [stored],
      heartbeatUrl: secret('watchdog'),
    })
    assert.match(
      problemsForAws(watchdog)
        .map(({ message }) => message)
        .join(),
      /missing secretsmanager/,
    )
  })

  it('with NAT, for any host', () => assert.deepEqual(refusals(nat, [http(wikiInput)]), []))

  it('beside others in the same deployment', () => {
    const environments = {
      staging: { page, network: { ...nat, vpcId: 'vpc-76543210' } },
      production: { page, network: nat },
    }
    const checks = ['staging', 'production'].map((environment) => http({ ...wikiInput, environment }))
    assert.deepEqual(refusalsIn(environments, checks), [])
  })
})

describe('a deployment with networks is refused', () => {
  it('with more networks than the settings of its functions can hold', () => {
    const names = Array.from({ length: 16 }, (_, index) => `env-${index}`)
    const environments = Object.fromEntries(names.map((name) => [name, { page, network: nat }]))
    assert.deepEqual(refusalsIn(environments, [http({ ...wikiInput, environment: 'env-0' })]), [
      'c.ts: environments: expected at most 15 with a network in one deployment, found 16: divide the config',
    ])
  })
})
