import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noteGivenUp, parseGivenUp } from '../../../functions/core/rotation/given-up.ts'
import { rotationToken } from '../../../functions/core/rotation/rotation-token.ts'
import type { LogEvent } from '../../../functions/core/state/log.ts'
import { givenUp, rotationNotice } from '../../../local/aws/rotation-notice.ts'
import type { LabRotationEvent } from '../../../local/aws/rotations.ts'
import { aCheck, aDeployment, aSecret } from '../../support/check.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { openStores } from '../../support/stores.ts'
import { aState } from '../../support/verdict.ts'

const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf'
const versionId = '0b9e8a6e-1111-8222-8333-444455556666'

const byFunction = {
  by: 'existing',
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
  rotateWithinSeconds: 3_600,
} as const

/** Token of Secrets Manager's own schedule. */
const foreignId = '5d1f6a0e-2222-4333-9444-555566667777'

const failure: LabRotationEvent = {
  name: 'RotationFailed',
  secretArn,
  clientRequestToken: versionId,
  at: 0,
  errorMessage:
    'Error when executing lambda arn:aws:lambda:eu-west-1:123456789012:function:rotate during setSecret step',
}

describe("Secrets Manager's event about a failed rotation", () => {
  it('names the secret, the version and the step', () => {
    const failed = { secretArn, event: 'failed', versionId, step: 'setSecret' }
    assert.deepEqual(parseGivenUp(rotationNotice(failure)), failed)
    const abandoned: LabRotationEvent = { ...failure, name: 'RotationAbandoned', errorMessage: null }
    assert.deepEqual(parseGivenUp(rotationNotice(abandoned)), { ...failed, event: 'abandoned', step: null })
  })

  it('is not found in any other event of the service', () => {
    assert.ok(!givenUp.has('RotationSucceeded'))
    for (const event of [
      rotationNotice({ ...failure, name: 'RotationSucceeded', errorMessage: null }),
      { source: 'aws.secretsmanager', detail: { eventName: 'RotationFailed' } },
      { ...rotationNotice(failure), source: 'somebody.else' },
      null,
    ])
      assert.equal(parseGivenUp(event), null)
  })

  const check = (id: string, source = id) =>
    aCheck({
      id,
      key: `production/${id}`,
      rotation: kinds.createRevoke.rotation('https://api.example'),
      secret: aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id: source } }),
    })

  it('is recorded for the checks of that secret, by name or ARN, and for no others', async () => {
    const checks = [check('named', 'production/ci'), check('by-arn', secretArn), check('other', 'production/ci-bot')]
    const states = checks.map(({ key }) => aState({ check: key, versionId: 'version-1' }))
    const stores = openStores(states)
    const logged: LogEvent[] = []
    const log = (event: LogEvent) => void logged.push(event)
    const word = { secretArn, event: 'failed', versionId: foreignId, step: null } as const
    const noted = await noteGivenUp(word, { deployment: aDeployment(checks), states: stores.states, log })
    assert.deepEqual(noted, ['production/named', 'production/by-arn'])
    const after = await stores.states.read(checks.map(({ key }) => key))
    assert.deepEqual(
      checks.map(({ key }) => after.get(key)?.rotationFailed),
      [{ versionId: 'version-1', times: 3 }, { versionId: 'version-1', times: 3 }, null],
    )
    assert.equal(logged.length, 2)
  })

  const tokens: readonly (readonly [what: string, token: string | null, times: number | undefined])[] = [
    ['of the first rotation away from the current version', rotationToken('production/ci', 'version-2', 0), 3],
    ['of a later one, by the ARN', rotationToken(secretArn, 'version-2', 7), 3],
    ["of Secrets Manager's own schedule", foreignId, 3],
    ['that the event does not tell', null, 3],
    ['of the rotation that made the current version', 'version-2', undefined],
    ['of a rotation away from the version before', rotationToken('production/ci', 'version-1', 0), undefined],
  ]
  for (const by of [kinds.createRevoke.rotation('https://api.example'), byFunction])
    for (const [what, token, times] of tokens)
      it(`with the token ${what} ${times === undefined ? 'comes too late' : 'counts'} (${by.by})`, async () => {
        const checks = [check('named', 'production/ci'), check('by-arn', secretArn)].map((one) => ({
          ...one,
          rotation: by,
        }))
        const stores = openStores(checks.map(({ key }) => aState({ check: key, versionId: 'version-2' })))
        const word = { secretArn, event: 'failed', versionId: token, step: null } as const
        await noteGivenUp(word, { deployment: aDeployment(checks), states: stores.states, log: () => {} })
        for (const { key } of checks) assert.equal(stores.stateOf(key)?.rotationFailed?.times, times)
      })
})
