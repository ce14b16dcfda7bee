import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type CheckInput,
  type Config,
  defineConfig,
  email,
  fromEnv,
  fromFile,
  http,
  type OwnersInput,
  oauthIntrospection,
  ours,
  pagerDuty,
  parameter,
  secret,
  slackChannel,
} from 'tokenwatch'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import { assertEvery } from '../support/assert-every.ts'
import { clientInput, expandedDeployment, wikiInput } from './reading.ts'

const production = { page: [email('ops@acme.example')] }
const arn = 'arn:aws:secretsmanager:us-east-1:210987654321:secret:team/wiki'

/** Problems that a deployment of these checks to AWS reports. */
function refusals(checks: CheckInput[], rest: Partial<Config> = {}): readonly string[] {
  const deployment = expandedDeployment({ name: 'acme', environments: { production }, checks, ...rest })
  return problemsForAws(deployment).map((problem) => formatProblem('c.ts', problem))
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    http({ ...wikiInput, id: `wiki-${index}`, secret: secret(`wiki-${index}`) }),
  )

const ownMachine =
  "this has addresses of the function's own machine, such as its runtime or its metadata: name the range of your network, such as 10.0.0.0/8"

describe('a range of private addresses', () => {
  const covering: readonly string[] = [
    '127.0.0.0/8',
    '127.0.0.1/32',
    '169.254.169.254/32',
    '169.254.0.0/16',
    '169.254.100.1/32',
    '0.0.0.0/8',
    '::1/128',
    'fe80::/10',
    'fe80::1/128',
    'fd00::/8',
    'fd00:ec2::254/128',
  ]
  for (const range of covering)
    it(`such as ${range} is not deployed: it has addresses of the function's own machine`, () =>
      assert.deepEqual(refusals([http({ ...wikiInput, allowPrivate: ['10.0.0.0/8', range] })]), [
        `c.ts: production/wiki: allowPrivate[1]: ${ownMachine}`,
      ]))

  it('of a network is deployed', () => {
    const allowPrivate = ['10.0.0.0/8', '172.16.0.0/12', '192.168.1.0/24', '100.64.0.0/10', 'fd12:3456::/32']
    assert.deepEqual(refusals([http({ ...wikiInput, allowPrivate })]), [])
  })
})

const checksThatCannotBe: readonly (readonly [string, CheckInput, string])[] = [
  [
    'a secret in a variable',
    http({ ...wikiInput, secret: fromEnv('WIKI') }),
    "secret: a function in AWS cannot read this: store it in Secrets Manager and name it with secret('<name>')",
  ],
  [
    'a client in a file',
    oauthIntrospection({
      id: 'wiki',
      impact: 'x',
      secret: secret('wiki'),
      introspectionUrl: 'https://id.acme.example/introspect',
      client: fromFile('client.json', { clientId: 'id', clientSecret: 'key' }),
    }),
    "client: a function in AWS cannot read this: store it in Secrets Manager and name it with secret('<name>')",
  ],
  [
    'the client of a rotation in a variable',
    http({
      ...wikiInput,
      rotation: ours({
        grant: 'client_credentials',
        tokenUrl: 'https://id.acme.example/token',
        client: fromEnv('CLIENT', { clientId: 'id', clientSecret: 'key' }),
        rotateWithin: '1h',
      }),
    }),
    "rotation.client: a function in AWS cannot read this: store it in Secrets Manager and name it with secret('<name>')",
  ],
  [
    'a secret by a part of its ARN',
    http({ ...wikiInput, secret: secret(arn) }),
    'secret: expected the name, or the whole ARN, which ends in a dash and six characters: aws secretsmanager describe-secret prints it',
  ],
  ...['1s', '5s', '13s', '90s', '61s'].map(
    (every) =>
      [
        `a cadence of ${every}`,
        http({ ...wikiInput, every }),
        'every: expected 10s, 12s, 15s, 20s, 30s or whole minutes: EventBridge Scheduler has no other cadence',
      ] as const,
  ),
]

describe('a deployment to AWS is refused for', () => {
  it('each check that no function in AWS could probe', () =>
    assertEvery(
      checksThatCannotBe,
      ([fault]) => fault,
      ([, check, line]) => assert.deepEqual(refusals([check]), [`c.ts: production/wiki: ${line}`]),
    ))

  it('an environment without page subscribers', () => {
    assert.deepEqual(
      refusals([http({ ...wikiInput, environment: 'production' })], { environments: { production, staging: {} } }),
      [
        "c.ts: environments.staging.page: missing; nobody would be paged: expected at least one subscriber such as email('...')",
      ],
    )
  })

  it("a partial ARN as the secret of PagerDuty's key", () => {
    const environments = { production: { page: production.page, watcher: [pagerDuty(secret(arn))] } }
    assert.deepEqual(refusals([http(wikiInput)], { environments }), [
      'c.ts: environments.production.watcher[0].integrationKey: expected the name, or the whole ARN, which ends in a dash and six characters: aws secretsmanager describe-secret prints it',
    ])
  })

  it('secrets of two Regions, whoever reads them', () => {
    const at = (region: string, name: string) =>
      secret(`arn:aws:secretsmanager:${region}:123456789012:secret:${name}-AbCdEf`)
    const wanted = (found: string) =>
      `expected a secret of the Region of the deployment, found ${found} beside eu-west-1 (production/wiki: secret): name a replica of it there, or deploy its checks in ${found}`
    const checks = [
      http({ ...wikiInput, secret: at('eu-west-1', 'wiki') }),
      http({ ...wikiInput, id: 'other', secret: at('us-east-1', 'other') }),
    ]
    const environments = { production: { page: production.page, watcher: [pagerDuty(at('eu-central-1', 'key'))] } }
    assert.deepEqual(refusals(checks, { environments, heartbeatUrl: at('us-west-2', 'url') }), [
      `c.ts: production/other: secret: ${wanted('us-east-1')}`,
      `c.ts: heartbeatUrl: ${wanted('us-west-2')}`,
      `c.ts: environments.production.watcher[0].integrationKey: ${wanted('eu-central-1')}`,
    ])
    assert.deepEqual(refusals(checks.slice(0, 1)), [])
  })

  it('whatever names another account or Region than the rest, where AWS needs one', () => {
    const keyArn = (region: string) => `arn:aws:kms:${region}:123456789012:key/0a1b2c3d-0000-4000-8000-0123456789ab`
    const topic = 'arn:aws:sns:eu-west-1:123456789012:pages'
    const policy = (account: string) => `arn:aws:iam::${account}:policy/boundary`
    const account = {
      topics: { page: topic },
      keys: { logs: keyArn('eu-central-1'), table: keyArn('eu-west-1') },
      permissionsBoundary: policy('210987654321'),
      bootstrap: { executionRoleArn: 'arn:aws:iam::345678901234:role/deploy' },
    }
    const region = (noun: string, found: string) =>
      `expected a ${noun} of the Region of the deployment, found ${found} beside eu-west-1 (account.topics.page)`
    const other = (noun: string, found: string) =>
      `expected a ${noun} of the account of the deployment, found ${found} beside 123456789012 (account.topics.page)`
    const under = (source: object, name: string) => http({ ...wikiInput, id: name, secret: Object(source) })
    const checks = [
      under(secret('wiki', undefined, { keyArn: keyArn('us-east-1') }), 'wiki'),
      under(parameter('/wiki', undefined, { keyArn: keyArn('us-west-2') }), 'stored'),
    ]
    assert.deepEqual(
      refusals(checks, { account }).map((line) => line.replace(/: [^:]*$/, '')),
      [
        `c.ts: account.keys.logs: ${region('key', 'eu-central-1')}`,
        `c.ts: production/wiki: secret.keyArn: ${region('key', 'us-east-1')}`,
        `c.ts: production/stored: secret.keyArn: ${region('key', 'us-west-2')}`,
        `c.ts: account.permissionsBoundary: ${other('policy', '210987654321')}`,
        `c.ts: account.bootstrap.executionRoleArn: ${other('role', '345678901234')}`,
      ],
    )
    assert.deepEqual(
      refusals([http(wikiInput)], { account: { permissionsBoundary: policy('aws'), topics: { page: topic } } }),
      [],
    )
  })

  it('adopted state that it could not use', () => {
    const rotated = http({
      ...wikiInput,
      rotation: ours({
        grant: 'client_credentials',
        tokenUrl: 'https://id.acme.example/token',
        client: secret('client', { clientId: 'id', clientSecret: 'key' }),
        rotateWithin: '1h',
      }),
    })
    const adopt = { table: 'state' }
    assert.deepEqual(refusals([rotated], { adopt, removal: 'destroy' }), [
      'c.ts: adopt.escrowKey: missing; the config has rotations of ours, whose saved values only the key of their escrow opens',
      "c.ts: removal: expected 'keep' beside adopt: an adopted table is not part of the stack, so that nothing destroys it",
    ])
    assert.deepEqual(refusals([http(wikiInput)], { adopt }), [])
    assert.deepEqual(refusals([http(wikiInput)], { adopt, account: { keys: { table: 'own' } } }), [
      "c.ts: account.keys.table: expected 'aws' or the ARN of a key beside adopt: the adopted table stays under the key that it has",
    ])
  })

  it('a name that is too long for the names of resources', () => {
    assert.deepEqual(refusals([http(wikiInput)], { name: 'a'.repeat(41) }), [
      'c.ts: name: expected at most 40 characters, since AWS resources are named after it, found 41: choose a shorter name',
    ])
  })

  it('more secrets than the policies of a role can name one by one', () => {
    assert.deepEqual(refusals(many(501)), [
      'c.ts: grants: expected at most 500 secrets, which roles can list by name, found 501: grant them by { tag: { key, value } } or { namePrefix }',
    ])
  })

  it('a secret outside the granted prefix', () => {
    const checks = [
      http({ ...wikiInput, secret: secret('team/wiki') }),
      http({ ...wikiInput, id: 'other', secret: secret('other') }),
    ]
    assert.deepEqual(refusals(checks, { grants: { namePrefix: 'team/' } }), [
      'c.ts: production/other: secret: no function may read this secret, since its name does not begin with the namePrefix of grants: rename it or change grants',
    ])
  })

  const teams = (count: number, of: (name: string) => OwnersInput[string]) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`team-${index}`, of(`team-${index}`)]))

  it('more chat channels of owners than the environment of a function has room for', () => {
    const channel = (id: string) => slackChannel({ workspaceId: 'T0123ABCD', channelId: `C${id.slice(5)}` })
    const chatting = (count: number) => teams(count, (name) => ({ notice: [channel(name)] }))
    assert.deepEqual(refusals([http(wikiInput)], { owners: chatting(20) }), [])
    assert.deepEqual(refusals([http(wikiInput)], { owners: chatting(21) }), [
      "c.ts: owners: expected at most 20 audiences with chat channels, since a function's environment holds no more, found 21: use email(...), pagerDuty(...) or https(...) for some owners",
    ])
  })

  it('a subscriber that would have to filter by more names than SNS takes', () => {
    const paged = (count: number) => teams(count, (name) => ({ page: [email(`${name}@acme.example`)] }))
    const environments = { production: { ...production, notice: [email('tickets@acme.example')] }, staging: production }
    assert.deepEqual(
      refusals([http({ ...wikiInput, environment: 'staging' })], { environments, owners: paged(149) }),
      [],
    )
    assert.deepEqual(refusals([http({ ...wikiInput, environment: 'staging' })], { environments, owners: paged(150) }), [
      'c.ts: owners: one subscriber of notice would take the place of too many owners without one, and SNS filters by at most 150 names: give more owners a notice list',
    ])
  })

  it("a partial ARN as the secret of an owner's key", () => {
    const owners = { payments: { page: [pagerDuty(secret(arn))] } }
    assert.match(
      refusals([http(wikiInput)], { owners }).join(),
      /^c\.ts: owners\.payments\.page\[0\]\.integrationKey: expected the name/,
    )
  })

  it('all problems at once', () => {
    const checks = [http({ ...wikiInput, every: '7s', secret: fromEnv('WIKI') })]
    assert.equal(refusals(checks, { environments: { production: {} }, name: 'a'.repeat(63) }).length, 4)
  })
})

describe('a deployment to AWS accepts', () => {
  it('every cadence that divides a minute, and whole minutes', () => {
    for (const every of ['10s', '12s', '15s', '20s', '30s', '60s', '1m', '7m', '24h'])
      assert.deepEqual(refusals([http({ ...wikiInput, every })]), [], every)
  })

  it("another account's secret by its full ARN, and a client beside it", () => {
    const rotation = ours({
      grant: 'client_credentials',
      tokenUrl: 'https://id.acme.example/token',
      client: clientInput,
      rotateWithin: '1h',
    })
    assert.deepEqual(refusals([http({ ...wikiInput, secret: secret(`${arn}-a1B2c3`), rotation })]), [])
  })

  it('500 secrets one by one, more by a tag, and checks that share one', () => {
    assert.deepEqual(refusals(many(500)), [])
    assert.deepEqual(refusals(many(501), { grants: { tag: { key: 'team', value: 'platform' } } }), [])
    const shared = many(501).map((check) => ({ ...check, secret: secret('one') }))
    assert.deepEqual(refusals(shared), [])
  })

  it('secrets below the granted prefix, by name and by ARN', () => {
    const checks = [
      http({ ...wikiInput, secret: secret('team/other') }),
      http({ ...wikiInput, id: 'other', secret: secret(`${arn}-a1B2c3`) }),
    ]
    assert.deepEqual(refusals(checks, { grants: { namePrefix: 'team/' } }), [])
  })
})

describe('parameters', () => {
  const stored = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      http({ ...wikiInput, id: `wiki-${index}`, secret: parameter(`/wiki/${index}`) }),
    )

  it('are deployed, whatever grants says of secrets', () => {
    assert.deepEqual(refusals(stored(500)), [])
    assert.deepEqual(refusals(stored(2), { grants: { namePrefix: 'production/' } }), [])
  })

  it('are refused where roles cannot list them all', () =>
    assert.deepEqual(refusals(stored(501), { grants: { namePrefix: 'production/' } }), [
      'c.ts: checks: expected at most 500 parameters, which roles list by name, found 501: divide the config, or store some of them with secret(...)',
    ]))

  it('are refused as the address of a watchdog', () =>
    assert.deepEqual(refusals(stored(1), { heartbeatUrl: parameter('/watchdog') }), [
      "c.ts: heartbeatUrl: expected a secret in Secrets Manager, such as secret('watchdog'), found a parameter",
    ]))

  it('are refused beside a rotation of ours', () => {
    const rotation = ours({
      grant: 'client_credentials',
      tokenUrl: 'https://id.acme.example/token',
      client: parameter('/client', { clientId: 'id', clientSecret: 'key' }),
      rotateWithin: '1h',
    })
    const config = defineConfig({
      name: 'acme',
      environments: { production },
      checks: [http({ ...wikiInput, expiresField: 'expires', rotation })],
    })
    const expansion = expandConfig(config)
    assert.deepEqual(expansion.ok ? [] : expansion.problems.map((problem) => formatProblem('c.ts', problem)), [
      "c.ts: production/wiki: rotation.client: a rotation reads Secrets Manager alone, and this is a parameter: store it there, with secret('<name>')",
    ])
  })
})
