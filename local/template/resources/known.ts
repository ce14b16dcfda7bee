import { managedPolicyResource, permissionResource, policyResource, roleResource } from './access.ts'
import {
  aliasResource,
  eventSourceResource,
  firstTickResource,
  functionResource,
  invokeConfigResource,
  rotationScheduleResource,
  ruleResource,
  scheduleResource,
} from './compute.ts'
import {
  key,
  queue,
  queuePolicy,
  slackChannelConfiguration,
  subscription,
  teamsChannelConfiguration,
  topic,
  topicPolicy,
} from './messages.ts'
import type { ResourceType } from './resource-type.ts'
import { parameterResource, tableResource } from './state.ts'
import { alarm, compositeAlarm, dashboard, logGroup, savedQuery } from './watching.ts'

const known: readonly ResourceType[] = [
  ...[tableResource, parameterResource],
  ...[queue, queuePolicy, topic, topicPolicy, subscription, slackChannelConfiguration, teamsChannelConfiguration, key],
  ...[roleResource, policyResource, managedPolicyResource, permissionResource],
  ...[
    functionResource,
    aliasResource,
    eventSourceResource,
    invokeConfigResource,
    scheduleResource,
    rotationScheduleResource,
    ruleResource,
    firstTickResource,
  ],
  ...[logGroup, alarm, compositeAlarm, dashboard, savedQuery],
]

/** The type of a resource; throws for one that the walk does not know. */
export function knownType(logicalId: string, type: string): ResourceType {
  const found = known.find((one) => one.type === type)
  if (found === undefined) throw new Error(`${logicalId}: the walk does not know resources of type ${type}`)
  return found
}
