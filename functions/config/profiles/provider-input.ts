import { z } from 'zod'
import type { Check } from '../../core/model/check.ts'
import type { Question } from '../../core/model/question.ts'
import type { Provider } from '../../providers/provider.ts'
import { catalogueRules } from '../rules/catalogue.ts'
import { commonRules } from '../rules/common.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { optionField } from '../schema/option.ts'
import { secretWith } from '../schema/secret.ts'
import { object } from '../schema/text.ts'
import { type CheckDraft, type ProfileInput, profileInput } from './profile-input.ts'
import { camelCase, filled } from './template.ts'

/** Makes the input of a provider of the catalogue: the fields of every check, and the provider's own options. */
export function providerInput(provider: Provider, question: Question): ProfileInput {
  const schema = object(`${camelCase(provider.name)}(...)`, {
    profile: z.literal(provider.name),
    ...commonFields,
    ...answerFields,
    /** Secret of the credential. */
    secret: secretWith(...Object.keys(provider.roles)),
    ...Object.fromEntries(Object.entries(provider.options).map(([name, option]) => [name, optionField(option)])),
  })
  return profileInput(schema, [...commonRules, ...catalogueRules(provider)], (fields) =>
    draftOf(provider, question, new Map(Object.entries(fields)), fields as z.output<typeof schema> & CommonDraft),
  )
}

type CommonDraft = Omit<CheckDraft, 'question'>

/** Fills the placeholders of the provider with the options of the check. */
function draftOf(
  provider: Provider,
  question: Question,
  given: ReadonlyMap<string, unknown>,
  fields: CommonDraft,
): CheckDraft {
  const names = Object.keys(provider.options)
  const values = new Map(names.map((name) => [name, String(given.get(name) ?? '')]))
  const label = provider.expectedEnvironment
  return {
    ...fields,
    read: { ...readWith(provider, values), ...fields.read },
    ...(provider.pem === true && fields.secret !== undefined
      ? { secret: { ...fields.secret, trimNewline: true } }
      : {}),
    question: filled(question, values),
    ...(label === undefined || fields.environmentLabel !== undefined
      ? {}
      : { environmentLabel: filled(label, values) }),
    issueUrl: provider.runbook === null ? null : filled(provider.runbook.console, values),
    sunset: sunsetOf(provider, given),
    minimumSeconds: provider.minimumSeconds,
  }
}

/** Returns the places that depend on the check, such as the id of one secret among several. All others are the profile's own. */
function readWith({ paths: { expires } }: Provider, values: ReadonlyMap<string, string>): CheckDraft['read'] {
  if (expires === null || typeof expires.at !== 'string') return {}
  const at = filled(expires.at, values)
  return at === expires.at ? {} : { expires: { ...expires, at } }
}

function sunsetOf({ sunsets = [] }: Provider, given: ReadonlyMap<string, unknown>): Check['sunset'] {
  const found = sunsets.find(({ when }) => when === undefined || given.get(when[0]) === when[1])
  return found === undefined
    ? null
    : { what: `${found.what}, for ${found.whom}`, at: Date.parse(`${found.on}T00:00:00Z`) / 1_000 }
}
