import type { Check, Question } from '../core/check.ts'

/** A place that a check's credential, or its client's, goes to, with the field of the check that names it. */
export type NamedUrl = { readonly field: string; readonly url: string }

/** Every place that probing a check and renewing its credential asks. */
export function urlsOf({ question, rotation }: Pick<Check, 'question' | 'rotation'>): readonly NamedUrl[] {
  return rotation.by === 'ours'
    ? [...askedBy(question), { field: 'rotation.tokenUrl', url: rotation.tokenUrl }]
    : askedBy(question)
}

function askedBy(question: Question): readonly NamedUrl[] {
  switch (question.kind) {
    case 'request':
      return named('ping.url', question.ping.url)
    case 'client_credentials':
      return [...named('tokenUrl', question.tokenUrl), ...named('ping.url', question.ping?.url ?? null)]
    case 'introspection':
      return named('introspectionUrl', question.introspectionUrl)
    case 'jwt':
      return [...named('jwks', question.jwksUrl), ...named('ping.url', question.ping?.url ?? null)]
    case 'declared':
      return []
  }
}

function named(field: string, url: string | null): readonly NamedUrl[] {
  return url === null ? [] : [{ field, url }]
}
