import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager'
import type { Stack } from '../../local/stack.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  pagesOf,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

const name = 'production/orders'

describe('a rotation that stopped between the new version and its promotion', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  const pendingId = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d'
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const deployment = deploymentOf([aWatch('orders', `${product.api.url}/me`)])
    stack = opened(await startWatching(deployment, { [name]: 'a-token-that-nobody-honours-any-more' }))
    await ask(
      new PutSecretValueCommand({
        SecretId: name,
        ClientRequestToken: pendingId,
        VersionStages: ['AWSPENDING'],
        SecretString: await product.mint(),
      }),
    )
  }, hookLimit)

  async function ask(command: PutSecretValueCommand | UpdateSecretVersionStageCommand): Promise<void> {
    const client = secretsManagerClient(stack.aws.secretsManager.url)
    await (command instanceof PutSecretValueCommand ? client.send(command) : client.send(command))
    client.destroy()
  }

  const currentId = () =>
    Object.entries(stack.aws.secretsManager.describe(name).versionIdsToStages).find(([, stages]) =>
      stages.includes('AWSCURRENT'),
    )?.[0] ?? ''

  it('pages that consumers fail, which version works, and the command that repairs it', async () => {
    const before = currentId()
    await stack.tick(stackCadence)
    const { standing, reason, versionId } = await stateOf(stack, name)
    assert.deepEqual([standing, reason, versionId], ['invalid', 'half_rotated', before])
    const [page] = pagesOf(stack)
    assert.match(page?.mail ?? '', /AWSPENDING works and was never promoted/)
    assert.ok(page?.mail.includes(`--move-to-version-id ${pendingId} --remove-from-version-id ${before}`), page?.mail)
  })

  it('is resolved once that command was run', async () => {
    const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: pendingId, RemoveFromVersionId: currentId() }
    await ask(new UpdateSecretVersionStageCommand({ SecretId: name, ...move }))
    await stack.tick(stackCadence)
    assert.equal((await stateOf(stack, name)).reason, 'healthy')
  })
})
