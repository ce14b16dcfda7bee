import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { longestPolicyName, longestRoleName } from '../../infra/iam-names.ts'
import { writtenAtMost } from '../../infra/written-size.ts'
import { boundaryArn, companyAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

describe('a stack in an account with rules', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize({ ...everyFeature(), account: companyAccount })
  })

  const named = (type: string, name: string) =>
    template.of(type).map(({ Properties }) => writtenAtMost(Properties[name]))

  it('bounds every role', () => {
    const roles = template.of('AWS::IAM::Role')
    assert.ok(roles.length >= 5)
    for (const { Properties } of roles) assert.equal(Properties['PermissionsBoundary'], boundaryArn)
  })

  it('has every role and policy under its path and prefix, each with a name of its own that IAM takes', () => {
    for (const [type, name, longest] of [
      ['AWS::IAM::Role', 'RoleName', longestRoleName],
      ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', longestPolicyName],
    ] as const) {
      const names = named(type, name)
      assert.equal(new Set(names).size, names.length)
      for (const one of names) {
        assert.match(one, /^acme-[\w+=,.@-]+-ap-southeast-7$/)
        assert.ok(one.length <= longest, one)
      }
      assert.deepEqual(new Set(named(type, 'Path')), new Set([companyAccount.roles.path]))
    }
  })

  it('has no permission inside of a role', () => {
    assert.deepEqual(template.of('AWS::IAM::Policy'), [])
    for (const { Properties } of template.of('AWS::IAM::Role')) assert.equal(Properties['Policies'], undefined)
  })

  it('grants the same as a stack without rules', async () => {
    assert.deepEqual(granted(template), granted(await synthesize(everyFeature())))
  })
})

/** Every action that roles are granted, with its resources and conditions, each once. */
function granted({ of }: Synthesized): readonly string[] {
  const statements = [...of('AWS::IAM::Policy'), ...of('AWS::IAM::ManagedPolicy')].flatMap(({ Properties }) => {
    const { Statement } = Object(Properties['PolicyDocument'])
    return Object.values(Statement).map((one) => JSON.stringify({ ...Object(one), Sid: undefined }))
  })
  return [...new Set(statements)].toSorted()
}
