import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { chaosTag } from '../../chaos/aws/secret-change.ts'
import type { UndoRecord } from '../../chaos/safety/run-folder.ts'
import { undoRefusals } from '../../chaos/safety/undo.ts'
import { accountId } from '../../local/aws/account.ts'
import { callerEnvironment } from '../../local/aws/caller.ts'
import { startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { startSts } from '../../local/aws/sts.ts'

const open = new AsyncDisposableStack()

before(async () => {
  const keep = <One extends { close(): Promise<void> }>(one: One) => open.adopt(one, (opened) => opened.close())
  const store = keep(await startSecretsManager({ invokeRotation: async () => undefined }))
  const sts = keep(await startSts())
  store.put('sandbox/orders', 'a-value', { tags: { [chaosTag.key]: chaosTag.value } })
  store.put('production/orders', 'a-value')
  store.put('sandbox/live', 'a-value', { tags: { [chaosTag.key]: chaosTag.value, Environment: 'eu-prod' } })
  Object.assign(process.env, callerEnvironment('operator'), {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url,
    AWS_ENDPOINT_URL_STS: sts.url,
  })
})
after(() => open.disposeAsync())

describe('the changes of a run on AWS', () => {
  const lists = { environments: ['staging'], accounts: [accountId, '999999999999'] }
  const recordOf = (secretId: string, account: string): UndoRecord => ({
    runId: 'run-1',
    environment: 'staging',
    account,
    inverses: [{ kind: 'resource-policy', secretId, policy: null }],
  })

  const cases: readonly (readonly [string, UndoRecord, RegExp | null])[] = [
    ['are undone in their own account', recordOf('sandbox/orders', accountId), null],
    [
      'are not undone with the credentials of another account',
      recordOf('sandbox/orders', '999999999999'),
      /belong to another account/,
    ],
    ['are not undone on a secret without the tag', recordOf('production/orders', accountId), /missing the tag/],
    [
      'are not undone on a secret whose tag says production',
      recordOf('sandbox/live', accountId),
      /its tag Environment says production/,
    ],
    ['are not undone on a secret that cannot be described', recordOf('sandbox/gone', accountId), /cannot be described/],
  ]
  for (const [title, record, expected] of cases)
    it(title, async () => {
      const refusals = await undoRefusals(record, lists)
      if (expected === null) assert.deepEqual(refusals, [])
      else assert.match(refusals.join('\n'), expected)
    })
})
