import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../functions/core/model/check.ts'
import { packArns, policyCharacters } from '../../infra/policy-packing.ts'
import { aCheck, aDeployment, aSecret } from '../support/check.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const checks = (count: number): Check[] =>
  Array.from({ length: count }, (_, index) =>
    aCheck({
      id: `token-${index}`,
      secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: `production/service-${index}` } }),
    }),
  )

/** Characters that IAM counts: white space is free, and a reference is as long as the longest text that it may become. */
function sizeOf(policy: unknown): number {
  const resolved = JSON.stringify(policy)
    .replace(
      /\{"Fn::Join":\["",\[(.*?)\]\]\}/g,
      (_, parts: string) => `"${parts.replace(/","|",|,"/g, '').replaceAll('"', '')}"`,
    )
    .replaceAll('{Ref:AWS::Partition}', 'aws-us-gov')
    .replaceAll('{Ref:AWS::Region}', 'ap-southeast-7')
    .replaceAll('{Ref:AWS::AccountId}', '123456789012')
  return resolved.replace(/\s/g, '').length
}

const managedPolicies = ({ of }: Synthesized) =>
  of('AWS::IAM::ManagedPolicy').map(({ Properties }) => Properties['PolicyDocument'])

describe('a large deployment', () => {
  it('of 1,000 checks under one prefix is as small as one of ten', async () => {
    const [small, large] = await Promise.all(
      [10, 1_000].map((count) => synthesize(aDeployment(checks(count), { grants: { namePrefix: 'production/' } }))),
    )
    assert.ok(small !== undefined && large !== undefined)
    assert.equal(large.resources.size, small.resources.size)
    assert.ok(large.resources.size < 500)
  })

  it('grants 250 secrets one by one, within the limits of IAM policies', async () => {
    const template = await synthesize(aDeployment(checks(250)))
    const policies = managedPolicies(template)
    assert.ok(policies.length > 5)
    for (const policy of policies)
      assert.ok(sizeOf(policy) <= policyCharacters, `a policy of ${sizeOf(policy)} characters`)
    for (const { Properties } of template.of('AWS::IAM::ManagedPolicy')) {
      // A boundary: a template has no types.
      const { Statement: statements } = Properties['PolicyDocument'] as { Statement: { Resource: unknown }[] }
      for (const { Resource: resources } of statements) assert.ok([resources].flat().length <= 50)
    }
  })

  it('that ten policies cannot hold is refused with the option to declare instead', async () => {
    await assert.rejects(
      synthesize(aDeployment(checks(600))),
      /600 secrets need \d+ policies and a role accepts 10: set grants/,
    )
  })

  it('is granted by a tag if the config declares one', async () => {
    const template = await synthesize(
      aDeployment(checks(600), { grants: { tag: { key: 'tokenwatch', value: 'acme' } } }),
    )
    assert.match(template.text, /"secretsmanager:ResourceTag\/tokenwatch":"acme"/)
    assert.equal(
      managedPolicies(template).filter((policy) => JSON.stringify(policy).includes('GetSecretValue')).length,
      1,
    )
  })

  it('with more alarms than a stack may have is refused with the option to remove', async () => {
    const alarmed = checks(500).map((check) => ({ ...check, perCheckAlarm: true }))
    const grants = { namePrefix: 'production/' }
    await assert.rejects(
      synthesize(aDeployment(alarmed, { grants })),
      /a stack accepts 500: 500 checks have perCheckAlarm\. Remove it from some/,
    )
  })

  it('packs every ARN exactly once', () => {
    const arns = Array.from(
      { length: 321 },
      (_, index) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-${index}-??????`,
    )
    assert.deepEqual(packArns(arns, 2).flat(), arns)
  })
})
