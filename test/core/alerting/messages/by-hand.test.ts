import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byHand } from '../../../../functions/core/alerting/messages/by-hand.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import { reasons } from '../../../../functions/core/model/reason.ts'
import { aCheck, aSecret } from '../../../support/check.ts'
import { kinds } from '../../../support/rotation-kinds.ts'

const issueUrl = 'https://provider.example/keys'
const manual = (changes: Partial<Check> = {}) => aCheck({ rotation: { by: 'manual' }, issueUrl, ...changes })

describe('the checklist of a credential that a person rotates', () => {
  it('names what a new credential ends, and nothing else', () => {
    assert.deepEqual(reasons.filter((reason) => byHand(manual(), reason).length > 0).toSorted(), [
      'expired',
      'expiring',
      'idle_expiry',
      'overdue',
    ])
  })

  it('is empty if the credential is rotated automatically', () => {
    assert.deepEqual(byHand(aCheck({ rotation: kinds.createRevoke.rotation('https://api.example') }), 'expiring'), [])
  })

  it('names the console of the config, or else the page of the catalogue, or else the provider', () => {
    const first = (check: Check) => byHand(check, 'expiring')[0]?.[1]
    const consoleUrl = 'https://acme.example/console'
    assert.equal(first(manual({ rotation: { by: 'manual', consoleUrl } })), consoleUrl)
    assert.equal(first(manual()), issueUrl)
    assert.equal(first(manual({ issueUrl: null })), 'at its provider')
  })

  it('stores the new value from a file, in the shape that the check reads, at the place that it reads', () => {
    const second = (secret: Check['secret']) => byHand(manual({ secret }), 'overdue')[1]?.[1]
    const whole = aSecret({ token: null })
    assert.match(
      second(whole) ?? '',
      /^aws secretsmanager put-secret-value --secret-id \S+ --secret-string file:\/\/\S+$/,
    )
    assert.match(second(aSecret({ token: 'key' })) ?? '', / \(a JSON object; the check reads key\)$/)
    const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/secrets'
    const source = { from: 'parameter-store', name: '/production/ci' } as const
    assert.equal(
      second(aSecret({ token: null }, { source, keyArn })),
      `aws ssm put-parameter --name /production/ci --type SecureString --overwrite --key-id ${keyArn} --value file://new-value`,
    )
    assert.equal(
      second(aSecret({ token: null }, { source: { from: 'environment', variable: 'TOKEN' } })),
      'where the check reads it',
    )
  })
})
