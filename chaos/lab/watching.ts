import { setTimeout as wait } from 'node:timers/promises'
import { expandConfig } from '../../functions/config/expand.ts'
import { defineConfig } from '../../functions/config.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import type { Experiment } from '../experiment/experiment.ts'
import { checkInputOf, storeToken } from './monitor.ts'
import type { Watching } from './observers.ts'
import type { World } from './world.ts'

const cadence = '5m'

/** Pause between two ticks. It is far shorter than any real schedule, so that detection times of seconds can be measured. */
const pauseMs = 250

/** Returns a function that starts a whole monitor, with its functions, table and topics. It checks the sandbox's credential and pages. */
export function watchWithStack({ fault }: Pick<Experiment, 'fault'>): (world: World) => Promise<Watching> {
  return async (world) => {
    const { asks } = fault.variant.monitor
    await storeToken(world)
    const config = defineConfig({
      name: 'sandbox',
      environments: { production: {} },
      defaults: { every: cadence },
      checks: [checkInputOf(asks, world)],
    })
    const expansion = expandConfig(config)
    if (!expansion.ok) throw new Error("the lab's own check is wrong")
    const stack = await startStack({
      deployment: expansion.deployment,
      secrets: new Map(),
      scheduled: false,
      environment: (name) => (name === 'probe' ? { AWS_ENDPOINT_URL_SECRETS_MANAGER: world.urls.secretsManager } : {}),
    })
    await stack.tick(cadence)
    return watchingWith(stack)
  }
}

function watchingWith(stack: Stack): Watching {
  const ending = new AbortController()
  let [detectedMs, alertedMs]: (number | null)[] = [null, null]
  const stopReading = stack.logbook.onEvent((event) => {
    if (event.event === 'transition' && event.standing !== 'valid') detectedMs ??= performance.now()
  })
  const stopPublishing = stack.aws.sns.onPublish(({ topicArn }) => {
    if (topicArn === stack.pageTopicArn) alertedMs ??= performance.now()
  })
  const tick = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await stack.tick(cadence).catch(() => undefined)
      await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const ticking = tick()
  return {
    observe: () => ({ detectedMs: detectedMs ?? null, alertedMs: alertedMs ?? null }),
    output: () => [
      ...stack.aws.sns.published.map(({ subject, message }) => `${subject}\n${message}`),
      ...stack.logbook.events.map((event) => JSON.stringify(event)),
    ],
    async close() {
      ending.abort()
      await ticking
      stopReading()
      stopPublishing()
      await stack.close()
    },
  }
}
