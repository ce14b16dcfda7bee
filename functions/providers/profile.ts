import type { Profile, Rule } from '../core/model/profile.ts'
import { standingOf } from '../core/model/reason.ts'
import { lastRules } from '../core/probe/rules.ts'
import { budgetOf } from './budget.ts'
import { otherKindsOf } from './other-kinds.ts'
import type { Provider, SourcedRule } from './provider.ts'

/** Rule for an HTML page in answer to an API request: a proxy, a sign-in or another site answered. */
export const pageRule: Rule = { name: 'page', when: { status: [200, 299], html: true }, means: 'wrong_target' }

/** Restricts a rule to answers that are not an HTML page, unless it expects one. */
export function notOfPages({ name, when, means, ...rest }: Rule): Rule {
  return { ...rest, name, when: { html: false, ...when }, means }
}

export const lastTokenRules = lastRules.map((rule) => ({ ...rule, name: `token-${rule.name}` }))

/** Returns true if the catalogue knows every host. A tenant's name in an address makes it the tenant's host. */
export function hasFixedHosts({ question, options }: Provider): boolean {
  if (question === null || question.kind === 'declared') return false
  const hosts = (JSON.stringify(question).match(/(?:https|\{\w+\}):\/\/[^/"?]*/g) ?? []).join(' ')
  return Object.entries(options).every(([name, { kind }]) => kind === 'choice' || !hosts.includes(`{${name}}`))
}

/** Leaves out the source of a rule, but for a refusal by its status that only a standard describes. */
function marked(rule: SourcedRule, { sources }: Provider): Rule {
  const { when, means, source } = rule
  const isOfStandard = sources[source]?.evidence === 'standard' && when.status === 401 && isInvalid(means)
  return { ...withoutSource(rule), ...(isOfStandard ? { standard: true } : {}) }
}

const isInvalid = (means: Rule['means']): boolean => means !== 'alive' && standingOf(means) === 'invalid'

/** Leaves out the sources of a rule. An answer with a second cause that may begin at any time calls nothing dead. */
export function withoutSource({ name, when, means, secondCause }: SourcedRule): Rule {
  if (secondCause === undefined) return { name, when, means }
  const { source: _, ...known } = secondCause
  return { name, when, means: known.kind === 'changing' ? 'unrecognized' : means, secondCause: known }
}

/** Builds the part of a provider that a probe needs. The rest is for people. */
export function profileFrom(provider: Provider): Profile {
  const { name, title, roles, question, needRules = [], tokenRules = [], paths, scopes, rotation } = provider
  const sourced = (rule: SourcedRule): Rule => notOfPages(marked(rule, provider))
  const asRule = question === null ? withoutSource : sourced
  const rules = provider.rules.map(asRule)
  return {
    name,
    title,
    roles: Object.keys(roles),
    otherKinds: otherKindsOf(provider),
    rules: question === null ? [...rules, ...lastRules] : [...rules, pageRule, ...lastRules],
    needRules: needRules.map(sourced),
    tokenRules: tokenRules.length === 0 ? [] : [...tokenRules.map(asRule), ...lastTokenRules],
    fixedHosts: hasFixedHosts(provider),
    paths,
    expirySource: provider.expirySource ?? 'answer',
    impliedScopes: scopes?.implied ?? {},
    resets: provider.resets ?? null,
    budget: budgetOf(provider),
    failuresCount: provider.failuresCount ?? false,
    settlesWithinSeconds: provider.settlesWithinSeconds,
    rotation: rotation.class,
  }
}
