import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Config, existing, http, managed, secret } from 'tokenwatch'
import { makeCertificates } from '../support/certificates.ts'
import { expandedCheck, expandedDeployment, wikiInput as wikiOptions } from './reading.ts'
import { type Bad, bad, badWiki, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const network = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-01234567'],
  securityGroupIds: ['sg-0123456789abcdef0'],
  egress: 'nat',
} as const
const { ca, valid } = await makeCertificates()

const deployed = (rest: Partial<Config>) =>
  expandedDeployment({
    name: 'acme',
    environments: { production: {} },
    checks: [http({ ...wikiOptions, usedBy: ['shop'] })],
    ...rest,
  })

describe('a deployment', () => {
  it('has the settings of its config', () => {
    const setup = {
      grants: { tag: { key: 'team', value: 'platform' } },
      logs: 'all',
      retentionDays: 365,
      blocking: ['shop'],
      perCheckMetrics: true,
      widget: true,
      removal: 'destroy',
      adopt: { table: 'tokenwatch-acme-StateTable9F', escrowKey: 'arn:aws:kms:eu-west-1:123456789012:key/0f3c' },
    } as const
    const { hash: _, ...whole } = deployed(setup)
    assert.deepEqual({ ...whole, ...setup }, whole)
    assert.deepEqual(deployed({ grants: { namePrefix: 'production/' } }).grants, { namePrefix: 'production/' })
  })

  it('has a network of its own if its environment names one', () => {
    const { environments } = deployed({ environments: { production: { network } } })
    assert.deepEqual(environments[0]?.network, network)
    const closed = { ...network, egress: { endpoints: ['dynamodb', 'sns'] } } as const
    assert.deepEqual(deployed({ environments: { production: { network: closed } } }).environments[0]?.network, closed)
  })

  it('trusts the authorities of the given certificates', () => {
    const both = `${ca.cert.trim()}\n${valid.cert.trim()}`
    assert.equal(deployed({ privateCa: `\n${both}\n` }).privateCa, both.replaceAll('\r', ''))
  })
})

describe('a check', () => {
  it('may have an alarm of its own', () => {
    assert.equal(expandedCheck(http({ ...wikiOptions, perCheckAlarm: true })).perCheckAlarm, true)
  })

  it('may only advise the gate', () => {
    assert.equal(expandedCheck(http({ ...wikiOptions, gate: 'advisory' })).gate, 'advisory')
  })

  it("may read a secret under a customer's key, which AWS rotates", () => {
    const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/mrk-0123456789abcdef0123456789abcdef'
    const rotation = managed({ rotateWithin: '2d' })
    const check = expandedCheck(http({ ...wikiOptions, secret: secret('wiki', 'key', { keyArn }), rotation }))
    assert.deepEqual([check.secret?.keyArn, check.rotation], [keyArn, { by: 'managed', rotateWithinSeconds: 172_800 }])
  })

  it('may be rotated by a version of a function', () => {
    const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate:live'
    assert.equal(
      expandedCheck(http({ ...wikiOptions, rotation: existing({ functionArn, rotateWithin: '7d' }) })).rotation.by,
      'existing',
    )
  })
})

const badSetup = (fault: string, rest: object, ...lines: readonly string[]): Bad =>
  bad(fault, configOf([{ ...wiki, usedBy: ['shop', 'search'] }], rest), ...lines)

const badNetwork = (fault: string, change: object, line: string): Bad =>
  badSetup(
    fault,
    { environments: { production: { network: { ...network, ...change } } } },
    `environments.production.network.${line}`,
  )

const noCertificate = 'privateCa: expected PEM certificates (and no key), found a string of'

const ofDeployments: readonly Bad[] = [
  badSetup(
    'a way to grant that is none',
    { grants: 'all' },
    "grants: expected 'each', { tag: { key, value } } or { namePrefix }, found a string of 3 characters",
  ),
  badSetup(
    'two ways to grant',
    { grants: { namePrefix: 'a', tag: { key: 'a', value: 'b' } } },
    'grants: expected one of tag, namePrefix',
  ),
  badSetup('no way to grant', { grants: {} }, 'grants: expected one of tag, namePrefix'),
  badSetup(
    'a misspelled grant',
    { grants: { nameprefix: 'a' } },
    'grants.nameprefix: unknown field; did you mean "namePrefix"?',
    'grants: expected one of tag, namePrefix',
  ),
  badSetup(
    "a tag of AWS's own",
    { grants: { tag: { key: 'aws:team', value: 'a' } } },
    'grants.tag.key: expected the key of a tag, found a string of 8 characters',
  ),
  badSetup(
    'readings that are logged by another rule',
    { logs: 'change' },
    'logs: expected one of all, changes, found a string of 6 characters',
  ),
  badSetup(
    'a retention that CloudWatch Logs does not know',
    { retentionDays: 31 },
    'retentionDays: expected a number of days that CloudWatch Logs accepts, one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, found a number',
  ),
  badSetup(
    'a service that is nearly named',
    { blocking: ['shop', 'serach'] },
    'blocking[1]: no check is used by this service; did you mean "search"?',
  ),
  badSetup(
    'a service that no check names',
    { blocking: ['billing'] },
    'blocking[0]: no check is used by this service; expected one of shop, search',
  ),
  badSetup(
    'a service that is no name',
    { blocking: ['a b'] },
    'blocking[0]: expected a name of letters, digits and . _ / -, at most 63, found a string of 3 characters',
  ),
  bad(
    'a service where no check names any',
    configOf([wiki], { blocking: ['shop'] }),
    'blocking[0]: no check names a service: add usedBy to the checks that this service depends on',
  ),
  badSetup(
    'metrics by a word',
    { perCheckMetrics: 'yes' },
    'perCheckMetrics: expected true or false, found a string of 3 characters',
  ),
  badSetup('a widget by a word', { widget: 'yes' }, 'widget: expected true or false, found a string of 3 characters'),
  badSetup(
    'a removal that is neither',
    { removal: 'retain' },
    'removal: expected one of keep, destroy, found a string of 6 characters',
  ),
  badSetup(
    'adopted state without a table',
    { adopt: { escrowKey: 'arn:aws:kms:eu-west-1:123456789012:key/0f3c' } },
    'adopt.table: missing; expected the name of a DynamoDB table',
  ),
  badSetup(
    'an adopted key by its alias',
    { adopt: { table: 'state', escrowKey: 'alias/escrow' } },
    'adopt.escrowKey: expected the ARN of a KMS key (not of an alias), found a string of 12 characters',
  ),
  badSetup('a private key', { privateCa: ca.key }, `${noCertificate} ${ca.key.length} characters`),
  badSetup(
    'a private key behind a certificate',
    { privateCa: `${ca.cert}\n${ca.key}` },
    `${noCertificate} ${ca.cert.length + ca.key.length + 1} characters`,
  ),
  badSetup(
    'a certificate that is none',
    { privateCa: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    `${noCertificate} 58 characters`,
  ),
  badSetup('a file name in the place of certificates', { privateCa: 'ca.pem' }, `${noCertificate} 6 characters`),
  badNetwork(
    'a VPC that is none',
    { vpcId: 'vpc-main' },
    'vpcId: expected the id of a VPC, such as vpc-0123456789abcdef0, found a string of 8 characters',
  ),
  badNetwork(
    'a subnet that is none',
    { subnetIds: ['sg-01234567'] },
    'subnetIds[0]: expected the id of a subnet, such as subnet-0123456789abcdef0, found a string of 11 characters',
  ),
  badNetwork(
    'a network that does not say how it leads out',
    { egress: undefined },
    "egress: missing; expected 'nat' or { endpoints: [...] }",
  ),
  badNetwork(
    'a way out that is none',
    { egress: 'igw' },
    "egress: expected 'nat' or { endpoints: [...] }, found a string of 3 characters",
  ),
  badNetwork(
    'an endpoint that nothing asks',
    { egress: { endpoints: ['secretsmanager', 'secretmanager'] } },
    'egress.endpoints[1]: expected one of dynamodb, secretsmanager, sns, sqs, kms, events, monitoring, s3, ssm, ecs, lambda, cloudtrail, found a string of 13 characters',
  ),
  badNetwork('no subnet', { subnetIds: [] }, 'subnetIds: expected at least one, found an empty list'),
  badNetwork(
    'no security group',
    { securityGroupIds: [] },
    'securityGroupIds: expected at least one, found an empty list',
  ),
]

const ofChecks: readonly Bad[] = [
  badWiki(
    'an alarm by a word',
    { perCheckAlarm: 'yes' },
    'perCheckAlarm: expected true or false, found a string of 3 characters',
  ),
  badWiki(
    'the alias of a key',
    { secret: { ...wiki.secret, keyArn: 'arn:aws:kms:eu-west-1:123456789012:alias/secrets' } },
    'secret.keyArn: expected the ARN of a KMS key (not of an alias), found a string of 48 characters',
  ),
  badWiki(
    'a managed rotation without its time',
    { rotation: { by: 'managed' } },
    'rotation.rotateWithin: missing; expected a duration such as 90s, 5m, 12h, 30d or 2w',
  ),
  badWiki(
    'a managed rotation of a secret elsewhere',
    { secret: { from: 'environment', variable: 'WIKI' }, rotation: { by: 'managed', rotateWithin: '2d' } },
    "rotation: only a secret in Secrets Manager can be rotated: set secret to secret('<name>')",
  ),
]

refuses('a deployment', ofDeployments)
refuses('a check', ofChecks)
