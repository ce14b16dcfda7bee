import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import { CfnQueue, type Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { AccountSettings, KeyChoice } from '../functions/core/model/account.ts'
import { viaService } from './via-service.ts'

/** A role, or whoever passes grants on to one. */
type Grantee = {
  allow(sid: string, actions: string[], resources: string[], conditions: Record<string, Record<string, unknown>>): void
}

/** KMS actions that DynamoDB takes in a caller's name, each by its own name (developer guide of DynamoDB, encryption at rest). */
const tableActions = [
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]

const followed = new WeakMap<Stack, Keys>()

/** Returns the keys of the stack that a construct belongs to. */
export function keysOf(scope: Construct): Keys {
  const keys = followed.get(Stack.of(scope))
  if (keys === undefined) throw new Error(`${Stack.of(scope).node.path} has no keys yet`)
  return keys
}

/**
 * Keys of logs, table and queues, where the account wants keys of its own. A key of the stack gets the statements that it needs. One that
 * is named by its ARN has a policy elsewhere: docs/iam.md says what it must allow.
 */
export class Keys extends Construct {
  /** These are null where AWS's own keys encrypt. */
  readonly logs: IKey | null
  readonly table: IKey | null
  readonly queues: IKey | null

  constructor(
    scope: Construct,
    id: string,
    { account: { keys }, removalPolicy }: { account: AccountSettings; removalPolicy: RemovalPolicy },
  ) {
    super(scope, id)
    followed.set(Stack.of(this), this)
    this.logs = this.#key('Logs', keys.logs, 'Logs', RemovalPolicy.DESTROY, [this.#forLogs()])
    // A table that is kept needs its key.
    this.table = this.#key('Table', keys.table, 'State', removalPolicy, [])
    this.queues = this.#key('Queues', keys.queues, 'Queues', RemovalPolicy.DESTROY, [this.#forDeadLetters()])
  }

  /** Lets a role read and write the table, through DynamoDB only. */
  allowTable(grantee: Grantee): void {
    const actions = tableActions.map((one) => `kms:${one}`)
    this.#allow('UseTableKey', this.table, actions, 'dynamodb', grantee)
  }

  /** Lets a role send to the queues and receive from them, through SQS only. */
  allowQueues(grantee: Grantee): void {
    this.#allow('UseQueueKey', this.queues, ['kms:Decrypt', 'kms:GenerateDataKey'], 'sqs', grantee)
  }

  /** Encrypts a queue. The construct of the queue would grant more of the key than its users need. */
  encrypt(queue: Queue): void {
    const [resource] = queue.node.children.filter((child) => child instanceof CfnQueue)
    if (this.queues === null || resource === undefined) return
    resource.kmsMasterKeyId = this.queues.keyArn
    resource.sqsManagedSseEnabled = undefined
  }

  #allow(sid: string, key: IKey | null, actions: string[], service: string, grantee: Grantee): void {
    if (key === null) return
    grantee.allow(sid, actions, [key.keyArn], { StringEquals: { 'kms:ViaService': viaService(this, service) } })
  }

  #key(
    id: string,
    choice: KeyChoice,
    what: string,
    removalPolicy: RemovalPolicy,
    statements: readonly PolicyStatement[],
  ): IKey | null {
    if (choice === 'aws') return null
    if (choice !== 'own') return Key.fromKeyArn(this, id, choice)
    const key = new Key(this, id, { description: `${what} of Tokenwatch`, enableKeyRotation: true, removalPolicy })
    for (const statement of statements) key.addToResourcePolicy(statement)
    return key
  }

  /** Lets CloudWatch Logs encrypt the log groups of this account and Region. */
  #forLogs(): PolicyStatement {
    const { partition, region, account, urlSuffix } = Stack.of(this)
    return new PolicyStatement({
      sid: 'Logs',
      principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    })
  }

  /**
   * Lets SNS and EventBridge put on a queue what they could not deliver. The policy of each queue holds them to topics and rules of this
   * stack; neither is documented to name its source to KMS.
   */
  #forDeadLetters(): PolicyStatement {
    return new PolicyStatement({
      sid: 'DeadLetters',
      principals: ['sns', 'events'].map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    })
  }
}
