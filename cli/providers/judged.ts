import type { AnswerPlace } from '../../functions/core/model/answer-place.ts'
import type { Rule } from '../../functions/core/model/profile.ts'
import { loginRules } from '../../functions/providers/oauth-token-rules.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import type { Provider } from '../../functions/providers/provider.ts'
import { offlineRules } from './offline.ts'

/** Requests that the rules of a provider judge. */
const asked = {
  token: ['Before any request', 'read in the token itself'],
  'token endpoint': ['Answers of the token endpoint', 'in answer of the token endpoint'],
  login: ['Answers to the login', 'in answer to the login'],
  need: ['Answers to the needs of a check', 'in answer to one of the needs'],
  api: ['Answers to the request', ''],
} as const

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

/** Rules for the answers to one kind of request. */
export type JudgedGroup = {
  readonly title: string
  /** Words that tell the answers of this group from others, or none. */
  readonly words: string
  readonly answers: readonly JudgedAnswer[]
}

/** Lists the rules by the request that they judge, in the order of the requests. */
export function judgedGroups(provider: Provider): readonly JudgedGroup[] {
  const { rules, needRules, tokenRules } = profileFrom(provider)
  const ofIssuer = provider.tokenRules === loginRules ? 'login' : 'token endpoint'
  const groups = [
    ['token', provider.name === 'jwt' ? offlineRules : []],
    [ofIssuer, tokenRules.map(judgedAnswer)],
    ['need', needRules.map(judgedAnswer)],
    ['api', rules.map(judgedAnswer)],
  ] as const
  return groups
    .filter(([, answers]) => answers.length > 0)
    .map(([of, answers]) => ({ title: asked[of][0], words: asked[of][1], answers }))
}

/** Lists the rules in the order in which the probe tries them. Those that judge another request than the last one say so. */
export function judgedAnswers(provider: Provider): readonly JudgedAnswer[] {
  return judgedGroups(provider).flatMap(({ words, answers }) =>
    answers.map((answer) => (words === '' ? answer : { ...answer, words: [words, ...answer.words] })),
  )
}

function judgedAnswer({ name, when, means }: Rule): JudgedAnswer {
  return {
    status: when.status === undefined ? 'any status' : [when.status].flat().join('-'),
    words: [
      ...(when.html === true ? ['body is HTML'] : []),
      ...headerWords(when.header),
      ...challengeWords(when.challenge),
      ...(when.plain === undefined ? [] : [`body is the text "${when.plain}"`]),
      ...errorWords(when.errorWords),
      ...(when.blamesAnother === true ? ['error blames something else than a credential'] : []),
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
  return words === undefined ? [] : [`error says one of: ${listed(words)}`]
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

/** Words that are shown in one cell, at most. */
const shownWords = 5

/** Lists words for a cell, and counts those that do not fit. */
function listed(words: readonly string[]): string {
  const more = words.length - shownWords
  return more <= 0 ? words.join(', ') : `${words.slice(0, shownWords).join(', ')}, and ${more} more`
}
