import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { TokenwatchFunction } from './function.ts'

/**
 * Where people are told: `page` wakes them, `notice` is for tickets and chat, `watcher` says that Tokenwatch itself is ill.
 * Encrypted under one key; over TLS only. CloudWatch may publish its alarms, which neither `enforceSSL` nor an alarm action
 * grants by itself: without these statements an alarm deploys cleanly and never pages.
 */
export class Topics extends Construct {
  readonly page: Topic
  readonly notice: Topic
  readonly watcher: Topic
  readonly key: Key

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.key = new Key(this, 'Key', {
      description: 'Messages of Tokenwatch',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.key.addToResourcePolicy(this.#forAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'))
    this.page = this.#topic('Page')
    this.notice = this.#topic('Notice')
    this.watcher = this.#topic('Watcher')
  }

  /** What a function is told of them. */
  get environment(): Record<string, string> {
    return {
      [environmentNames.pageTopicArn]: this.page.topicArn,
      [environmentNames.noticeTopicArn]: this.notice.topicArn,
      [environmentNames.watcherTopicArn]: this.watcher.topicArn,
    }
  }

  /** Lets a function publish pages, which go to `notice` too, and use the key that they are encrypted under. */
  allowPaging(publisher: TokenwatchFunction): void {
    publisher.allow('Page', ['sns:Publish'], [this.page.topicArn, this.notice.topicArn])
    publisher.allow('EncryptPages', ['kms:GenerateDataKey', 'kms:Decrypt'], [this.key.keyArn])
  }

  #topic(id: string): Topic {
    const topic = new Topic(this, id, { masterKey: this.key, enforceSSL: true })
    topic.addToResourcePolicy(this.#forAlarms(['sns:Publish'], topic.topicArn))
    return topic
  }

  /** Alarms of this account and Region, and nobody else's in CloudWatch's name. */
  #forAlarms(actions: string[], resource: string): PolicyStatement {
    const { account, partition, region } = Stack.of(this)
    return new PolicyStatement({
      sid: 'CloudWatchAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    })
  }
}
