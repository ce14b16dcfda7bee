import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { gateClientOptions } from '../../functions/aws/gate-caller.ts'
import type { Entrance } from '../../functions/core/model/entrance.ts'
import { shapeOfPayload } from '../../functions/core/model/payload-shape.ts'
import type { Connection } from './connection.ts'
import { calling } from './troubles.ts'
import { failedFunction, unreadableAnswer } from './unreadable-answer.ts'

/** A call of a function of a deployment. */
export type FunctionCallOptions<Reply> = {
  readonly functionName: string
  readonly event: object
  /** Returns null for an answer that the function never gives. */
  parse(payload: string): Reply | null
  /** Name of the function for people, such as `probe`. */
  readonly called: string
}

/** Entrance of people. */
const operator: Entrance = 'operator'

/** Calls functions of a deployment as an operator, and waits for their answers. Errors become failures with the way out. */
export function functionCaller(connection: Connection) {
  const { deployment, region, options } = connection
  const client = new LambdaClient({ ...options, ...gateClientOptions })
  return async <Reply>({ functionName, event, parse, called }: FunctionCallOptions<Reply>): Promise<Reply> => {
    const wanted = {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:${region}:*:function:${functionName}:${operator}`,
      policy: 'TokenwatchOperator',
      missing: {
        code: 'broken_deployment',
        message: `${deployment} in ${region} names a function that does not exist (${functionName}): deploy again`,
      },
    } as const
    const Payload = JSON.stringify(event)
    const answer = await calling(wanted, () =>
      client.send(new InvokeCommand({ FunctionName: functionName, Qualifier: operator, Payload })),
    )
    if (answer.FunctionError !== undefined) throw failedFunction(connection, called)
    const text = Buffer.from(answer.Payload ?? []).toString('utf8')
    const reply = parse(text)
    if (reply !== null) return reply
    throw unreadableAnswer(connection, called, shapeOfPayload(text))
  }
}
