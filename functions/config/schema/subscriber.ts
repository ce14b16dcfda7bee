import { z } from 'zod'
import type { PagerDutyRegion, Subscriber } from '../../core/model/deployment.ts'
import { addressFault } from '../addresses.ts'
import { functionArn, queueArn, slackConfigurationArn, teamsConfigurationArn } from './arn.ts'
import { rolesFault, secretReference } from './secret.ts'
import { expected, expectedVariant, list, object, oneOf, text } from './text.ts'
import { url } from './url.ts'

const email = object('email(...)', {
  kind: z.literal('email'),
  address: z.email({ error: expected('an e-mail address such as oncall@acme.example') }),
})

/** Shape of PagerDuty's integration keys, which the name of a secret is unlikely to have. */
const keyShape = /^(?=.*\d)[A-Za-z0-9]{32}$/

/** Secret of PagerDuty's key. CloudFormation and `notify` read it by name and field; they know neither roles nor stages. */
const integrationKey = secretReference.superRefine((reference, context) => {
  const plain =
    reference.stage === 'AWSCURRENT' && !reference.trimNewline && rolesFault(reference, ['token']) === undefined
  const { source } = reference
  if (source.from === 'secrets-manager' && keyShape.test(source.id)) {
    const message = 'this looks like the key itself: store it in Secrets Manager and name the secret here'
    context.addIssue({ code: 'custom', path: ['id'], message })
  } else if (!plain || source.from !== 'secrets-manager')
    context.addIssue({ code: 'custom', message: "expected secret('<name>') or secret('<name>', '<field>')" })
})

const pagerDuty = object('pagerDuty(...)', {
  kind: z.literal('pagerduty'),
  integrationKey,
  via: oneOf(['events', 'cloudwatch']).default('events'),
  region: oneOf(['us', 'eu'] as const satisfies readonly PagerDutyRegion[]).default('us'),
  versionId: text("the id of a secret's version", (value) => /^[\w-]{32,64}$/.test(value)).optional(),
}).superRefine(({ via, versionId }, context) => {
  if ((via === 'cloudwatch') === (versionId !== undefined)) return
  const message =
    versionId === undefined
      ? "missing; via: 'cloudwatch' makes a URL from one version of the key: aws secretsmanager list-secret-version-ids prints its id"
      : "via: 'events' always reads the current version: drop it, or set via: 'cloudwatch'"
  context.addIssue({ code: 'custom', path: ['versionId'], message })
})

const slack = object('slackChannel(...)', {
  kind: z.literal('slack'),
  workspaceId: text('the id of a Slack workspace, such as T0123ABCD', (value) => /^T[A-Z0-9]{1,254}$/.test(value)),
  channelId: text('the id of a Slack channel, such as C0123ABCD', (value) => /^[CG][A-Z0-9]{1,254}$/.test(value)),
  configurationArn: slackConfigurationArn.optional(),
})

const uuid = (what: string) =>
  text(`the id of ${what}, such as 0a1b2c3d-0000-4000-8000-0123456789ab`, (value) =>
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  ).toLowerCase()

const teamsChannelShape = /^([\w=+/.,-]+)%3a([\w=+/.,-]+)%40([\w=+/.,-]+)$/i

/** Writes the id of a channel in one of its spellings. The case of the part between the escapes counts. */
function oneSpelling(channelId: string): string {
  return channelId.replace(
    teamsChannelShape,
    (_, kind: string, thread: string, host: string) => `${kind}%3a${thread}%40${host.toLowerCase()}`,
  )
}

const teams = object('teamsChannel(...)', {
  kind: z.literal('teams'),
  tenantId: uuid('a Microsoft tenant'),
  teamId: uuid('a team'),
  channelId: text(
    'the id of a channel as its link has it, such as 19%3a0123456789abcdef%40thread.tacv2',
    (value) => value.length <= 255 && teamsChannelShape.test(value),
  ).transform(oneSpelling),
  configurationArn: teamsConfigurationArn.optional(),
})

const lambda = object('lambda(...)', { kind: z.literal('lambda'), functionArn })
const sqs = object('sqs(...)', { kind: z.literal('sqs'), queueArn })

const https = object('https(...)', {
  kind: z.literal('https'),
  url: url.refine((href) => addressFault(new URL(href), []) === undefined, {
    error: 'expected an https URL with a public host, since SNS delivers to no other',
  }),
})

const builders = 'email(...), pagerDuty(...), slackChannel(...), teamsChannel(...), lambda(...), sqs(...) or https(...)'

const subscriber = z.discriminatedUnion('kind', [email, pagerDuty, slack, teams, lambda, sqs, https], {
  error: expectedVariant(builders),
})

/** A subscriber, as `email()`, `pagerDuty()` and the others write it. */
export type SubscriberInput = z.input<typeof subscriber>

/** Subscribers of one topic. */
export const subscribers = list(`a list of ${builders}`, subscriber.transform(subscriberOf))

function subscriberOf(input: z.output<typeof subscriber>): Subscriber {
  if (input.kind !== 'pagerduty') return input
  const { kind, region, versionId, integrationKey: key } = input
  const secretId = key.source.from === 'secrets-manager' ? key.source.id : ''
  const integrationKey = { secretId, field: key.fields['token'] ?? null, keyArn: key.keyArn }
  return versionId === undefined
    ? { kind, via: 'events', region, integrationKey }
    : { kind, via: 'cloudwatch', region, integrationKey, versionId }
}
