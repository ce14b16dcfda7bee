import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  type ITableV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { pendingIndex, tableKeys } from '../functions/core/state/table-keys.ts'
import { keysOf } from './keys.ts'

/**
 * Returns what becomes of state when it is removed. Kept state outlives a removed stack, and no first deployment that rolls back: it
 * would be an orphan that holds nothing.
 */
export function removalOf({ removal }: Pick<Deployment, 'removal'>): RemovalPolicy {
  return removal === 'keep' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
}

/**
 * Table with everything that is kept between ticks: check states, batch records, tick records. Without it open incidents are
 * lost, so a removed stack leaves it behind unless the config says otherwise. A later stack may adopt it.
 */
export class State extends Construct {
  readonly table: Pick<ITableV2, 'tableName' | 'tableArn'>

  constructor(scope: Construct, id: string, deployment: Pick<Deployment, 'removal' | 'adopt'>) {
    super(scope, id)
    const { adopt } = deployment
    this.table =
      adopt === null ? this.#create(removalOf(deployment)) : TableV2.fromTableName(this, 'Table', adopt.table)
    new CfnOutput(this, 'Name', { key: 'StateTable', value: this.table.tableName })
  }

  #create(removalPolicy: RemovalPolicy): TableV2 {
    const table = new TableV2(this, 'Table', {
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
    encrypt(table, keysOf(this).table)
    return table
  }
}

/** Encrypts a table under a key. The construct of the table names keys only in stacks with a fixed Region. */
function encrypt({ node }: TableV2, key: IKey | null): void {
  if (key === null) return
  const [table] = node.children.filter((child) => child instanceof CfnGlobalTable)
  table?.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn })
}
