/**
 * A client that takes what happens to tokens: renewed before their end and once for all, one retry for the step that was refused,
 * patience where it is asked for, a breaker where nothing helps, failures with a name, and alerts that do not get lost.
 */
import type { CallOutcome, Client, ClientSettings } from '../../chaos/lab/client.ts'
import { createAlerts } from './alerts.ts'
import { createBreaker } from './breaker.ts'
import { connect, type RequestStep, type StepAnswer, stepsOf } from './steps.ts'
import { keepToken, NoToken } from './token-keeper.ts'

/** Waited for where a 429 does not say how long. */
const usualWaitMs = 1_000
/** Nobody comes back at the same moment as everybody else. */
const jitterMs = 100

export function createClient(settings: ClientSettings): Client {
  const steps = connect(settings, 1)
  const alerts = createAlerts(settings.alert)
  const opened = (error: string) => alerts.tell(`cause=${error}`)
  const breaker = createBreaker({ threshold: 3, firstPauseMs: 250, longestPauseMs: 500, opened })
  const tokens = keepToken(steps, opened)
  const told = new Set<string>()

  const send = async (step: RequestStep): Promise<StepAnswer> => {
    const token = await tokens.current()
    const answer = await steps.send(step, token.value)
    if (answer.status !== 401) return answer
    return steps.send(step, (await tokens.after(token)).value)
  }

  /** Null where the step is done. */
  const failureOf = ({ status, challenge, retryAfterMs }: StepAnswer): CallOutcome | null => {
    if (status < 300) return null
    if (status === 429) {
      breaker.wait((retryAfterMs ?? usualWaitMs) + Math.random() * jitterMs, 'rate_limited')
      return fail('rate_limited')
    }
    if (status === 403) return degrade(/scope="([^"]+)"/.exec(challenge)?.[1] ?? 'unknown')
    const error = status === 401 ? 'credential_rejected' : 'provider_unavailable'
    breaker.failed(error)
    return fail(error)
  }

  /** One feature less; everything else goes on. */
  const degrade = (scope: string): CallOutcome => {
    settings.log(`cause=missing_scope scope=${scope}`)
    if (!told.has(scope)) alerts.tell(`cause=missing_scope scope=${scope}`)
    told.add(scope)
    return { kind: 'degraded', error: 'missing_scope' }
  }

  const fail = (error: string): CallOutcome => {
    settings.log(`cause=${error}`)
    return { kind: 'failed', error }
  }

  return {
    async call(flow, reference) {
      const refusal = breaker.refusal()
      if (refusal !== null) return fail(refusal)
      try {
        for (const step of stepsOf(flow, reference)) {
          const failed = failureOf(await send(step))
          if (failed !== null) return failed
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
