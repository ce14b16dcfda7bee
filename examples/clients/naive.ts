/**
 * What is often written first: whatever goes wrong, begin again from the top with a new token, five times, and log the
 * failed request with its headers. It repeats steps that must not be repeated, and its log holds the token.
 */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { connect, stepsOf, type Token } from './steps.ts'

const attempts = 5

export function createClient(settings: ClientSettings): Client {
  const steps = connect(settings)
  let token: Token | null = null

  const renew = async (): Promise<Token> => steps.mint(await steps.readSecret())

  return {
    async call(flow, reference): Promise<CallOutcome> {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        try {
          token ??= await renew()
          // Each attempt is a flow of its own, with a key of its own.
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
