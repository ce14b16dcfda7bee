import type { PingRequest, Question } from '../../model/question.ts'

/** The hosts that asking once calls, one for each call: a client that mints a token and then uses it calls twice. */
export function callsOf(question: Question): readonly string[] {
  return addressesOf(question).map((address) => new URL(address).host)
}

/** The addresses that asking once calls, as far as they are known before: a registry's challenge names another. */
export function addressesOf(question: Question): readonly string[] {
  switch (question.kind) {
    case 'request':
    case 'signed_jwt':
    case 'sigv4':
      return [question.ping.url]
    case 'client_credentials':
      return [question.tokenUrl, ...addressOf(question.ping)]
    case 'introspection':
      return [question.introspectionUrl]
    case 'jwt':
      return [...(question.jwksUrl === null ? [] : [question.jwksUrl]), ...addressOf(question.ping)]
    case 'registry':
      return [question.url, `https://${question.tokenHost}`]
    case 'certificate':
    case 'declared':
      return []
  }
}

const addressOf = (ping: PingRequest | null): readonly string[] => (ping === null ? [] : [ping.url])
