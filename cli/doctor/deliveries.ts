import type { Subscription } from '../../functions/core/alerting/subscriptions.ts'
import { deliversBetween, deliveryNames } from '../../functions/core/model/sns-principals.ts'
import type { Connection } from '../aws/connection.ts'
import { type RecipientRules, recipientReader } from '../aws/recipients.ts'
import { type DoctorFinding, failed, ok, warning } from './finding.ts'

type Recipient = { readonly arn: string; readonly kind: 'lambda' | 'sqs'; readonly topics: readonly string[] }

const about = 'delivery'

/** Checks that SNS may deliver to every function and queue that is subscribed. Without permission they receive nothing. */
export async function lookAtDeliveries(
  connection: Pick<Connection, 'directory' | 'options'>,
  subscriptions: readonly Subscription[],
): Promise<readonly DoctorFinding[]> {
  const recipients = recipientsIn(subscriptions, connection)
  const rulesOf = recipientReader(connection)
  const findings = await Promise.all(recipients.map(async (one) => findingsOf(one, await rulesOf(one.arn))))
  const found = findings.flat()
  return found.length > 0 || recipients.length === 0
    ? found
    : [ok(about, 'SNS may deliver to every function and queue that is subscribed')]
}

/** Our own function for PagerDuty is among them: it is subscribed like any other. */
function recipientsIn(
  subscriptions: readonly Subscription[],
  { directory }: Pick<Connection, 'directory'>,
): readonly Recipient[] {
  const direct = subscriptions.flatMap(({ topic, protocol, endpoint: arn }) =>
    protocol === 'lambda' || protocol === 'sqs' ? [{ arn, kind: protocol, topic: directory[topic] } as const] : [],
  )
  return [...Map.groupBy(direct, ({ arn }) => arn)].flatMap(([arn, some]) => {
    const [first] = some
    return first === undefined ? [] : [{ arn, kind: first.kind, topics: some.map(({ topic }) => topic) }]
  })
}

async function findingsOf(recipient: Recipient, rules: RecipientRules): Promise<readonly DoctorFinding[]> {
  const { arn } = recipient
  if (rules.kind === 'missing') return [failed(about, `${arn} does not exist, so it receives no alerts`)]
  if (rules.kind === 'unread')
    return [
      warning(
        about,
        `cannot tell if SNS may deliver to ${arn}: ${rules.action} was refused (${rules.error}). Its policy needs ${statementFor(recipient)}`,
      ),
    ]
  return [
    ...regionFindings(recipient),
    ...(await policyFindings(recipient, rules.policy)),
    ...keyFindings(recipient, rules.keyId),
  ]
}

/** Finds recipients in Regions that SNS documents to reach from nowhere else, whatever their policy says. */
function regionFindings({ arn, kind, topics }: Recipient): readonly DoctorFinding[] {
  const [from, to] = [regionOf(topics[0] ?? ''), regionOf(arn)]
  if (deliversBetween(kind, from, to)) return []
  const noun = kind === 'lambda' ? 'function' : 'queue'
  return [
    failed(about, `SNS delivers from ${from} to no ${noun} in ${to}: name a ${noun} in ${from} in place of ${arn}`),
  ]
}

const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

async function policyFindings(recipient: Recipient, policy: string | null): Promise<readonly DoctorFinding[]> {
  const { deliveryBy } = await import('../../local/template/policy/delivery.ts')
  const { arn: resource, kind, topics } = recipient
  const answers = topics.map((topicArn) =>
    policy === null ? 'denied' : deliveryBy(policy, { topicArn, action: actions[kind], resource }),
  )
  const needs = `its policy needs ${statementFor(recipient)}`
  if (answers.includes('denied')) return [failed(about, `SNS may not deliver to ${resource}: ${needs}`)]
  if (!answers.includes('unclear')) return []
  const detail = `cannot tell if SNS may deliver to ${resource}: its policy has conditions that this check does not know, or names SNS for some Regions only. In any case ${needs}`
  return [warning(about, detail)]
}

/** The key that AWS made for SQS lets in nobody but the queue's account, and its policy cannot be changed. */
function keyFindings({ arn, topics }: Recipient, keyId: string | null): readonly DoctorFinding[] {
  if (keyId === null) return []
  if (keyId.endsWith('alias/aws/sqs'))
    return [
      failed(
        about,
        `SNS may not use the key alias/aws/sqs of ${arn}: encrypt the queue with SSE-SQS or a key of your own`,
      ),
    ]
  const needs = `kms:GenerateDataKey and kms:Decrypt for ${namesFor(topics, arn).join(' and ')}`
  return [warning(about, `cannot tell if SNS may use the key ${keyId} of ${arn}: the policy of the key needs ${needs}`)]
}

const actions = { lambda: 'lambda:InvokeFunction', sqs: 'sqs:SendMessage' } as const

/** Returns the names under which SNS may come from some topics. */
const namesFor = (topics: readonly string[], arn: string): readonly string[] => [
  ...new Set(topics.flatMap((topic) => deliveryNames(topic, arn))),
]

function statementFor({ arn, kind, topics }: Recipient): string {
  const names = namesFor(topics, arn)
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { Service: names.length === 1 ? names[0] : names },
    Action: actions[kind],
    Resource: arn,
    Condition: { ArnLike: { 'aws:SourceArn': topics } },
  })
}
