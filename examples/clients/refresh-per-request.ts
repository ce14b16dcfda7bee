/** A client in which every refused request fetches its own token: a hundred requests with one expired token cause a hundred refreshes. */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { connectClients, type OAuthClient, stepsOf, type Token } from './steps.ts'

export function createClient(settings: ClientSettings): Client {
  const steps = connectClients(settings)
  let secret: OAuthClient | null = null
  let token: Token | null = null

  const refresh = async (): Promise<Token> => {
    secret ??= await steps.readSecret()
    token = await steps.mint(secret)
    return token
  }

  return {
    async call(flow, reference): Promise<CallOutcome> {
      try {
        for (const step of stepsOf(flow, reference)) {
          const first = await steps.send(step, (token ?? (await refresh())).value)
          const answer = first.status === 401 ? await steps.send(step, (await refresh()).value) : first
          if (answer.status > 299) throw new Error(`HTTP ${answer.status}`)
        }
        return { kind: 'ok' }
      } catch (error) {
        settings.log(`request failed: ${error instanceof Error ? error.message : 'unknown'}`)
        return { kind: 'failed', error: null }
      }
    },
    close: () => steps.close(),
  }
}
