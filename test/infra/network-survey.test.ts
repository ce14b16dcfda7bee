import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, Stack } from 'aws-cdk-lib'
import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { VpcSubnetGroupType } from 'aws-cdk-lib/cx-api'
import { networkFaults, survey } from '../../infra/network-survey.ts'
import { aNetwork } from '../support/check.ts'

const lookup = { account: '123456789012', region: 'eu-west-1' }
const [vpcId, subnetId, groupId] = ['vpc-0123456789abcdef0', 'subnet-0123456789abcdef0', 'sg-0123456789abcdef0']

/** Lookups under the keys by which CDK's command line stores their results in `cdk.context.json`. */
const vpcKey = `vpc-provider:account=123456789012:filter.vpc-id=${vpcId}:region=eu-west-1:returnAsymmetricSubnets=true`
const groupKey = `security-group:account=123456789012:region=eu-west-1:securityGroupId=${groupId}`

/** Result of the command line about the VPC: one subnet of a type. */
const vpcWith = (type: VpcSubnetGroupType, subnet = subnetId) => ({
  vpcId,
  vpcCidrBlock: '10.0.0.0/16',
  ownerAccountId: '123456789012',
  availabilityZones: [],
  subnetGroups: [
    {
      name: type,
      type,
      subnets: [{ subnetId: subnet, cidr: '10.0.0.0/24', availabilityZone: 'eu-west-1a', routeTableId: 'rtb-1' }],
    },
  ],
})
const group = { securityGroupId: groupId, allowAllOutbound: true }

/** Surveys a network with the lookups so far. */
function surveyed(
  context: Record<string, unknown>,
  options: { network?: ReturnType<typeof aNetwork>; signedIn?: boolean } = {},
) {
  const { network = aNetwork(), signedIn = true } = options
  const app = new App({ context, analyticsReporting: false })
  const stack = new Stack(app, 'Stack')
  survey(stack, { network, field: 'environments.production.network', lookup: signedIn ? lookup : null })
  return { stack, missing: app.synth().manifest.missing ?? [] }
}

const saidBy = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findInfo('*', Match.anyValue())
    .map(({ entry }) => String(entry.data))

describe('the declaration of a network', () => {
  it('is verified in the account once, with the calls that the command line knows', () => {
    const { missing } = surveyed({})
    assert.deepEqual(
      missing.map(({ key, provider }) => [provider, key]),
      [
        ['vpc-provider', vpcKey],
        ['security-group', groupKey],
      ],
    )
  })

  it('is accepted if the account agrees, without another call', () => {
    const { missing, stack } = surveyed({ [vpcKey]: vpcWith(VpcSubnetGroupType.PRIVATE), [groupKey]: group })
    assert.deepEqual([missing, saidBy(stack)], [[], []])
  })

  it('is accepted unverified if synth runs without credentials, with a warning', () => {
    const { missing, stack } = surveyed({}, { signedIn: false })
    assert.deepEqual(missing, [])
    assert.deepEqual(saidBy(stack), [
      `nobody is signed in, so it is taken on trust that ${vpcId} has ${subnetId} and that they lead out through NAT`,
    ])
  })

  it('of endpoints is accepted unverified too', () => {
    const network = aNetwork({ egress: { endpoints: ['sns'] } })
    const { stack } = surveyed({ [vpcKey]: vpcWith(VpcSubnetGroupType.ISOLATED), [groupKey]: group }, { network })
    assert.deepEqual(saidBy(stack), [
      `it is taken on trust that ${vpcId} has endpoints for sns, which cannot be looked up`,
    ])
  })

  it('is refused if the command line has not found it, with every problem and the way out', () => {
    const context = {
      [vpcKey]: { $providerError: 'Could not find any VPCs matching {}' },
      [groupKey]: { $providerError: 'The security group does not exist' },
    }
    assert.throws(() => surveyed(context), {
      name: 'Refused',
      message:
        'environments.production.network: in account 123456789012 and eu-west-1: Could not find any VPCs matching {}; The security group does not exist. Correct the config or the network, then let synth look again: npx cdk context --clear',
    })
  })

  it('is refused if a subnet has no route out', () => {
    const context = { [vpcKey]: vpcWith(VpcSubnetGroupType.ISOLATED), [groupKey]: group }
    assert.throws(
      () => surveyed(context),
      /production\.network.*subnet-0123456789abcdef0 has no route to a NAT gateway/,
    )
  })
})

describe('a subnet', () => {
  const closed = aNetwork({ egress: { endpoints: ['sns'] } })
  const cases = [
    ['behind NAT', aNetwork(), vpcWith(VpcSubnetGroupType.PRIVATE), []],
    ['without a way out where none is promised', closed, vpcWith(VpcSubnetGroupType.ISOLATED), []],
    [
      'of another VPC',
      closed,
      vpcWith(VpcSubnetGroupType.PRIVATE, 'subnet-1'),
      [`${subnetId} is not a subnet of ${vpcId}`],
    ],
    [
      'that is public',
      aNetwork(),
      vpcWith(VpcSubnetGroupType.PUBLIC),
      [`${subnetId} is public, where a function gets no public address: name one behind the NAT gateway`],
    ],
    [
      'without NAT',
      aNetwork(),
      vpcWith(VpcSubnetGroupType.ISOLATED),
      [`${subnetId} has no route to a NAT gateway: add one, or say egress: { endpoints: [...] }`],
    ],
  ] as const
  for (const [what, network, answer, faults] of cases)
    it(`${what} is ${faults.length === 0 ? 'accepted' : 'refused'}`, () =>
      assert.deepEqual(networkFaults(network, answer), faults))

  it('of a VPC without subnets is unknown', () => {
    assert.deepEqual(networkFaults(aNetwork(), {}), [`${subnetId} is not a subnet of ${vpcId}`])
  })
})
