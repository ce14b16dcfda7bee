import type { OurRotation } from '../../functions/core/model/ours.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { type Kms, startKms } from '../../local/aws/kms.ts'
import type { RotationOptions } from '../../local/aws/rotations.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { type LabSubject, openLabSubject, type VirtualClock } from './lab-subject.ts'
import { type Kind, otherSecrets } from './rotation-kinds.ts'
import { openClients, tableName } from './rotation-stores.ts'

/** The lab's stores under real AWS clients, and any number of subjects that share them. */
export type RotationLab = {
  readonly secretsManager: SecretsManager
  readonly dynamodb: DynamoDb
  readonly kms: Kms
  readonly clock: VirtualClock
  /** A secret of its own with a provider of its own. */
  subject(kind: Kind, change?: (rotation: OurRotation) => OurRotation): Promise<LabSubject>
  close(): Promise<void>
}

/**
 * Starts the lab. `memory` keeps records and escrow in memory, under the same conditions as the table's: for tests that run a rotation
 * hundreds of times. Unless `rotations` says how Secrets Manager calls the function, the tests call the steps.
 */
export async function startRotationLab(
  keep: 'table' | 'memory' = 'table',
  rotations: Partial<RotationOptions> = {},
): Promise<RotationLab> {
  const clock: VirtualClock = { ms: Date.UTC(2027, 2, 1, 10) }
  const now = () => clock.ms
  await using started = new AsyncDisposableStack()
  const secretsManager = started.adopt(
    await startSecretsManager({ now, invokeRotation: () => new Promise(() => {}), ...rotations }),
    (one) => one.close(),
  )
  const dynamodb = started.adopt(await startDynamoDb({ now }), (one) => one.close())
  await dynamodb.createTable(tableName)
  const kms = started.adopt(await startKms({ now }), (one) => one.close())
  for (const [name, value] of otherSecrets) secretsManager.put(name, value)
  const stores = { secretsManager, dynamodb, kms, clock }
  // Shared by all subjects, because making an AWS client costs more than a rotation.
  const clients = openClients(stores)
  started.defer(() => clients.close())
  const network = started.adopt(openNetwork(), (one) => one.close())
  let subjects = 0
  const running = started.move()
  return {
    ...stores,
    subject: async (kind, change = (rotation) => rotation) => {
      subjects += 1
      return running.adopt(await openLabSubject({ ...stores, keep, clients, network }, kind, change, subjects), (one) =>
        one.close(),
      )
    },
    close: () => running.disposeAsync(),
  }
}
