import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App } from 'aws-cdk-lib'
import { refuseForeign } from '../../infra/foreign-secret.ts'
import { TokenwatchStack } from '../../infra/stack.ts'
import { aCheck, aDeployment, aSecret } from '../support/check.ts'
import { kinds } from '../support/rotation-kinds.ts'

const here = { account: '123456789012', region: 'eu-west-1' }
const rotation = kinds.clientCredentials.rotation('https://id.acme.example')

function rotated(account: string, region: string) {
  const id = `arn:aws:secretsmanager:${region}:${account}:secret:production/ci-AbCdEf`
  return aCheck({ rotation, secret: aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id } }) })
}

describe('a secret that our function is to rotate', () => {
  it('of another account or Region is refused at synth', () => {
    for (const check of [rotated('210987654321', 'eu-west-1'), rotated('123456789012', 'eu-central-1')])
      assert.throws(
        () =>
          new TokenwatchStack(new App({ analyticsReporting: false }), 'tokenwatch-acme', {
            deployment: aDeployment([check]),
            bundles: 'none',
            lookup: here,
          }),
        {
          name: 'Refused',
          message:
            /belongs to account \d+ in .*, and this deployment to 123456789012 in eu-west-1: rotate the secret with/,
        },
      )
  })

  it('of this account is not, and neither is one that somebody else rotates', () => {
    refuseForeign([rotated(here.account, here.region)], here)
    refuseForeign([{ ...rotated('210987654321', 'eu-central-1'), rotation: { by: 'manual' } }], here)
    refuseForeign([rotated('210987654321', 'eu-central-1')], null)
  })
})
