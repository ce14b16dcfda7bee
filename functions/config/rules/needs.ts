import type { PingRequest, Question } from '../../core/model/question.ts'
import type { ConfigFault } from '../problems.ts'
import { faultAt } from '../rules.ts'

type Needy = { readonly question: Question; readonly needs: readonly PingRequest[] }

/** Refuses needs that cannot be asked with the credential as the ping is, and those at a host that the credential is not meant for. */
export function needFaults({ question, needs }: Needy): readonly ConfigFault[] {
  if (needs.length === 0) return []
  const ping = pingOf(question)
  if (ping === null)
    return [faultAt('needs', 'only a check that sends its token with a request has needs: drop them, or name a ping')]
  if (
    'send' in question &&
    question.send.some(({ in: place }) => !['header', 'basic', 'query', 'cookie'].includes(place))
  )
    return [
      faultAt('needs', 'this API takes its token in the path or the body, so no other request can be asked: drop them'),
    ]
  const { origin } = new URL(ping.url)
  return needs.flatMap(({ url }, index) =>
    new URL(url).origin === origin
      ? []
      : [faultAt(`needs.${index}.url`, `expected an address at ${origin}, the host that the token is sent to`)],
  )
}

/** Returns the request that the token itself is sent with; `null` where there is none, or where a signature covers it. */
function pingOf(question: Question): PingRequest | null {
  switch (question.kind) {
    case 'request':
    case 'login':
    case 'signed_jwt':
    case 'client_credentials':
    case 'jwt':
      return question.ping
    default:
      return null
  }
}
