import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { type GateReply, type GateRequest, gateEvent, parseReply } from '../core/gate/event.ts'
import type { Override } from '../core/gate/override.ts'
import type { GateAnswer, GateQuestion } from '../core/gate/question.ts'
import { clientOptions } from './clients.ts'

/** The deployed probe, as the gate talks to it. Rejects with the SDK's errors, and with `GateNotAnswered`. */
export type GateCaller = {
  ask(question: GateQuestion): Promise<GateAnswer>
  override(override: Override): Promise<void>
}

/** The probe is there and does not answer what was asked. */
export class GateNotAnswered extends Error {
  override readonly name = 'GateNotAnswered'
  readonly code: 'function_failed' | 'other_version'

  constructor(code: GateNotAnswered['code']) {
    super(code)
    this.code = code
  }
}

/** Longer than the probe may take; whoever waits for a batch of dead hosts waits for all of it. */
export const gateClientOptions = {
  ...clientOptions,
  requestHandler: { ...clientOptions.requestHandler, requestTimeout: 95_000 },
}

export function openGateCaller(client: LambdaClient, functionName: string): GateCaller {
  const call = async (request: GateRequest): Promise<GateReply> => {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(gateEvent(request)) }),
    )
    if (FunctionError !== undefined) throw new GateNotAnswered('function_failed')
    const reply = parseReply(Payload === undefined ? '' : Buffer.from(Payload).toString('utf8'))
    if (reply === null || reply.kind === 'not_understood') throw new GateNotAnswered('other_version')
    return reply
  }
  return {
    async ask(question) {
      const reply = await call({ kind: 'ask', question })
      if (reply.kind !== 'answer') throw new GateNotAnswered('other_version')
      return reply.answer
    },
    async override(override) {
      await call({ kind: 'override', override })
    },
  }
}
