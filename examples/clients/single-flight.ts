/** One refresh for all requests that wait for it, one retry each, and failures with a name. What it lacks is an end: refused for good, it asks for ever. */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { connect, stepsOf, type Token, TokenRefused } from './steps.ts'

export function createClient(settings: ClientSettings): Client {
  const steps = connect(settings)
  let token: Token | null = null
  let underWay: Promise<Token> | null = null

  const refresh = (): Promise<Token> => {
    underWay ??= renew().finally(() => {
      underWay = null
    })
    return underWay
  }
  const renew = async (): Promise<Token> => {
    token = await steps.mint(await steps.readSecret())
    return token
  }
  /** Somebody else may have renewed it while this request was under way. */
  const instead = async (refused: Token): Promise<Token> => (token !== null && token !== refused ? token : refresh())

  return {
    async call(flow, reference): Promise<CallOutcome> {
      try {
        for (const step of stepsOf(flow, reference)) {
          const used = token ?? (await refresh())
          const first = await steps.send(step, used.value)
          const { status } = first.status === 401 ? await steps.send(step, (await instead(used)).value) : first
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
