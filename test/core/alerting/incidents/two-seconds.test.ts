import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { watchProviders } from '../../../../functions/core/alerting/incidents/provider-watch.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import type { Probed } from '../../../../functions/core/probe/probe.ts'
import { activeConditionsOf } from '../../../../functions/core/state/active-conditions.ts'
import type { AlertContext } from '../../../../functions/core/state/alert-context.ts'
import { aDeployment } from '../../../support/check.ts'
import { aRejection, nowMs } from '../../../support/reading.ts'
import { manyChecks } from '../../../support/simulation.ts'
import { openAudience, openStores } from '../../../support/stores.ts'
import { aVerdict } from '../../../support/verdict.ts'

/** Returns the time that passes in a batch in which some tokens of a provider are dead, while the probe of another one goes on. */
async function waited(paging: 'on' | 'shadow', dead: number): Promise<number> {
  const checks = manyChecks(40).map((check, index) => ({
    ...check,
    paging: index % 2 === 0 ? ('on' as const) : paging,
  }))
  const deployment = aDeployment(checks)
  let clockMs = nowMs
  const dependencies = {
    ...openStores(),
    ...openAudience(),
    deployment,
    now: () => clockMs,
    sleep: async (milliseconds: number) => {
      const until = clockMs + milliseconds
      await setImmediate()
      clockMs = Math.max(clockMs, until)
    },
    judgedOf: (check: Check, { verdict }: Probed, alertContext: AlertContext) => ({
      check,
      verdict,
      alertContext,
      tick: nowMs,
      judgedBefore: null,
      questionHash: 'q',
    }),
  }
  const probing = checks.slice(0, dead + 1).map((check, index) => {
    const verdict = { ...aVerdict('rejected'), check: check.key, at: nowMs }
    const probed = { verdict, readings: [aRejection()] }
    return { check, previous: null, probed: index === dead ? new Promise<null>(() => {}) : Promise.resolve(probed) }
  })
  const watch = watchProviders(probing, activeConditionsOf([], deployment, null), dependencies)
  await Promise.all(
    probing.slice(0, dead).map(async ({ check, probed }) => {
      const found = (await probed) ?? assert.fail('not probed')
      await watch.alertContextOf(check, found, null)
    }),
  )
  return clockMs - nowMs
}

it('a proved death waits at most two seconds for others, also beside deaths in the shadow', async () => {
  for (const dead of [1, 3, 4, 5])
    for (const paging of ['on', 'shadow'] as const) {
      const milliseconds = await waited(paging, dead)
      assert.ok(milliseconds > 0 && milliseconds <= 2_000, `${dead} dead, ${paging}: ${milliseconds}`)
    }
})
