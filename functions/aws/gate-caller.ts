import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { type GateReply, type GateRequest, gateEvent, parseReply } from '../core/gate/event.ts'
import type { Override } from '../core/gate/override.ts'
import type { GateAnswer, GateQuestion, Scope, ScopedQuestion } from '../core/gate/question.ts'
import type { Entrance } from '../core/model/entrance.ts'
import { shapeOfPayload } from '../core/model/payload-shape.ts'
import type { DirectoryEntry } from '../core/state/directory.ts'
import { clientOptions } from './clients.ts'

/** Calls the deployed probe function for the gate. Rejects with the SDK's errors and with `GateNotAnswered`. */
export type GateCaller = {
  ask(question: GateQuestion): Promise<GateAnswer>
  override(override: Override): Promise<void>
}

/** Thrown when the probe function failed, or when it gave no answer that can be read. */
export class GateNotAnswered extends Error {
  override readonly name = 'GateNotAnswered'
  /** Shape of the answer; `null` if the function failed. */
  readonly came: string | null

  constructor(came: string | null) {
    super(came === null ? 'the probe function failed' : `the probe function answered ${came}`)
    this.came = came
  }
}

/** Waits longer than the probe function may run: a batch of hosts that do not answer takes all of its time. */
export const gateClientOptions = {
  ...clientOptions,
  requestHandler: { ...clientOptions.requestHandler, requestTimeout: 95_000 },
}

/** Entrance of gates. */
const gate: Entrance = 'gate'

/** Asks, for each environment, the probe function in that environment's network. */
export function openGateCaller(
  client: LambdaClient,
  { probe, probes }: Pick<DirectoryEntry, 'probe' | 'probes'>,
): GateCaller {
  const call = async (functionName: string, request: GateRequest): Promise<GateReply> => {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Qualifier: gate, Payload: JSON.stringify(gateEvent(request)) }),
    )
    if (FunctionError !== undefined) throw new GateNotAnswered(null)
    const text = Buffer.from(Payload ?? []).toString('utf8')
    const reply = parseReply(text)
    if (reply === null) throw new GateNotAnswered(shapeOfPayload(text))
    if (reply.kind === 'not_understood') throw new GateNotAnswered('that it does not understand the question')
    return reply
  }
  const askOne = async (functionName: string, question: ScopedQuestion): Promise<GateAnswer> => {
    const reply = await call(functionName, { kind: 'ask', question })
    if (reply.kind !== 'answer') throw new GateNotAnswered(`a reply of the kind ${reply.kind}`)
    return reply.answer
  }
  return {
    async ask(question) {
      const { environment } = question.selection
      const scopes = scopesOf({ probe, probes }).filter(({ scope }) => environment === null || isIn(environment, scope))
      const answers = await Promise.all(scopes.map(({ name, scope }) => askOne(name, { ...question, scope })))
      return together(answers)
    },
    async override(override) {
      await call(probe, { kind: 'override', override })
    },
  }
}

type Scoped = { readonly name: string; readonly scope: Scope }

function scopesOf({ probe, probes }: Pick<DirectoryEntry, 'probe' | 'probes'>): readonly Scoped[] {
  const others = Map.groupBy(Object.keys(probes), (environment) => probes[environment] ?? probe)
  return [
    { name: probe, scope: { only: null, except: Object.keys(probes) } },
    ...[...others].map(([name, only]): Scoped => ({ name, scope: { only, except: [] } })),
  ]
}

const isIn = (environment: string, { only, except }: Scope): boolean =>
  (only === null || only.includes(environment)) && !except.includes(environment)

/** Joins the answers. Every probe function has the whole config, so `unmatched` is the same in all of them. */
function together(answers: readonly GateAnswer[]): GateAnswer {
  const [first] = answers
  if (first === undefined) throw new GateNotAnswered('nothing')
  return {
    ...first,
    at: Math.max(...answers.map(({ at }) => at)),
    pulses: answers.flatMap(({ pulses }) => pulses),
    judgements: answers.flatMap(({ judgements }) => judgements),
  }
}
