import { managedPolicy, permission, policy, role } from './access.ts'
import { eventSource, firstTick, invokeConfig, lambdaFunction, rotationSchedule, rule, schedule } from './compute.ts'
import { key, queue, queuePolicy, slackChannel, subscription, topic, topicPolicy } from './messages.ts'
import type { ResourceType } from './resource-type.ts'
import { parameter, table } from './state.ts'
import { alarm, compositeAlarm, dashboard, logGroup, savedQuery } from './watching.ts'

const known: readonly ResourceType[] = [
  ...[table, parameter],
  ...[queue, queuePolicy, topic, topicPolicy, subscription, slackChannel, key],
  ...[role, policy, managedPolicy, permission],
  ...[lambdaFunction, eventSource, invokeConfig, schedule, rotationSchedule, rule, firstTick],
  ...[logGroup, alarm, compositeAlarm, dashboard, savedQuery],
]

/** The type of a resource; throws for one that the walk does not know. */
export function knownType(logicalId: string, type: string): ResourceType {
  const found = known.find((one) => one.type === type)
  if (found === undefined) throw new Error(`${logicalId}: the walk does not know resources of type ${type}`)
  return found
}
