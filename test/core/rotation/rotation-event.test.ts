import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseRotationEvent } from '../../../functions/core/rotation/rotation-event.ts'
import { fc } from '../../support/property.ts'

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf'
const sent = { Step: 'createSecret', SecretId: arn, ClientRequestToken: 'version-2', RotationToken: 'opaque' }

describe('an event of Secrets Manager', () => {
  it('names the step, the secret, the new version and the token that permits to change it', () => {
    assert.deepEqual(parseRotationEvent(sent), {
      step: 'createSecret',
      secretArn: arn,
      versionId: 'version-2',
      rotationToken: 'opaque',
    })
  })

  it('may come without a rotation token', () => {
    const { RotationToken: _, ...without } = sent
    assert.equal(parseRotationEvent(without)?.rotationToken, null)
  })

  const spellings = [
    ['createSecret', 'create_secret'],
    ['setSecret', 'set_secret'],
    ['testSecret', 'test_secret'],
    ['finishSecret', 'finish_secret'],
  ] as const
  for (const [step, other] of spellings)
    it(`may spell ${step} as ${other}`, () => {
      for (const Step of [step, other]) assert.equal(parseRotationEvent({ ...sent, Step })?.step, step)
    })
})

describe('an event that Secrets Manager does not send', () => {
  const strangers: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', JSON.stringify(sent)],
    ['a list', [sent]],
    ['no step', { ...sent, Step: undefined }],
    ['a step that there is not', { ...sent, Step: 'deleteSecret' }],
    ['a step that every object has', { ...sent, Step: 'constructor' }],
    ['no secret', { ...sent, SecretId: undefined }],
    ['a secret that is no text', { ...sent, SecretId: [arn] }],
    ['no version', { ...sent, ClientRequestToken: null }],
    ['fields that are inherited', Object.create(sent)],
  ]
  for (const [what, event] of strangers) it(`is refused: ${what}`, () => assert.equal(parseRotationEvent(event), null))

  it('is refused without an exception, whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (event) => parseRotationEvent(event) === null))
  })
})
