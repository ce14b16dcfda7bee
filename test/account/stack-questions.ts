import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { pageTestEvent } from '../../functions/core/alerting/page-test.ts'
import type { Proof } from './account.ts'
import { answered, proofDirectory } from './directory.ts'
import type { AccountQuestion } from './question.ts'

const minuteMs = 60_000

/** Questions about the deployed stack itself: when an alarm fires, what IAM answers, who may call. */
export const stackQuestions: readonly AccountQuestion[] = [
  {
    question: 'Does an alarm fire by itself, for a message among the dead letters?',
    settles: null,
    expected: 'yes, within minutes, and its message arrives',
    ask: firing,
  },
  {
    question: 'Is a secret that does not exist distinguished from one that may not be read?',
    settles: 'A secret that does not exist is answered with',
    expected: 'secret_missing',
    ask: absent,
  },
  {
    question: 'Does a function see the alias through which it was invoked?',
    settles: 'An alias may follow `$LATEST`',
    expected: 'refused: this function does not take such an event through gate',
    ask: entrance,
  },
]

async function firing({ cloudwatch, sqs, name, mailbox }: Proof): Promise<string> {
  const prefix = { AlarmNamePrefix: `tokenwatch-${name}-`, MaxRecords: 100 }
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand(prefix))
  const alarm = MetricAlarms.find(({ AlarmName = '' }) => AlarmName.includes('UndeliveredTicks'))
  const QueueName = alarm?.Dimensions?.find((one) => one.Name === 'QueueName')?.Value
  if (alarm?.AlarmName === undefined || QueueName === undefined) return 'the stack has no alarm on undelivered ticks'
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a proof' }))
  return answered(await mailbox.msUntilHeard([alarm.AlarmName, 'NewStateValue', 'ALARM'], 15 * minuteMs))
}

async function absent({ mailbox }: Proof): Promise<string> {
  const found = await mailbox.msUntilHeard(['production/absent', 'secret_'], 18 * minuteMs)
  if (found === null) return 'nothing was said of it'
  return (await mailbox.msUntilHeard(['production/absent', 'secret_missing'], 1)) === null
    ? 'secret_denied'
    : 'secret_missing'
}

/** Sends a test page through the entrance of pipelines, which may not wake anybody. */
export async function entrance({ lambda, ssm, name }: Pick<Proof, 'lambda' | 'ssm' | 'name'>): Promise<string> {
  const { probe } = await proofDirectory({ ssm, name })
  const event = pageTestEvent({ environment: 'production' })
  const command = new InvokeCommand({ FunctionName: probe, Qualifier: 'gate', Payload: JSON.stringify(event) })
  const { FunctionError, Payload = [] } = await lambda.send(command)
  const answer = Buffer.from(Payload).toString()
  return FunctionError === undefined ? `it was accepted: ${answer}` : `refused: ${JSON.parse(answer).errorMessage}`
}
