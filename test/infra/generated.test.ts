import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plainAccount } from '../../functions/core/model/account.ts'
import { companyAccount } from '../support/company-account.ts'
import { fc, runsOf } from '../support/property.ts'
import { synthesize } from '../support/synth.ts'
import { beyond, type DeploymentSize, sized } from './sized.ts'

const topicArn = (name: string) => `arn:aws:sns:eu-west-1:123456789012:${name}` as const
const topics = { page: topicArn('pages'), notice: null, watcher: topicArn('watchers') }

const shape: fc.Arbitrary<DeploymentSize> = fc.record({
  environments: fc.integer({ min: 1, max: 60 }),
  rotation: fc.constantFrom('manual', 'existing', 'ours'),
  keys: fc.constantFrom(0, 1, 20, 240),
  chat: fc.boolean(),
  networks: fc.boolean(),
  grants: fc.constantFrom(
    'each' as const,
    { namePrefix: 'production/' },
    { tag: { key: 'tokenwatch', value: 'acme' } },
  ),
  recipients: fc.constantFrom(0, 1, 12, 60, 110),
  pagerDuty: fc.boolean(),
  parameters: fc.constantFrom(0, 0, 4, 60, 900),
  teams: fc.boolean(),
  account: fc.constantFrom(plainAccount, companyAccount, { ...companyAccount, topics }),
})

const checks = fc.constantFrom(1, 50, 62, 300, 1_000)

describe('a generated deployment', { timeout: 600_000 }, () => {
  it('is refused with a way out, or its template breaks no limit', async () => {
    const seen = { refused: 0, whole: 0 }
    await fc.assert(
      fc.asyncProperty(checks, shape, async (count, given) => {
        const template = await synthesize(sized(count, given)).catch((error: unknown) => error)
        if (template instanceof Error) {
          assert.equal(template.name, 'Refused', template.stack)
          assert.match(template.message, /^(checks|grants|environments|owners): /)
          assert.match(template.message, /: (set|split|let|give|shorten|remove|encrypt)|Remove it from some/i)
          seen.refused++
          return
        }
        if (typeof template !== 'object' || template === null || !('resources' in template)) assert.fail('no template')
        const made = template as Awaited<ReturnType<typeof synthesize>>
        assert.deepEqual(beyond(made), [])
        seen.whole++
      }),
      { numRuns: runsOf(8) },
    )
  })
})
