import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { openGateCaller } from '../../functions/aws/gate-caller.ts'
import { parseGateEvent, replyOf } from '../../functions/core/gate/event.ts'
import type { GateQuestion, ScopedQuestion } from '../../functions/core/gate/question.ts'
import { everything } from '../../functions/core/gate/selection.ts'
import { accountId, region } from '../../local/aws/account.ts'
import { type Invocations, startInvocations } from '../../local/aws/invocations.ts'
import type { LambdaFunction } from '../../local/lambda/function.ts'
import { keepOpen } from '../support/stack.ts'

const question = (environment: string | null): GateQuestion => ({
  selection: { ...everything, environment },
  evidence: 'either',
  maxAgeSeconds: null,
})

describe('a gate of several probes', () => {
  const keep = keepOpen()
  const asked = new Map<string, ScopedQuestion['scope']>()
  let invocations: Invocations
  before(async () => {
    invocations = keep(await startInvocations())
    for (const name of ['open', 'vpc']) invocations.add(probeNamed(name), ['gate'])
  })

  /** A probe without checks. It records the questions that it gets. */
  function probeNamed(name: string): LambdaFunction {
    return {
      name,
      arn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
      async invoke(event) {
        const request = parseGateEvent(event)
        if (request === null || request === 'not_understood' || request.kind !== 'ask')
          return { ok: true, payload: { version: 1, kind: 'overridden' } }
        asked.set(name, request.question.scope)
        const pulses = [{ cadence: name, everySeconds: 60, tickedAt: 1, judgedAt: 1 }]
        const answer = { deployment: 'acme', at: 1, pulses, judgements: [], unmatched: [], names: null }
        return { ok: true, payload: replyOf(answer) }
      },
      invokeEvent: async () => ({ ok: true, payload: null }),
      coldStarts: 0,
      settled: async () => {},
      kill() {},
      close: async () => {},
    }
  }

  const gate = () => {
    const credentials = { accessKeyId: 'ASIAQAZWSXEDCRFVTGBY', secretAccessKey: 'secret' }
    const client = new LambdaClient({ endpoint: invocations.url, region, credentials })
    return openGateCaller(client, { probe: 'open', probes: { internal: 'vpc', backoffice: 'vpc' } })
  }

  it('calls each with the environments that it probes, and merges their answers', async () => {
    const { pulses } = await gate().ask(question(null))
    assert.deepEqual(
      [...asked],
      [
        ['open', { only: null, except: ['internal', 'backoffice'] }],
        ['vpc', { only: ['internal', 'backoffice'], except: [] }],
      ],
    )
    assert.deepEqual(
      pulses.map(({ cadence }) => cadence),
      ['open', 'vpc'],
    )
  })

  it('calls only the one that probes the named environment', async () => {
    for (const [environment, probe] of [
      ['internal', 'vpc'],
      ['production', 'open'],
    ] as const) {
      asked.clear()
      await gate().ask(question(environment))
      assert.deepEqual([...asked.keys()], [probe])
    }
  })
})
