import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import type { Proof } from './account.ts'
import { type AccountQuestion, msUntil } from './question.ts'

/** `integrationKey` is that of a CloudWatch integration at PagerDuty; without one, PagerDuty is not asked. */
export function pagingQuestions(integrationKey: string | undefined): readonly AccountQuestion[] {
  return [
    {
      question: 'Does an alarm reach the subscribers of the encrypted watcher topic?',
      settles: null,
      expected: 'yes, within seconds',
      ask: alarmDelivery,
    },
    {
      question: "Does PagerDuty's CloudWatch integration take hand-made ALARM and OK messages?",
      settles: "PagerDuty's CloudWatch integration takes",
      expected: 'confirms by itself; one incident, opened and resolved',
      ask: (proof) => (integrationKey === undefined ? Promise.resolve(null) : handMade(proof, integrationKey)),
    },
  ]
}

async function alarmDelivery({ cloudwatch, mailbox, name }: Proof): Promise<string> {
  const prefix = { AlarmNamePrefix: `tokenwatch-${name}-`, MaxRecords: 100 }
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand(prefix))
  const AlarmName = MetricAlarms.map((alarm) => alarm.AlarmName ?? '').find((one) => one.includes('DeadLetters'))
  if (AlarmName === undefined) return 'the stack has no alarm on dead letters'
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'A proof' }))
  const lagMs = await mailbox.msUntilHeard([AlarmName], 120_000)
  return lagMs === null ? 'no, not within 120 s' : `yes, after ${lagMs} ms`
}

async function handMade({ sns, name }: Proof, integrationKey: string): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
  try {
    const Endpoint = `https://events.pagerduty.com/integration/${integrationKey}/enqueue`
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint }))
    const confirmedMs = await msUntil(async () => {
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
      return Subscriptions.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'))
    }, 60_000)
    for (const state of ['ALARM', 'OK']) {
      const Message = JSON.stringify({ AlarmName: name, NewStateValue: state, NewStateReason: 'A proof' })
      await sns.send(new PublishCommand({ TopicArn, Subject: `${state}: ${name}`, Message }))
    }
    const confirmed = confirmedMs === null ? 'not confirmed' : `confirmed after ${confirmedMs} ms`
    return `${confirmed}; look at PagerDuty whether ${name} was opened and resolved`
  } finally {
    await sns.send(new DeleteTopicCommand({ TopicArn }))
  }
}
