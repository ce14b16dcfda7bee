/**
 * A client as it is often written first. After any failure it starts again with a new token, five times, and logs the failed request with
 * its headers. It repeats steps that must happen once, and its log contains the token.
 */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { connectClients, stepsOf, type Token } from './steps.ts'

const attempts = 5

export function createClient(settings: ClientSettings): Client {
  const steps = connectClients(settings)
  let token: Token | null = null

  const refresh = async (): Promise<Token> => steps.mint(await steps.readSecret())

  return {
    async call(flow, reference): Promise<CallOutcome> {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        try {
          token ??= await refresh()
          // Each attempt is a new flow with a new idempotency key.
          for (const step of stepsOf(flow, reference)) {
            const { status } = await steps.send(step, token.value)
            if (status > 299) throw new Error(`HTTP ${status} on ${step.path}, Authorization: Bearer ${token.value}`)
          }
          return { kind: 'ok' }
        } catch (error) {
          settings.log(String(error))
          token = null
        }
      }
      return { kind: 'failed', error: null }
    },
    close: () => steps.close(),
  }
}
