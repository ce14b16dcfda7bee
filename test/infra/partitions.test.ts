import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CliCredentialsStackSynthesizer, DefaultStackSynthesizer } from 'aws-cdk-lib'
import { plainAccount } from '../../functions/core/model/account.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { synthesizerFor } from '../../infra/synthesizer.ts'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

/** Everything that a config can ask for, with the ARNs of a partition in it. */
function deployedIn(partition: string): Deployment {
  const written = JSON.stringify(inAccount(everyFeature(), companyAccount))
  return JSON.parse(written.replaceAll('arn:aws:', `arn:${partition}:`))
}

/** Text of a template with the suffix of a partition. CloudFormation joins it. */
function writtenWith(suffix: string, { text }: Synthesized): string {
  return text.replaceAll(/\{"Fn::Join":\["",\["([\w.-]+)\.",\{"Ref":"AWS::URLSuffix"\}\]\]\}/g, `"$1.${suffix}"`)
}

/** Service principals of a template. */
function principals(text: string): ReadonlySet<string> {
  const found = text.matchAll(/"(?:Service|Principal)":(\[[^\]]*\]|"[^"]*")/g)
  return new Set(
    [...found].flatMap(([, names = '']) => [...names.matchAll(/[\w.-]+\.amazonaws\.com(?:\.cn)?/g)].flat()),
  )
}

const services = ['chatbot', 'cloudwatch', 'events', 'lambda', 'scheduler', 'secretsmanager', 'sns']

describe('a stack in another partition', () => {
  for (const [region, partition, suffix] of [
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['eu-west-1', 'aws', 'amazonaws.com'],
  ] as const)
    it(`has the ARNs, principals and services of ${partition}`, async () => {
      const text = writtenWith(suffix, await synthesize(deployedIn(partition), { region }))
      if (partition !== 'aws') assert.ok(!text.includes('arn:aws:'))
      assert.deepEqual(
        [...principals(text)].toSorted(),
        [...services.map((one) => `${one}.amazonaws.com`), `logs.${region}.${suffix}`].toSorted(),
      )
      const through = new Set([...text.matchAll(/"kms:ViaService":"([^"]*)"/g)].map(([, one]) => one))
      assert.deepEqual(
        [...through].toSorted(),
        ['dynamodb', 'sqs'].map((one) => `${one}.${region}.${suffix}`),
      )
    })

  it('names no partition where it may go to any', async () => {
    const { text } = await synthesize(deployedIn('aws-cn'))
    assert.ok(!text.includes('arn:aws:'))
  })
})

describe('the bootstrap', () => {
  const { bootstrap } = plainAccount
  const made = (parts: Partial<typeof bootstrap>) =>
    synthesizerFor({ ...plainAccount, bootstrap: { ...bootstrap, ...parts } }).synthesizer

  it('is left to the CDK and its context by default', () => assert.equal(made({}), undefined))

  it('may have a qualifier, a bucket and a role of the account', async () => {
    assert.ok(made({ assetsBucket: 'acme-assets' }) instanceof DefaultStackSynthesizer)
    assert.ok(made({ qualifier: 'acme1' }) instanceof DefaultStackSynthesizer)
    const { text } = await synthesize(inAccount(everyFeature(), companyAccount), { region: 'eu-west-1' })
    assert.match(text, /cdk-acme1-assets-123456789012-eu-west-1/)
    assert.match(text, /\/cdk-bootstrap\/acme1\/version/)
  })

  it('may be without roles', () => assert.ok(made({ credentials: 'cli' }) instanceof CliCredentialsStackSynthesizer))
})
