import assert from 'node:assert/strict'
import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { App } from 'aws-cdk-lib'
import { z } from 'zod'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { synthesize } from '../support/synth.ts'

const project = z.object({ context: z.record(z.string(), z.unknown()) })
const { context } = project.parse(JSON.parse(await readFile(new URL('../../cdk.json', import.meta.url), 'utf8')))

const flag = z.object({
  recommendedValue: z.unknown(),
  unconfiguredBehavesLike: z.object({ v2: z.unknown() }).optional(),
})
const report = z.object({ flags: z.record(z.string(), flag) })

/** Flags that the command line of the CDK knows, and does not count. */
const obsolete = [
  '@aws-cdk/core:enableStackNameDuplicates',
  '@aws-cdk/aws-s3:grantWriteWithoutAcl',
  '@aws-cdk/aws-kms:defaultKeyPolicies',
]

/** Returns the flags whose default is not what the CDK recommends, each with its default. Its command line counts those left open. */
async function countedFlags(): Promise<Readonly<Record<string, unknown>>> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'tokenwatch-flags-'))
  const { artifacts = {} } = new App({ outdir: folder.path, analyticsReporting: false }).synth().manifest
  const { flags } = report.parse(artifacts['aws-cdk-lib/feature-flag-report']?.properties)
  const usual = Object.entries(flags).flatMap(([name, { recommendedValue, unconfiguredBehavesLike }]) => {
    const value = unconfiguredBehavesLike?.v2 ?? false
    return obsolete.includes(name) || value === recommendedValue ? [] : [[name, value]]
  })
  return Object.fromEntries(usual)
}

describe('the feature flags of the CDK', () => {
  it('are all decided, each as the stacks were deployed without it', async () => {
    const counted = await countedFlags()
    assert.ok(Object.keys(counted).length > 0)
    assert.deepEqual(context, counted)
  })

  it('change nothing of a template', async () => {
    const deployment = inAccount(everyFeature(), companyAccount)
    const [usual, decided] = await Promise.all([synthesize(deployment), synthesize(deployment, { context })])
    assert.equal(decided.text, usual.text)
  })
})
