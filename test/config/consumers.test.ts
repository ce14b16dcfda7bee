import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { networkProblems } from '../../functions/config/networks.ts'
import { cloudTrail, ecs, health, http, lambdaFunction, lastAccessed, replica } from '../../functions/config.ts'
import type { Consumer } from '../../functions/core/model/consumer.ts'
import { aCheck, aDeployment, aNetwork, anEnvironment } from '../support/check.ts'
import { configOf, wiki } from './sample.ts'

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:invoices:live'
const roleArn = 'arn:aws:iam::123456789012:role/apps/reports'

/** The one check of a config with these changes. */
function checkWith(change: object) {
  const expansion = expandConfig(configOf([{ ...wiki, ...change }]))
  assert.ok(expansion.ok, JSON.stringify(expansion))
  return expansion.deployment.checks[0]
}

describe('the consumers of a check', () => {
  const rows: readonly [what: string, written: unknown, consumer: Consumer][] = [
    [
      'a health page',
      health({ name: 'web', url: 'https://web.acme.example/health' }),
      { kind: 'health', name: 'web', url: 'https://web.acme.example/health', version: 'versionId' },
    ],
    [
      'a health page that says it in a header',
      health({ name: 'web', url: 'https://web.acme.example/', version: { header: 'Tokenwatch-Version' } }),
      { kind: 'health', name: 'web', url: 'https://web.acme.example/', version: { header: 'tokenwatch-version' } },
    ],
    [
      'an ECS service',
      ecs({ cluster: 'shop', service: 'web' }),
      { kind: 'ecs', name: 'web', cluster: 'shop', service: 'web' },
    ],
    [
      'a function, called as it is',
      lambdaFunction({ functionArn }),
      { kind: 'lambdaFunction', name: 'invoices', functionArn },
    ],
    [
      'a function, called otherwise',
      lambdaFunction({ name: 'bills', functionArn }),
      { kind: 'lambdaFunction', name: 'bills', functionArn },
    ],
    ['a role', cloudTrail({ roleArn }), { kind: 'cloudTrail', name: 'reports', roleArn }],
    [
      'readers of the previous version',
      lastAccessed(),
      { kind: 'lastAccessed', name: 'readers-of-the-previous-version' },
    ],
    [
      'a copy',
      replica({ region: 'eu-central-1' }),
      { kind: 'replica', name: 'replica-eu-central-1', region: 'eu-central-1' },
    ],
  ]
  for (const [what, written, consumer] of rows)
    it(`may be ${what}`, () => assert.deepEqual(checkWith({ consumers: [written] })?.consumers, [consumer]))

  it('are nobody, the previous version is left alone and nothing is shared, where nothing is said', () => {
    const check = checkWith({})
    assert.deepEqual([check?.consumers, check?.overlapSeconds, check?.shared], [[], null, false])
  })

  it('come with an overlap in seconds', () => assert.equal(checkWith({ overlap: '1d' })?.overlapSeconds, 86_400))

  it('may be asked on a private host that the check allows, over plain http', () => {
    const consumers = [{ kind: 'health', name: 'web', url: 'http://10.1.2.3/health' }]
    assert.equal(checkWith({ consumers, allowPrivate: ['10.0.0.0/8'] })?.consumers.length, 1)
  })

  it('are written as functions of the package', () => {
    const check = http({
      id: 'wiki',
      secret: { from: 'secrets-manager', id: 'production/wiki' },
      ping: { method: 'GET', url: 'https://wiki.acme.example/api/me' },
      impact: 'Docs stop',
      consumers: [ecs({ cluster: 'shop', service: 'web' })],
    })
    assert.deepEqual(check.consumers, [{ kind: 'ecs', cluster: 'shop', service: 'web' }])
  })
})

describe('a network without a way out', () => {
  const network = aNetwork({ egress: { endpoints: ['dynamodb', 'secretsmanager', 'sns'] } })
  const messages = (consumers: readonly Consumer[]) =>
    networkProblems(
      aDeployment([aCheck({ question: { kind: 'declared' }, consumers })], {
        environments: [anEnvironment({ network })],
      }),
    ).map(({ message }) => message)

  it('needs endpoints for the services that tell of consumers, and for those alone', () => {
    assert.deepEqual(messages([]), [])
    assert.match(
      messages([{ kind: 'ecs', name: 'web', cluster: 'shop', service: 'web' }]).join(),
      /^ecs missing, which judging production\/ci-bot takes/,
    )
  })

  it('reaches no health page that is public', () =>
    assert.match(
      messages([{ kind: 'health', name: 'web', url: 'https://web.acme.example/', version: 'versionId' }]).join(),
      /^web\.acme\.example is public/,
    ))
})
