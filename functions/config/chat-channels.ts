import type { ChatChannel } from '../core/model/audience.ts'
import type { Environment, Owner, Subscriber } from '../core/model/deployment.ts'
import { fieldPath, type Problem } from './problems.ts'

type Subscribed = {
  readonly environments: Readonly<Record<string, Pick<Environment, 'page' | 'notice' | 'watcher'>>>
  readonly owners: Readonly<Record<string, Pick<Owner, 'page' | 'notice'>>>
}

/** A chat channel, with the path of the subscriber that names it. */
type NamedChannel = { readonly path: readonly PropertyKey[]; readonly channel: ChatChannel }

/** A fact of a channel that all of its subscribers have to agree on. */
type SharedFact = { readonly field: string; readonly noun: string; readonly value: string }

/**
 * Finds subscribers that contradict each other about one chat channel: Amazon Q has one configuration for each channel, and a channel is in
 * one workspace or team.
 */
export function channelProblems(config: Subscribed): readonly Problem[] {
  const named = channelsIn(config)
  const byChannel = [...Map.groupBy(named, ({ channel: { kind, channelId } }) => `${kind} ${channelId}`).values()]
  const configured = named.filter(({ channel }) => channel.configurationArn !== undefined)
  const byArn = [...Map.groupBy(configured, ({ channel }) => channel.configurationArn).values()]
  return [
    ...byChannel.flatMap((some) => differing(some, factsOf, 'this channel')),
    ...byArn.flatMap((some) => differing(some, channelOf, 'this configuration')),
  ]
}

/** Reports each subscriber whose fact differs from the first subscriber that states it. */
function differing(
  some: readonly NamedChannel[],
  read: (channel: ChatChannel) => readonly SharedFact[],
  of: string,
): readonly Problem[] {
  return some.flatMap(({ path, channel }) =>
    read(channel).flatMap(({ field, noun, value }) => {
      const stated = some.flatMap((other) => {
        const fact = read(other.channel).find((one) => one.field === field)
        return fact === undefined ? [] : [{ path: other.path, value: fact.value }]
      })
      const [first] = stated
      if (first === undefined || first.value === value) return []
      const message = `expected ${first.value}, the ${noun} of ${of} at ${fieldPath(first.path)}, found ${value}: name one in both places`
      return [{ check: null, field: fieldPath([...path, field]), message }]
    }),
  )
}

function factsOf(channel: ChatChannel): readonly SharedFact[] {
  const { configurationArn } = channel
  const configured =
    configurationArn === undefined
      ? []
      : [{ field: 'configurationArn', noun: 'configuration', value: configurationArn }]
  if (channel.kind === 'slack')
    return [{ field: 'workspaceId', noun: 'workspace', value: channel.workspaceId }, ...configured]
  return [
    { field: 'tenantId', noun: 'tenant', value: channel.tenantId },
    { field: 'teamId', noun: 'team', value: channel.teamId },
    ...configured,
  ]
}

const channelOf = ({ channelId }: ChatChannel): readonly SharedFact[] => [
  { field: 'channelId', noun: 'channel', value: channelId },
]

function channelsIn({ environments, owners }: Subscribed): readonly NamedChannel[] {
  return [...listsOf('environments', environments), ...listsOf('owners', owners)]
}

function listsOf(
  section: string,
  byName: Readonly<Record<string, Partial<Record<'page' | 'notice' | 'watcher', readonly Subscriber[]>>>>,
): readonly NamedChannel[] {
  return Object.entries(byName).flatMap(([name, lists]) =>
    (['page', 'notice', 'watcher'] as const).flatMap((topic) =>
      (lists[topic] ?? []).flatMap((subscriber, index) =>
        subscriber.kind === 'slack' || subscriber.kind === 'teams'
          ? [{ path: [section, name, topic, index], channel: subscriber }]
          : [],
      ),
    ),
  )
}
