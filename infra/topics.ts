import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
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
  readonly page: ITopic
  readonly notice: ITopic
  readonly watcher: ITopic
  /** By `chatKey`. */
  readonly chat: ReadonlyMap<string, ITopic>
  readonly key: IKey | null
  readonly #deployment: Deployment

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id)
    const keys = [...chatAudiences(deployment).keys()]
    const { page, notice, watcher } = accountOf(this).topics
    this.key = this.#key([page, notice, watcher].includes(null) || keys.length > 0)
    this.page = this.#topicFor('Page', page)
    this.notice = this.#topicFor('Notice', notice)
    this.watcher = this.#topicFor('Watcher', watcher)
    this.#deployment = deployment
    const chatTopic = (key: string): Topic =>
      this.#topic(`Chat-${key.replace('/', '-')}`, chatTopicName(deployment.name, key))
    this.chat = new Map(keys.map((key) => [key, chatTopic(key)]))
    for (const [name, { topicArn: value }] of Object.entries({
      page: this.page,
      notice: this.notice,
      watcher: this.watcher,
    }))
      new CfnOutput(this, `${name}-arn`, { key: `TopicOf${name.charAt(0).toUpperCase()}${name.slice(1)}`, value })
  }

  /** Environment variables that name the topics. */
  get environment(): Record<string, string> {
    return {
      [environmentNames.pageTopicArn]: this.page.topicArn,
      [environmentNames.noticeTopicArn]: this.notice.topicArn,
      [environmentNames.watcherTopicArn]: this.watcher.topicArn,
    }
  }

  get all(): readonly ITopic[] {
    return [this.page, this.notice, this.watcher, ...this.chat.values()]
  }

  /** Returns a topic and the chat topics of its channels. CloudWatch publishes its alarms to all of them. */
  heardOf(topic: TopicName, environment: string | null): readonly ITopic[] {
    return [this[topic], ...[this.chat.get(chatKey(this.#deployment, topic, environment)) ?? []].flat()]
  }

  /** Lets a function publish pages, which also go to `notice` and to chat channels, and use their key. */
  allowPaging(publisher: TokenwatchFunction, more: readonly ITopic[] = []): void {
    const arns = [this.page, this.notice, ...this.chat.values(), ...more].map(({ topicArn }) => topicArn)
    publisher.allow('Page', ['sns:Publish'], arns)
    if (this.key !== null) publisher.allow('EncryptPages', ['kms:GenerateDataKey', 'kms:Decrypt'], [this.key.keyArn])
  }

  /** Returns the key of the topics; null where all of them exist and none is known to be encrypted. */
  #key(needed: boolean): IKey | null {
    const choice = accountOf(this).keys.topics
    // Its policy is elsewhere.
    if (choice !== 'own') return Key.fromKeyArn(this, 'Key', choice)
    if (!needed) return null
    const key = new Key(this, 'Key', {
      description: 'Messages of Tokenwatch',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    key.addToResourcePolicy(this.#forAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'))
    return key
  }

  #topicFor(id: string, existing: string | null): ITopic {
    return existing === null ? this.#topic(id) : Topic.fromTopicArn(this, id, existing)
  }

  #topic(id: string, topicName?: string): Topic {
    const named = topicName === undefined ? {} : { topicName }
    const topic = new Topic(this, id, {
      ...(this.key === null ? {} : { masterKey: this.key }),
      enforceSSL: true,
      ...named,
    })
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
