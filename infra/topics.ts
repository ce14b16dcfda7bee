import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { KeySettings } from '../functions/core/model/account.ts'
import { chatAudiences, chatKey, chatTopicName, type TopicName } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { accountOf } from './account.ts'
import type { TokenwatchFunction } from './function.ts'

/**
 * The topics: `page` wakes people, `notice` is for tickets and chat, `watcher` reports on Tokenwatch itself. All are encrypted
 * under one key and accept TLS only. CloudWatch may publish alarms: neither `enforceSSL` nor an alarm action grants that, and
 * without these statements an alarm deploys cleanly and never pages. Chat channels have topics of their own, one for each topic
 * and audience, since they read another format and cannot filter.
 */
export class Topics extends Construct {
  readonly page: Topic
  readonly notice: Topic
  readonly watcher: Topic
  /** By `chatKey`. */
  readonly chat: ReadonlyMap<string, Topic>
  readonly key: IKey
  readonly #deployment: Deployment

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id)
    this.key = this.#key(accountOf(this).keys.topics)
    this.key.addToResourcePolicy(this.#forAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'))
    this.page = this.#topic('Page')
    this.notice = this.#topic('Notice')
    this.watcher = this.#topic('Watcher')
    this.#deployment = deployment
    const keys = [...chatAudiences(deployment).keys()]
    const chatTopic = (key: string): Topic =>
      this.#topic(`Chat-${key.replace('/', '-')}`, chatTopicName(deployment.name, key))
    this.chat = new Map(keys.map((key) => [key, chatTopic(key)]))
  }

  /** Environment variables that name the topics. */
  get environment(): Record<string, string> {
    return {
      [environmentNames.pageTopicArn]: this.page.topicArn,
      [environmentNames.noticeTopicArn]: this.notice.topicArn,
      [environmentNames.watcherTopicArn]: this.watcher.topicArn,
    }
  }

  get all(): readonly Topic[] {
    return [this.page, this.notice, this.watcher, ...this.chat.values()]
  }

  /** Returns a topic and the chat topics of its channels. CloudWatch publishes its alarms to all of them. */
  heardOf(topic: TopicName, environment: string | null): readonly Topic[] {
    return [this[topic], ...[this.chat.get(chatKey(this.#deployment, topic, environment)) ?? []].flat()]
  }

  /** Lets a function publish pages, which also go to `notice` and to chat channels, and use their key. */
  allowPaging(publisher: TokenwatchFunction, more: readonly Topic[] = []): void {
    const arns = [this.page, this.notice, ...this.chat.values(), ...more].map(({ topicArn }) => topicArn)
    publisher.allow('Page', ['sns:Publish'], arns)
    publisher.allow('EncryptPages', ['kms:GenerateDataKey', 'kms:Decrypt'], [this.key.keyArn])
  }

  /** A key that the config names has its policy elsewhere: statements for it are left out. */
  #key(choice: KeySettings['topics']): IKey {
    if (choice !== 'own') return Key.fromKeyArn(this, 'Key', choice)
    return new Key(this, 'Key', {
      description: 'Messages of Tokenwatch',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }

  #topic(id: string, topicName?: string): Topic {
    const named = topicName === undefined ? {} : { topicName }
    const topic = new Topic(this, id, { masterKey: this.key, enforceSSL: true, ...named })
    topic.addToResourcePolicy(this.#forAlarms(['sns:Publish'], topic.topicArn))
    return topic
  }

  /** Lets CloudWatch publish alarms of this account and Region only. */
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
