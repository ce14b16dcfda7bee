import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { deliveryEvent } from '../../functions/core/tick/between-ticks.ts'
import { watchEvent } from '../../functions/core/tick/watch.ts'
import { reconcileEvent } from '../../functions/rotate/request.ts'
import type { Stack } from '../../local/stack.ts'
import { aWatch, deploymentOf, hookLimit, keepOpen, stackCadence, startWatching } from '../support/stack.ts'

describe('the entrance of operators', { timeout: 60_000 }, () => {
  let stack: Stack
  const opened = keepOpen()
  before(async () => {
    stack = opened(await startWatching(deploymentOf([aWatch('orders', 'https://localhost:9/me')]), {}))
  }, hookLimit)

  /** Calls that change, send or read something of value. */
  const effects = () => {
    const { dynamodb, sqs, sns, secretsManager } = stack.aws
    const calls = [dynamodb, sqs, sns, secretsManager].flatMap((service) => service.calls)
    return calls
      .map(({ operation }) => operation)
      .filter((operation) => /^(Put|Update|Delete(?!Message)|Send|Publish|GetSecretValue|RotateSecret)/.test(operation))
  }

  const step = (Step: string) => ({
    Step,
    SecretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/orders-a1b2c3',
    ClientRequestToken: '0a1b2c3d-0000-4000-8000-0123456789ab',
    RotationToken: '0a1b2c3d-0000-4000-8000-0123456789ac',
  })
  const givenUp = {
    source: 'aws.secretsmanager',
    'detail-type': 'AWS Service Event via CloudTrail',
    detail: { eventName: 'RotationFailed', additionalEventData: { SecretId: step('createSecret').SecretId } },
  }
  const events: readonly (readonly [name: 'tick' | 'rotate', what: string, event: unknown])[] = [
    ['tick', 'a due time', { cadence: stackCadence, spreadSeconds: 300 }],
    ['tick', 'the look of the watchdog', watchEvent],
    ['tick', 'a delivery between ticks', deliveryEvent],
    ['tick', 'a rotation that Secrets Manager gave up', givenUp],
    ...['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map(
      (one) => ['rotate', `the step ${one}`, step(one)] as const,
    ),
    ['rotate', 'a reconciliation', reconcileEvent(['production'])],
    ['rotate', 'a rotation that Secrets Manager gave up', givenUp],
  ]
  for (const [name, what, event] of events)
    it(`of ${name} refuses ${what}, and nothing is done`, async () => {
      const earlier = effects()
      const outcome = await stack.functions[name].invoke(event, 'operator')
      assert.match(
        outcome.ok ? 'it was accepted' : outcome.errorMessage,
        /does not take such an event through operator/,
      )
      assert.deepEqual(effects(), earlier)
    })
})
