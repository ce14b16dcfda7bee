import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, Stack } from 'aws-cdk-lib'
import { Annotations, Match } from 'aws-cdk-lib/assertions'
import type { Check } from '../../functions/core/model/check.ts'
import { refuseForeign } from '../../infra/foreign.ts'
import { ParameterGrants } from '../../infra/parameter-grants.ts'
import { TokenwatchRole } from '../../infra/role.ts'
import { SecretGrants } from '../../infra/secret-grants.ts'
import { TokenwatchStack } from '../../infra/stack.ts'
import { aCheck, aDeployment, aSecret } from '../support/check.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { synthesize } from '../support/synth.ts'

const here = { account: '123456789012', region: 'eu-west-1' }
const rotation = kinds.clientCredentials.rotation('https://id.acme.example')

function rotated(account: string, region: string) {
  const id = `arn:aws:secretsmanager:${region}:${account}:secret:production/ci-AbCdEf`
  return aCheck({ rotation, secret: aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id } }) })
}

describe('a secret that our function is to rotate', () => {
  it('of another account or Region is refused at synth', () => {
    const cases = [
      [
        rotated('210987654321', 'eu-west-1'),
        /belongs to account 210987654321 in eu-west-1, and this deployment to 123456789012 in eu-west-1: rotate the secret with/,
      ],
      [
        rotated('123456789012', 'eu-central-1'),
        /expected a secret of the Region of the deployment, eu-west-1, found eu-central-1/,
      ],
    ] as const
    for (const [check, message] of cases) assert.throws(() => synthesized(check), { name: 'Refused', message })
  })

  const synthesized = (check: Check) =>
    new TokenwatchStack(new App({ analyticsReporting: false }), 'tokenwatch-acme', {
      deployment: aDeployment([check]),
      bundles: 'none',
      lookup: here,
    })

  it('of this account is not, and neither is one that somebody else rotates', () => {
    refuseForeign(aDeployment([rotated(here.account, here.region)]), here)
    refuseForeign(aDeployment([{ ...rotated('210987654321', 'eu-west-1'), rotation: { by: 'manual' } }]), here)
    refuseForeign(aDeployment([rotated('210987654321', 'eu-central-1')]), null)
  })
})

describe('a secret of another account', () => {
  const place = 'arn:aws:secretsmanager:eu-west-1'
  const secretIn = (account: string) =>
    aSecret(
      { token: 'key' },
      { source: { from: 'secrets-manager', id: `${place}:${account}:secret:production/ci-AbCdEf` } },
    )
  const grants = [
    ['a name prefix', { namePrefix: 'production/' }, 'production/*-??????'],
    ['a tag', { tag: { key: 'team', value: 'web' } }, '*'],
  ] as const
  for (const [title, granted, pattern] of grants)
    it(`is covered by ${title}, and no other account is`, async () => {
      const checks = ['210987654321', here.account].map((account) =>
        aCheck({ id: `ci-${account}`, secret: secretIn(account) }),
      )
      const template = await synthesize(aDeployment(checks, { grants: granted }), {
        checked: true,
        region: here.region,
      })
      const policies = template.of('AWS::IAM::ManagedPolicy').map(({ Properties }) => JSON.stringify(Properties))
      const reading = policies.find((policy) => policy.includes('secretsmanager:GetSecretValue')) ?? ''
      const covered = [...reading.matchAll(/secretsmanager:eu-west-1:(\d+):secret:([^"]+)/g)].map(
        ([, ...found]) => found,
      )
      // The value, and what describes it.
      const accounts = [here.account, '210987654321'].map((account) => [account, pattern])
      assert.deepEqual(covered, [...accounts, ...accounts])
    })
})

describe('synth', () => {
  it('prints how many secrets and parameters a role may read', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack')
    const role = new TokenwatchRole(stack, 'Role', 'lambda.amazonaws.com')
    const parameter = { from: 'parameter-store', name: '/production/ci' } as const
    const references = [aSecret(), aSecret({ token: 'key' }, { source: parameter })]
    new SecretGrants(stack, 'Secrets', { role, references, grants: 'each' })
    new ParameterGrants(stack, 'Parameters', { role, references })
    const printed = Annotations.fromStack(stack).findInfo('*', Match.anyValue())
    assert.deepEqual(
      printed.map(({ entry }) => entry.data),
      ['Stack/Role may read 1 secret by ARN, in 1 policy', 'Stack/Role may read 1 parameter by ARN, in 1 policy'],
    )
  })
})
