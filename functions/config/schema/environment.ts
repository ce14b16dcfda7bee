import { z } from 'zod'
import type { Subscriber } from '../../core/deployment.ts'
import { rolesFault, secretReference } from './secret.ts'
import { cadence, duration, expected, expectedVariant, id, list, object, sentence } from './text.ts'
import { link } from './url.ts'

/** What checks fall back to, for all of them or for one environment. */
export const defaults = object('an object of defaults', {
  every: cadence.optional(),
  warn: duration.optional(),
  critical: duration.optional(),
  owner: sentence.optional(),
  runbook: link.optional(),
})

/** Cadence, expiry windows, owner and runbook for the checks that say nothing themselves. */
export type DefaultsInput = z.input<typeof defaults>

const email = object('email(...)', {
  kind: z.literal('email'),
  address: z.email({ error: expected('an e-mail address') }),
})

/** PagerDuty's key is read at deployment, by CloudFormation, which knows names and fields but neither roles nor stages. */
const integrationKey = secretReference.superRefine((reference, context) => {
  const plain =
    reference.stage === 'AWSCURRENT' && !reference.trimNewline && rolesFault(reference, ['token']) === undefined
  if (plain && reference.source.from === 'secrets-manager') return
  context.addIssue({ code: 'custom', message: "expected secret('<name>') or secret('<name>', '<field>')" })
})
const pagerDuty = object('pagerDuty(...)', { kind: z.literal('pagerduty'), integrationKey })

const subscriber = z.discriminatedUnion('kind', [email, pagerDuty], {
  error: expectedVariant('email(...) or pagerDuty(...)'),
})

/** Who hears of something, as `email()` and `pagerDuty()` write it. */
export type SubscriberInput = z.input<typeof subscriber>

const subscribers = list('a list of email(...) and pagerDuty(...)', subscriber.transform(subscriberOf))

/** A label with its own paging and defaults. */
const environment = object('an object such as { page: [...], notice: [...] }', {
  page: subscribers.default([]),
  notice: subscribers.default([]),
  watcher: subscribers.default([]),
  defaults: defaults.optional(),
})

/** Environments by name. */
export const environments = z
  .record(id, environment, { error: expected('an object of environments by name') })
  .refine((byName) => Object.keys(byName).length > 0, {
    error: 'expected at least one environment, found an empty object',
  })

function subscriberOf(input: z.output<typeof subscriber>): Subscriber {
  if (input.kind === 'email') return input
  const { source, fields } = input.integrationKey
  const secretId = source.from === 'secrets-manager' ? source.id : ''
  return { kind: 'pagerduty', integrationKey: { secretId, field: fields['token'] ?? null } }
}
