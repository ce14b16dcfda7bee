import { holds } from '../model/assertion.ts'
import { blamedThing } from '../model/blamed-thing.ts'
import type { DeclaredAnswer } from '../model/check.ts'
import type { AnswerPattern, ChallengePattern, Rule } from '../model/profile.ts'
import { isDeath } from '../model/reason.ts'
import { errorSays, refusalSays, textsIn } from '../model/word-search.ts'
import type { ParsedAnswer, ReadAnswer } from './answer.ts'
import { isFromCache } from './cached-answer.ts'
import { type Challenge, challengesIn } from './challenge.ts'
import { forbiddenUndocumented } from './forbidden.ts'
import { unlessItSaysOtherwise } from './unauthorized.ts'

/**
 * Last rules of every profile: statuses that say nothing about the credential (RFC 9110 section 15). A refusal that a profile does not
 * list proves nothing.
 */
export const lastRules: readonly Rule[] = [
  { name: 'redirect', when: { status: [300, 399] }, means: 'redirected' },
  { name: 'request-timeout', when: { status: 408 }, means: 'timed_out' },
  // RFC 8470 section 5.2: the client shall send it again.
  { name: 'too-early', when: { status: 425 }, means: 'provider_error' },
  { name: 'rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'server-error', when: { status: [500, 599] }, means: 'provider_error' },
]

export const unlisted: Rule = { name: 'unlisted', when: {}, means: 'unrecognized' }

/** Rule for an answer that a cache gave in place of the API. Nobody looked at the credential. */
export const fromCache: Rule = { name: 'answer-from-cache', when: {}, means: 'unrecognized' }

/** Returns true for the rule of an answer that the check itself declares. */
export const isDeclared = (rule: string): boolean => rule.startsWith('answer-')

/**
 * Returns the first rule that fits: of the answers that the check declares, then of the profile, else `forbidden-undocumented` for a
 * 403 and `unlisted` for everything else. What a profile concludes from a 401 alone does not hold if the answer names another cause.
 */
export function ruleFor(
  answer: ParsedAnswer,
  declared: readonly DeclaredAnswer[],
  rules: readonly Rule[],
  said = answer,
): Rule {
  const rule = freshRuleFor({ answer, said }, declared, rules)
  const claims = rule.means === 'alive' || isDeath(rule.means)
  return claims && isFromCache(answer.header) ? fromCache : rule
}

function freshRuleFor(read: ReadAnswer, declared: readonly DeclaredAnswer[], rules: readonly Rule[]): Rule {
  const { answer, said } = read
  const own = declared.map(({ status, when, means }) => ({
    name: `answer-${status}`,
    when: when === null ? { status } : { status, body: when },
    means,
  }))
  const declaredOne = own.find(({ when }) => fits(answer, when))
  if (declaredOne !== undefined) return declaredOne
  const found = [...rules, forbiddenUndocumented].find((rule) => explains(rule, read))
  return found === undefined ? unlisted : unlessItSaysOtherwise(found, said)
}

/** Returns true if a rule fits an answer without its echoes. One that says alive or dead has to fit the answer as it came, too. */
function explains({ when, means }: Rule, { answer, said }: ReadAnswer): boolean {
  return fits(said, when) && ((means !== 'alive' && !isDeath(means)) || fits(answer, when))
}

function fits(answer: ParsedAnswer, pattern: AnswerPattern): boolean {
  const { status, header, challenge, body, plain, errorWords, withoutWords, blamesAnother, html } = pattern
  if (html !== undefined && html !== answer.html) return false
  if (status !== undefined && !statusFits(answer.status, status)) return false
  if (header !== undefined && !headerFits(answer.header(header.name), header)) return false
  if (challenge !== undefined && !challengeFits(answer.header('www-authenticate'), challenge)) return false
  if (plain !== undefined && plain !== answer.plain.trim().toLowerCase()) return false
  if (errorWords !== undefined && !says(answer, errorWords)) return false
  if (withoutWords !== undefined && says(answer, withoutWords)) return false
  if (blamesAnother === true && !explainsByAnother(answer.json)) return false
  return body === undefined || (answer.json !== undefined && holds(body, answer.json))
}

/** Returns true if an error is explained by another thing than a credential. The code itself explains nothing. */
function explainsByAnother(json: unknown): boolean {
  const { error: _, ...explained }: Record<string, unknown> = Object(json)
  return blamedThing(textsIn(explained)) === 'other'
}

/** A refusal explains itself in any field. A success has texts that are no explanation. */
function says({ status, json }: ParsedAnswer, words: readonly string[]): boolean {
  return status >= 400 ? refusalSays(json, words) : errorSays(json, words)
}

function headerFits(value: string | null, wanted: NonNullable<AnswerPattern['header']>): boolean {
  const found = value?.toLowerCase()
  return 'is' in wanted ? found === wanted.is.toLowerCase() : (found?.includes(wanted.includes.toLowerCase()) ?? false)
}

function challengeFits(header: string | null, wanted: NonNullable<AnswerPattern['challenge']>): boolean {
  const challenges = challengesIn(header)
  if (wanted === 'unreadable') return challenges.length === 0 && header !== null && header.trim() !== ''
  return challenges.some((one) => isChallenge(one, wanted))
}

function isChallenge({ scheme, parameters }: Challenge, wanted: ChallengePattern): boolean {
  if (wanted.scheme !== undefined && wanted.scheme !== scheme) return false
  if (wanted.parameter !== undefined && !parameters.has(wanted.parameter)) return false
  return wanted.error === undefined || wanted.error === parameters.get('error')?.toLowerCase()
}

function statusFits(status: number, wanted: number | readonly [number, number]): boolean {
  return typeof wanted === 'number' ? status === wanted : status >= wanted[0] && status <= wanted[1]
}
