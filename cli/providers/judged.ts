import type { AnswerPlace } from '../../functions/core/model/answer-place.ts'
import type { Rule } from '../../functions/core/model/profile.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import type { Provider } from '../../functions/providers/provider.ts'

/** One rule as people read it. */
export type JudgedAnswer = {
  /** `401` or `200-299`. */
  readonly status: string
  /** Further conditions that all hold, as words: `header retry-after present`. */
  readonly words: readonly string[]
  /** A JMESPath expression over the body that is true; null where the body does not matter. */
  readonly body: string | null
  readonly means: string
  readonly rule: string
}

/** Lists the rules in the order in which the probe tries them: those of a token endpoint first, then those of a need. */
export function judgedAnswers(provider: Provider): readonly JudgedAnswer[] {
  const { rules, needRules, tokenRules } = profileFrom(provider)
  const ofNeeds = new Set(needRules)
  return [...tokenRules, ...needRules, ...rules].map((rule) => judgedAnswer(rule, ofNeeds.has(rule)))
}

function judgedAnswer({ name, when, means }: Rule, isOfNeed: boolean): JudgedAnswer {
  return {
    status: when.status === undefined ? 'any status' : [when.status].flat().join('-'),
    words: [
      ...(isOfNeed ? ['in answer to one of the needs'] : []),
      ...(when.html === true ? ['body is HTML'] : []),
      ...headerWords(when.header),
      ...challengeWords(when.challenge),
      ...errorWords(when.errorWords),
    ],
    body: when.body === undefined ? null : `${when.body}`,
    means,
    rule: name,
  }
}

function challengeWords(challenge: Rule['when']['challenge']): readonly string[] {
  if (challenge === undefined) return []
  if (challenge === 'unreadable') return ['challenge cannot be read']
  return Object.entries(challenge).map(([part, value]) => `challenge has the ${part} ${value}`)
}

function headerWords(header: Rule['when']['header']): readonly string[] {
  if (header === undefined) return []
  const { name } = header
  if ('is' in header) return [`header ${name} is ${header.is}`]
  return [header.includes === '' ? `header ${name} present` : `header ${name} has "${header.includes}"`]
}

function errorWords(words: Rule['when']['errorWords']): readonly string[] {
  return words === undefined ? [] : [`error says one of: ${words.join(', ')}`]
}

/** Lists the places in which the answer names identity, environment, scopes and expiry. */
export function judgedPlaces({ paths }: Provider): readonly (readonly [fact: string, place: AnswerPlace])[] {
  const { identity, environment, scopes, expires } = paths
  const places = [
    ['identity', identity],
    ['environment', environment],
    ['scopes', scopes],
    ['expiry', expires?.at ?? null],
  ] as const
  return places.flatMap(([fact, place]) => (place === null ? [] : [[fact, place] as const]))
}
