import type { PingRequest, Placement, Question } from '../../model/question.ts'
import { canLeaveOut } from '../control-turn.ts'

/** Returns the host of each call of one question and its needs: a client that mints a token and then uses it makes two calls. */
export function callsOf(question: Question, needs: readonly PingRequest[] = []): readonly string[] {
  return [...addressesOf(question), ...needs.map(({ url }) => url)].map((address) => new URL(address).host)
}

/** Returns the URLs that one question calls, as far as they are known in advance: a registry names another one in its challenge. */
export function addressesOf(question: Question): readonly string[] {
  switch (question.kind) {
    case 'request':
      return pingsOf(question)
    case 'signed_jwt':
    case 'sigv4':
      return [question.ping.url]
    case 'login':
      return [question.login.url, question.ping.url]
    case 'client_credentials':
      return [question.tokenUrl, ...brokenClientOf(question), ...pingsOf(question)]
    case 'introspection':
      return [question.introspectionUrl]
    case 'jwt':
      return [...(question.jwksUrl === null ? [] : [question.jwksUrl]), ...pingsOf(question)]
    case 'registry':
      return registryCalls(question)
    case 'certificate':
      // With the certificate, and without it.
      return question.url !== undefined && URL.canParse(question.url) ? [question.url, question.url] : []
    case 'declared':
      return []
  }
}

/** A challenge, the token, the registry with it; then the same without a credential, to tell it from a stranger. */
function registryCalls({ url, tokenHost }: Extract<Question, { kind: 'registry' }>): readonly string[] {
  const { protocol } = new URL(url)
  const token = `${protocol}//${tokenHost}`
  return [url, token, url, token, url]
}

/** The broken client, where the issuer alone is asked. */
function brokenClientOf({ tokenUrl, ping, besideBroken }: Pinging & { readonly tokenUrl: string }): readonly string[] {
  return ping === null && besideBroken === true ? [tokenUrl] : []
}

/** The ping; where its status is all that is judged, the same with a broken credential and without one. */
function pingsOf({ ping, besideBroken, send = [] }: Pinging): readonly string[] {
  if (ping === null) return []
  const calls = besideBroken !== true ? 1 : canLeaveOut(send) ? 3 : 2
  return Array.from({ length: calls }, () => ping.url)
}

type Pinging = {
  readonly ping: PingRequest | null
  readonly send?: readonly Placement[]
  readonly besideBroken?: true
}
