import type { TopicName } from '../core/model/audience.ts'

/** What the stack tells its functions through their environment. Both sides spell the names here. */
export const environmentNames = {
  table: 'TOKENWATCH_TABLE',
  /** JSON: the URL of the batch queue of each vantage, by its name. */
  queueUrls: 'TOKENWATCH_QUEUE_URLS',
  pageTopicArn: 'TOKENWATCH_PAGE_TOPIC_ARN',
  noticeTopicArn: 'TOKENWATCH_NOTICE_TOPIC_ARN',
  watcherTopicArn: 'TOKENWATCH_WATCHER_TOPIC_ARN',
  escrowKeyId: 'TOKENWATCH_ESCROW_KEY_ID',
  /** JSON: ARNs of the topics that chat channels listen to, by `chatKey`; absent where there are none. */
  chatTopicArns: 'TOKENWATCH_CHAT_TOPIC_ARNS',
  /** Name of the log group that holds the readings, for links. */
  logGroup: 'TOKENWATCH_LOG_GROUP',
} as const

/** A variable that the stack sets; its absence is a broken deployment. */
export function required(name: keyof typeof environmentNames): string {
  const value = process.env[environmentNames[name]]
  if (value === undefined || value === '') throw new Error(`the environment has no ${environmentNames[name]}`)
  return value
}

/** A variable that not every deployment has; null where it is absent. */
export function optional(name: keyof typeof environmentNames): string | null {
  const value = process.env[environmentNames[name]]
  return value === undefined || value === '' ? null : value
}

/** ARNs of the topics that chat channels listen to: the boundary with the stack, which wrote them. */
export function chatTopics(): ReadonlyMap<string, string> {
  const written: Readonly<Record<string, string>> = JSON.parse(optional('chatTopicArns') ?? '{}')
  return new Map(Object.entries(written))
}

/** ARNs of the topics, for the functions that deal with all of them. */
export function requiredTopics(): Readonly<Record<TopicName, string>> {
  return {
    page: required('pageTopicArn'),
    notice: required('noticeTopicArn'),
    watcher: required('watcherTopicArn'),
  }
}

/** URLs of the batch queues by the name of their vantage. */
export function requiredQueues(): ReadonlyMap<string, string> {
  const urls: unknown = JSON.parse(required('queueUrls'))
  if (typeof urls !== 'object' || urls === null) throw new Error(`${environmentNames.queueUrls} is not a JSON object`)
  return new Map(Object.entries(urls).map(([location, url]) => [location, String(url)]))
}

/** Settings that make Node print headers or accept any certificate. Our functions start with none of them or not at all. */
const unsafe = [
  'NODE_DEBUG',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_EXTRA_CA_CERTS',
  'SSLKEYLOGFILE',
  'NODE_USE_ENV_PROXY',
] as const

/** Throws, naming the variable, before any secret is read; `but` names one that its user may decide about. */
export function refuseUnsafeEnvironment({ but }: { readonly but?: (typeof unsafe)[number] } = {}): void {
  const found = unsafe.find((name) => name !== but && (process.env[name] ?? '') !== '')
  if (found !== undefined) throw new Error(`refusing to start with ${found} set: it could expose credentials`)
}
