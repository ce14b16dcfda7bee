/**
 * A client that survives token failures. It refreshes before the expiry, once for all requests, and retries only the refused step. It waits
 * as long as it is asked to, stops at a breaker, names its failures, and loses no alert.
 */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { type Alerts, createAlerts } from './alerts.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { missingScopeIn } from './headers.ts'
import { NoToken } from './minter.ts'
import { connectClients, type RequestStep, type StepAnswer, stepsOf } from './steps.ts'
import { keepToken } from './token-keeper.ts'

/** Wait after a 429 without `Retry-After`. */
const defaultWaitMs = 1_000
/** Random delay, so that instances do not come back at the same moment. */
const jitterMs = 100

export function createClient(settings: ClientSettings): Client {
  const steps = connectClients(settings, 1)
  const alerts = createAlerts(settings.alert)
  const opened = (error: string) => alerts.add(`cause=${error}`)
  const breaker = createBreaker({ threshold: 3, firstPauseMs: 250, longestPauseMs: 500, opened })
  const tokens = keepToken(steps, opened)
  const failureOf = createFailures(settings, breaker, alerts)
  const fail = (error: string) => failed(settings, error)

  const send = async (step: RequestStep): Promise<StepAnswer> => {
    const token = await tokens.current()
    const answer = await steps.send(step, token.value)
    if (answer.status !== 401) return answer
    return steps.send(step, (await tokens.after(token)).value)
  }

  return {
    async call(flow, reference) {
      const refusal = breaker.refusal()
      if (refusal !== null) return fail(refusal)
      try {
        for (const step of stepsOf(flow, reference)) {
          const failure = failureOf(await send(step))
          if (failure !== null) return failure
        }
        breaker.succeeded()
        return { kind: 'ok' }
      } catch (error) {
        if (error instanceof NoToken) return fail(error.why)
        breaker.failed('provider_slow')
        return fail('provider_slow')
      }
    },
    async close() {
      alerts.close()
      await steps.close()
    },
  }
}

function failed({ log }: ClientSettings, error: string): CallOutcome {
  log(`cause=${error}`)
  return { kind: 'failed', error }
}

/** Returns a function that turns an answer into a failure with a name, or into `null` if the step succeeded. */
function createFailures(settings: ClientSettings, breaker: Breaker, alerts: Alerts) {
  const alerted = new Set<string>()
  /** One feature does without the scope; everything else goes on. */
  const degrade = (scope: string): CallOutcome => {
    settings.log(`cause=missing_scope scope=${scope}`)
    if (!alerted.has(scope)) alerts.add(`cause=missing_scope scope=${scope}`)
    alerted.add(scope)
    return { kind: 'degraded', error: 'missing_scope' }
  }
  return ({ status, challenge, retryAfterMs }: StepAnswer): CallOutcome | null => {
    if (status < 300) return null
    if (status === 429) {
      breaker.wait((retryAfterMs ?? defaultWaitMs) + Math.random() * jitterMs, 'rate_limited')
      return failed(settings, 'rate_limited')
    }
    if (status === 403) return degrade(missingScopeIn(challenge) ?? 'unknown')
    const error = status === 401 ? 'credential_rejected' : 'provider_unavailable'
    breaker.failed(error)
    return failed(settings, error)
  }
}
