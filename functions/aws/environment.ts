import { constants } from 'node:crypto'
import { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION } from 'node:tls'
import { chatAudiences, chatTopicName, type TopicName } from '../core/model/audience.ts'
import type { Deployment } from '../core/model/deployment.ts'

/** Names of the environment variables that the stack sets for its functions. Both sides take them from here. */
export const environmentNames = {
  table: 'TOKENWATCH_TABLE',
  /** JSON: the URL of each probe location's batch queue, by the name of the location. */
  queueUrls: 'TOKENWATCH_QUEUE_URLS',
  /** URL of the queue that the function itself polls. */
  ownQueueUrl: 'TOKENWATCH_OWN_QUEUE_URL',
  /** Id of the function's own role. SQS writes it on every message that the role sends, and no sender can change it. */
  ownRoleId: 'TOKENWATCH_OWN_ROLE_ID',
  /** Id of the role of `tick`, which SQS writes on the batches and tasks of a tick. */
  tickRoleId: 'TOKENWATCH_TICK_ROLE_ID',
  pageTopicArn: 'TOKENWATCH_PAGE_TOPIC_ARN',
  noticeTopicArn: 'TOKENWATCH_NOTICE_TOPIC_ARN',
  watcherTopicArn: 'TOKENWATCH_WATCHER_TOPIC_ARN',
  escrowKeyId: 'TOKENWATCH_ESCROW_KEY_ID',
  /** Name of the log group with the readings, for links. */
  logGroup: 'TOKENWATCH_LOG_GROUP',
} as const

/** Reads a variable that the stack always sets. Throws where it is absent: the deployment is broken. */
export function required(name: keyof typeof environmentNames): string {
  const value = process.env[environmentNames[name]]
  if (value === undefined || value === '') throw new Error(`environment: ${environmentNames[name]} is not set`)
  return value
}

/** Reads a variable that not every deployment has; `null` where it is absent. */
export function optional(name: keyof typeof environmentNames): string | null {
  const value = process.env[environmentNames[name]]
  return value === undefined || value === '' ? null : value
}

/** Returns the ARNs of the chat topics, by `chatKey`. They stand beside the page topic, under names of their own. */
export function chatTopics(deployment: Deployment): ReadonlyMap<string, string> {
  const beside = required('pageTopicArn').replace(/[^:]*$/, '')
  const keys = [...chatAudiences(deployment).keys()]
  return new Map(keys.map((key) => [key, `${beside}${chatTopicName(deployment.name, key)}`]))
}

/** Reads the ARNs of all topics. */
export function requiredTopics(): Readonly<Record<TopicName, string>> {
  return {
    page: required('pageTopicArn'),
    notice: required('noticeTopicArn'),
    watcher: required('watcherTopicArn'),
  }
}

/** Reads the URLs of the batch queues, by the name of their probe location. */
export function requiredQueues(): ReadonlyMap<string, string> {
  const urls: unknown = JSON.parse(required('queueUrls'))
  if (typeof urls !== 'object' || urls === null)
    throw new Error(`${environmentNames.queueUrls}: expected a JSON object of URLs by probe location`)
  return new Map(Object.entries(urls).map(([location, url]) => [location, String(url)]))
}

/** Settings that make Node print headers or accept any certificate. A function refuses to start with one of them. */
const unsafe = [
  'NODE_DEBUG',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_EXTRA_CA_CERTS',
  'SSLKEYLOGFILE',
  'NODE_USE_ENV_PROXY',
] as const

/** Options of Node that write keys, traffic or memory down, read HTTP laxly, use a proxy, or open a debugger (nodejs.org/api/cli.html). */
const unsafeOption =
  /^--(?:tls-keylog|trace-tls|insecure-http-parser|use-env-proxy|use-openssl-ca|openssl-(?:legacy-provider|config|shared-config)|inspect(?!-port|-publish)|heapsnapshot-signal=.|report-(?:on-|uncaught)|trace-event-categories=.)/

/** Throws before any secret is read, and names the variable. `but` names a variable that its user may set. */
export function refuseUnsafeEnvironment({ but }: { readonly but?: (typeof unsafe)[number] } = {}): void {
  const variable = unsafe.find((name) => name !== but && (process.env[name] ?? '') !== '')
  const options = [...(process.env['NODE_OPTIONS'] ?? '').split(/[\s"]+/), ...process.execArgv]
  // Node takes an underscore for a dash. The value of an option may be a path of somebody's machine.
  const option = options.map((one) => one.replaceAll('_', '-')).find((one) => unsafeOption.test(one))
  const found = variable ?? option?.replace(/=.*$/s, '') ?? (isTlsWeak() ? 'weak TLS' : undefined)
  if (found !== undefined) throw new Error(`refusing to start with ${found} set: it could expose credentials`)
}

/** Returns true if an option of Node has changed which versions and ciphers of TLS it takes. */
const isTlsWeak = (): boolean =>
  !/^TLSv1\.[23]$/.test(DEFAULT_MIN_VERSION) || DEFAULT_CIPHERS !== constants.defaultCoreCipherList
