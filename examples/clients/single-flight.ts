/** A client with one refresh for all waiting requests, one retry each, and named failures. It has no breaker: if it is refused for good, it never stops asking. */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { connectClients, stepsOf, type Token, TokenRefused } from './steps.ts'

export function createClient(settings: ClientSettings): Client {
  const steps = connectClients(settings)
  let token: Token | null = null
  let underWay: Promise<Token> | null = null

  const refresh = (): Promise<Token> => {
    underWay ??= mint().finally(() => {
      underWay = null
    })
    return underWay
  }
  const mint = async (): Promise<Token> => {
    token = await steps.mint(await steps.readSecret())
    return token
  }
  /** Another request may have refreshed the token meanwhile. */
  const replacementFor = async (refused: Token): Promise<Token> =>
    token !== null && token !== refused ? token : refresh()

  return {
    async call(flow, reference): Promise<CallOutcome> {
      try {
        for (const step of stepsOf(flow, reference)) {
          const used = token ?? (await refresh())
          const first = await steps.send(step, used.value)
          const { status } = first.status === 401 ? await steps.send(step, (await replacementFor(used)).value) : first
          if (status > 299) return fail(causeOf(status))
        }
        return { kind: 'ok' }
      } catch (error) {
        return fail(error instanceof TokenRefused ? 'idp_unavailable' : 'no_answer')
      }
    },
    close: () => steps.close(),
  }

  function fail(error: string): CallOutcome {
    settings.log(`cause=${error}`)
    return { kind: 'failed', error }
  }
}

function causeOf(status: number): string {
  if (status === 401) return 'credential_rejected'
  if (status === 403) return 'missing_scope'
  return status === 429 ? 'rate_limited' : 'provider_unavailable'
}
