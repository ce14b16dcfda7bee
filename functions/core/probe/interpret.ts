import type { Check } from '../model/check.ts'
import { asksToLogIn, namesError } from '../model/error-bodies.ts'
import { hasCodeOfTrouble, reportsFailure } from '../model/failure-bodies.ts'
import { retryAfterMs } from '../model/http-date.ts'
import { parseInstant } from '../model/instant.ts'
import type { Rule } from '../model/profile.ts'
import type { Answered, Meaning } from '../model/reading.ts'
import { compareScopes, type ScopeComparison } from '../model/scopes.ts'
import { type ParsedAnswer, type ReadAnswer, readAnswer, speaksOfError } from './answer.ts'
import { hasExcuse, wordsHash } from './answer-words.ts'
import { isFromCache } from './cached-answer.ts'
import { challengesIn, scopesAskedFor } from './challenge.ts'
import type { WireAnswer } from './network/network.ts'
import { nothingObserved, type Observation, type Observer, observe, observeEnd, observeRefusal } from './observation.ts'
import { refusalIn } from './refusal.ts'
import { isDeclared, ruleFor } from './rules.ts'
import { namesOtherCause } from './unauthorized.ts'
import { readsBody, unreadWords } from './unread-body.ts'

/** Interprets an answer. Nothing of its body and headers is kept. */
export function interpret(wire: WireAnswer, rules: readonly Rule[], observer: Observer): Answered {
  const { answer, said } = readAnswer(wire, observer.credentials)
  const rule = ruleFor(answer, observer.check.answers, rules, said)
  const meaning = meaningOf(rule, { answer, said }, observer)
  const observed = observedIn(answer, meaning, observer)
  const asked = observed.scopes === null ? scopesRefused(answer, observer.check) : null
  const isError = meaning === 'alive' && namesError(answer.json)
  const isUnexplained = isError || unexplained.has(meaning)
  return {
    kind: 'answered',
    status: wire.status,
    timings: wire.timings,
    rule: rule.name,
    retryAfterSeconds: waitOf(answer, observer),
    meaning,
    ...(rule.secondCause === undefined ? {} : { secondCause: rule.secondCause }),
    ...(rule.means === 'alive' && meaning !== 'alive' ? { about: unreadWords(answer, observer) } : {}),
    ...(meaning === 'alive' && !isError ? {} : { words: wordsHash(said, wire.headers) }),
    ...(wire.status === 401 || isUnexplained ? { refusal: refusalIn(said, wire.headers, rule) } : {}),
    ...(meaning === 'alive' && blamesOther({ answer, said }) ? { blamesOther: true } : {}),
    ...(hasExcuse(wire.headers) || isFromCache(answer.header) || (isUnexplained && namesOtherCause(said))
      ? { excused: true }
      : {}),
    ...observed,
    ...(asked === null ? {} : { scopes: asked, scopesAsked: true }),
  } satisfies Answered & Observation
}

/** Returns true for a good status whose body reports a failure of another cause: trouble, a limit, a lock, an address. */
function blamesOther({ answer, said }: ReadAnswer): boolean {
  const fails = reportsFailure(answer.json) || (said.json !== answer.json && reportsFailure(said.json))
  return fails && (hasCodeOfTrouble(answer.json) || namesOtherCause(said))
}

/** Meanings of an answer that may be a refusal, and that no rule explains. So may be a good status whose body names an error. */
const unexplained: ReadonlySet<Meaning> = new Set(['unrecognized', 'wrong_target', 'redirected'])

/**
 * Observes a good answer, and the headers of a refusal of the request. A 429 is about the quota alone; a 401 is about the credential, and
 * may name the end that has passed.
 */
function observedIn(answer: ParsedAnswer, meaning: Meaning, observer: Observer): Observation {
  if (meaning === 'alive') return observe(answer, observer)
  const { status } = answer
  if (status === 401) return observeEnd(answer, observer)
  const isRefusal = status >= 400 && status < 500 && status !== 429
  return isRefusal ? observeRefusal(answer, observer) : nothingObserved
}

/**
 * Returns the meaning of the rule. A good status proves nothing if the check reads the body and the body is not JSON, or if nothing is read
 * of a body that calls itself an error.
 */
function meaningOf(rule: Rule, { answer, said }: ReadAnswer, observer: Observer): Meaning {
  if (rule.means !== 'alive') return rule.means
  if (!readsBody(observer)) return isByStatusAlone(rule) ? unreadMeaning({ answer, said }, observer.check) : 'alive'
  if (answer.json !== undefined) return 'alive'
  return answer.html ? 'wrong_target' : 'unrecognized'
}

/**
 * Returns the meaning of a good status whose body nobody reads. A page is for people: it answers a session in a cookie, unless it asks to
 * log in, and no credential of an API. A body that speaks of an error proves nothing.
 */
function unreadMeaning({ answer, said }: ReadAnswer, check: Check): Meaning {
  if (answer.html) return isSession(check) && !asksToLogIn(answer.text) ? 'alive' : 'wrong_target'
  return speaksOfError(answer) || speaksOfError(said) ? 'unrecognized' : 'alive'
}

const isSession = ({ question }: Check): boolean =>
  question.kind === 'request' && question.send.length > 0 && question.send.every((one) => one.in === 'cookie')

/** Returns true for a rule of the profile that asks nothing of body and headers. What a check declares counts as it says. */
function isByStatusAlone({ name, when }: Rule): boolean {
  return when.body === undefined && when.header === undefined && when.challenge === undefined && !isDeclared(name)
}

/** Returns the seconds that the provider asks to wait: by `Retry-After`, else by its own header for the reset of a quota. */
function waitOf({ status, header }: ParsedAnswer, { resets, nowSeconds }: Observer): number | null {
  const waitMs = retryAfterMs(header('retry-after'), nowSeconds * 1_000)
  if (waitMs !== null) return Math.ceil(waitMs / 1_000)
  const refused = status === 429 || status === 403 || status === 400
  if (resets === null || !refused) return null
  const at = parseInstant(header(resets.header), resets.format, nowSeconds)
  return typeof at === 'number' ? Math.max(0, at - nowSeconds) : null
}

/** Reads missing scopes from a refusal that names the scopes it requires. */
function scopesRefused(answer: ParsedAnswer, { expect }: Check): ScopeComparison | null {
  const asked = scopesAskedFor(challengesIn(answer.header('www-authenticate'))).filter((scope) =>
    expect.scopes.require.includes(scope),
  )
  if (asked.length === 0) return null
  return compareScopes(
    expect.scopes.require.filter((scope) => !asked.includes(scope)),
    expect.scopes,
  )
}
