import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import { chatAudiences, chatKey, type TopicName } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { TokenwatchFunction } from './function.ts'

/**
 * Where people are told: `page` wakes them, `notice` is for tickets and chat, `watcher` says that Tokenwatch itself is ill.
 * Encrypted under one key; over TLS only. CloudWatch may publish its alarms, which neither `enforceSSL` nor an alarm action
 * grants by itself: without these statements an alarm deploys cleanly and never pages. Chat channels listen to topics of their
 * own, one for each topic and environment that they hear of: they read another shape, and cannot filter.
 */
export class Topics extends Construct {
  readonly page: Topic
  readonly notice: Topic
  readonly watcher: Topic
  /** By `chatKey`. */
  readonly chat: ReadonlyMap<string, Topic>
  readonly key: Key

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
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
    const keys = [...chatAudiences(deployment).keys()]
    this.chat = new Map(keys.map((key) => [key, this.#topic(`Chat-${key.replace('/', '-')}`)]))
  }

  /** What a function is told of them. */
  get environment(): Record<string, string> {
    return {
      [environmentNames.pageTopicArn]: this.page.topicArn,
      [environmentNames.noticeTopicArn]: this.notice.topicArn,
      [environmentNames.watcherTopicArn]: this.watcher.topicArn,
      ...(this.chat.size === 0 ? {} : { [environmentNames.chatTopicArns]: this.#chatArns() }),
    }
  }

  get all(): readonly Topic[] {
    return [this.page, this.notice, this.watcher, ...this.chat.values()]
  }

  /** A topic with that of the chat channels that hear of it, for what CloudWatch publishes itself: both read its alarms. */
  heardOf(topic: TopicName, environment: string | null): readonly Topic[] {
    return [this[topic], ...[this.chat.get(chatKey(topic, environment)) ?? []].flat()]
  }

  /** Lets a function publish pages, which go to `notice` and to chat channels too, and use the key that they are encrypted under. */
  allowPaging(publisher: TokenwatchFunction, more: readonly Topic[] = []): void {
    const arns = [this.page, this.notice, ...this.chat.values(), ...more].map(({ topicArn }) => topicArn)
    publisher.allow('Page', ['sns:Publish'], arns)
    publisher.allow('EncryptPages', ['kms:GenerateDataKey', 'kms:Decrypt'], [this.key.keyArn])
  }

  #chatArns(): string {
    const arns = [...this.chat].map(([key, { topicArn }]) => [key, topicArn])
    return Stack.of(this).toJsonString(Object.fromEntries(arns))
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
