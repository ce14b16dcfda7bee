import type { ParsedAnswer } from './answer.ts'
import type { DeclaredAnswer } from './check.ts'
import { evaluate } from './expression.ts'
import type { AnswerPattern, Rule } from './profile.ts'

/**
 * What every HTTP API means by its status, as the last word of each profile's list. Only 401 says that a credential is bad
 * (RFC 9110 section 15.5.2); a 403 says that this one may not do this (15.5.4).
 */
export const httpRules: readonly Rule[] = [
  { name: 'success', when: { status: [200, 299] }, means: 'alive' },
  { name: 'redirect', when: { status: [300, 399] }, means: 'redirected' },
  { name: 'unauthorized', when: { status: 401 }, means: 'rejected' },
  { name: 'quota', when: { status: 402 }, means: 'quota_exhausted' },
  { name: 'forbidden', when: { status: 403 }, means: 'ping_forbidden' },
  { name: 'no-such-page', when: { status: 404 }, means: 'wrong_target' },
  { name: 'gone', when: { status: 410 }, means: 'wrong_target' },
  { name: 'request-timeout', when: { status: 408 }, means: 'timed_out' },
  { name: 'rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'server-error', when: { status: [500, 599] }, means: 'provider_error' },
]

const unlisted: Rule = { name: 'unlisted', when: {}, means: 'unrecognized' }

/** The first rule that fits: the check's own declared answers, then the profile's, then the one that says "cannot tell". */
export function ruleFor(answer: ParsedAnswer, declared: readonly DeclaredAnswer[], rules: readonly Rule[]): Rule {
  const own = declared.map(({ status, when, means }) => ({
    name: `answer-${status}`,
    when: when === null ? { status } : { status, body: when },
    means,
  }))
  return [...own, ...rules].find(({ when }) => fits(answer, when)) ?? unlisted
}

function fits(answer: ParsedAnswer, { status, header, body }: AnswerPattern): boolean {
  if (status !== undefined && !statusFits(answer.status, status)) return false
  if (header !== undefined && !answer.header(header.name)?.toLowerCase().includes(header.includes.toLowerCase()))
    return false
  return body === undefined || (answer.json !== undefined && evaluate(body, answer.json) === true)
}

function statusFits(status: number, wanted: number | readonly [number, number]): boolean {
  return typeof wanted === 'number' ? status === wanted : status >= wanted[0] && status <= wanted[1]
}
