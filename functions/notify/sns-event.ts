import type { Notification } from '../core/alerting/notify.ts'
import { type TopicName, topicNames } from '../core/model/audience.ts'
import { fieldOf } from '../core/model/field-of.ts'

/** Reads the messages of an SNS event; `null` in the place of a message of another topic. */
export function parseSnsEvent(
  event: unknown,
  topicArns: Readonly<Record<TopicName, string>>,
): readonly (Notification | null)[] {
  const records = fieldOf(event, 'Records')
  if (!Array.isArray(records)) return [null]
  return records.map((record: unknown) => parseMessage(fieldOf(record, 'Sns'), topicArns))
}

function parseMessage(sns: unknown, topicArns: Readonly<Record<TopicName, string>>): Notification | null {
  const topic = topicNames.find((name) => topicArns[name] === fieldOf(sns, 'TopicArn'))
  const message = fieldOf(sns, 'Message')
  if (topic === undefined || typeof message !== 'string') return null
  return { topic, message, routes: routesIn(fieldOf(fieldOf(sns, 'MessageAttributes'), 'environment')) }
}

/** Reads one route as text, or several as a JSON list; `null` for neither. */
function routesIn(attribute: unknown): readonly string[] | null {
  const [type, value] = [fieldOf(attribute, 'Type'), fieldOf(attribute, 'Value')]
  if (typeof value !== 'string') return null
  if (type !== 'String.Array') return [value]
  try {
    const list: unknown = JSON.parse(value)
    return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : null
  } catch {
    return null
  }
}
