import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NIST80053R5Checks } from 'cdk-nag'
import { plainAccount } from '../../functions/core/model/account.ts'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type SynthOptions, synthesize } from '../support/synth.ts'

const nist: SynthOptions = { checked: true, packs: (app) => [new NIST80053R5Checks(app)] }

describe("cdk-nag's rules for NIST 800-53 revision 5", () => {
  it('find nothing in a stack in an account with rules', async () => {
    await assert.doesNotReject(synthesize(inAccount(everyFeature(), companyAccount), nist))
  })

  it('find what the rules of the account are for: a stack without them', async () => {
    const found = new Set<string>()
    await assert.rejects(synthesize(inAccount(everyFeature(), plainAccount), nist), (error) => {
      for (const [, rule = ''] of String(error).matchAll(/NIST\.800\.53\.R5-(\w+)/g)) found.add(rule)
      return true
    })
    assert.deepEqual([...found].toSorted(), [
      'CloudWatchLogGroupEncrypted',
      'IAMNoInlinePolicy',
      'LambdaConcurrency',
      // Acknowledged, with a reason: the report names it all the same.
      'LambdaDLQ',
      'LambdaInsideVPC',
    ])
  })

  it('let the usual rules find nothing either', async () => {
    await assert.doesNotReject(synthesize(inAccount(everyFeature(), companyAccount), { checked: true }))
  })
})
