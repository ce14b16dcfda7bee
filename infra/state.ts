import type { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { pendingIndex, tableKeys } from '../functions/core/state/table-keys.ts'
import { keysOf } from './keys.ts'

/**
 * Table with everything that is kept between ticks: check states, batch records, tick records. Without it open incidents are
 * lost, so a removed stack leaves it behind unless the config says otherwise.
 */
export class State extends Construct {
  readonly table: TableV2

  constructor(scope: Construct, id: string, { removalPolicy }: { removalPolicy: RemovalPolicy }) {
    super(scope, id)
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: tableKeys.partition, type: AttributeType.STRING },
      sortKey: { name: tableKeys.sort, type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: pendingIndex.name,
          partitionKey: { name: pendingIndex.key, type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: tableKeys.forget,
      removalPolicy,
    })
    this.#encrypt(keysOf(this).table)
  }

  /** Encrypts the table under a key. The construct of the table names keys only in stacks with a fixed Region. */
  #encrypt(key: IKey | null): void {
    if (key === null) return
    const [table] = this.table.node.children.filter((child) => child instanceof CfnGlobalTable)
    table?.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn })
  }
}
