import type { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { pendingIndex, tableKeys } from '../functions/core/state/table-keys.ts'

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
  }
}
