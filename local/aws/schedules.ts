import type { IncomingMessage } from 'node:http'
import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import { request as send } from 'undici'
import { z } from 'zod'
import { arnOf, region } from './account.ts'
import { credentialsFor } from './caller.ts'
import { type AwsAnswer, type Endpoint, type Service, startEndpoint } from './endpoint.ts'
import { parse, refusalAnswer } from './json.ts'
import { AwsRefusal } from './refusal.ts'

/** EventBridge Scheduler's own API, as far as somebody has it call Secrets Manager once. */
export type LabSchedules = Endpoint & {
  readonly names: () => readonly string[]
  /** Runs what is due by the lab's clock; resolves when it is done. Without a call it is looked at every second. */
  readonly runDue: () => Promise<void>
}

/** A schedule for one moment, whose target is an operation of Secrets Manager, and which is gone when it has run. */
const shape = z.strictObject({
  ScheduleExpression: z
    .string()
    .regex(/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/)
    .transform((text) => Date.parse(`${text.slice(3, -1)}Z`)),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ActionAfterCompletion: z.literal('DELETE'),
  ClientToken: z.string().optional(),
  Target: z.strictObject({
    Arn: z.string().regex(/^arn:aws:scheduler:::aws-sdk:secretsmanager:[a-zA-Z]+$/),
    RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/),
    Input: z.string(),
  }),
})
type Schedule = z.output<typeof shape>

const json = { 'content-type': 'application/json' }
const nameShape = /^\/schedules\/([0-9a-zA-Z-_.]{1,64})(\?.*)?$/

export async function startSchedules(options: { secretsManager: string; now?: () => number }): Promise<LabSchedules> {
  const { now = Date.now } = options
  const schedules = new Map<string, Schedule>()
  const endpoint = await startEndpoint(serviceOf(schedules, now), now)
  const runDue = async () => {
    for (const [name, schedule] of schedules)
      if (schedule.ScheduleExpression <= now()) {
        schedules.delete(name)
        await run(schedule, options.secretsManager)
      }
  }
  const timer = setInterval(() => void runDue().catch(() => undefined), 1_000)
  return {
    ...endpoint,
    names: () => [...schedules.keys()],
    runDue,
    async close() {
      clearInterval(timer)
      await endpoint.close()
    },
  }
}

function serviceOf(schedules: Map<string, Schedule>, now: () => number): Service {
  return {
    read: ({ method, url }, body) => ({
      operation: method === 'POST' ? 'CreateSchedule' : 'DeleteSchedule',
      input: { Name: nameIn(url), ...(body.length === 0 ? {} : Object(parse(body))) },
    }),
    async answer({ request, body }) {
      const name = nameIn(request.url)
      return request.method === 'POST' ? create(schedules, { name, body, nowMs: now() }) : remove(schedules, name)
    },
    refuse: (refusal) => refusalAnswer(refusal, json),
  }
}

function nameIn(url: IncomingMessage['url']): string {
  const name = nameShape.exec(url ?? '')?.[1]
  if (name === undefined) throw new AwsRefusal('ValidationException', 'No schedule is named')
  return name
}

type Creation = { readonly name: string; readonly body: Buffer; readonly nowMs: number }

function create(schedules: Map<string, Schedule>, { name, body, nowMs }: Creation): AwsAnswer {
  const parsed = shape.safeParse(parse(body))
  if (!parsed.success) throw new AwsRefusal('ValidationException', parsed.error.issues.map(({ path }) => path).join())
  if (parsed.data.ScheduleExpression <= nowMs) throw new AwsRefusal('ValidationException', 'The moment is over')
  if (schedules.has(name)) throw new AwsRefusal('ConflictException', `Schedule ${name} already exists.`, 409)
  schedules.set(name, parsed.data)
  return {
    status: 200,
    headers: json,
    body: JSON.stringify({ ScheduleArn: arnOf('scheduler', `schedule/default/${name}`) }),
  }
}

function remove(schedules: Map<string, Schedule>, name: string): AwsAnswer {
  if (!schedules.delete(name))
    throw new AwsRefusal('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
  return { status: 200, headers: json, body: '{}' }
}

/** As the role of the target, which is how a universal target calls. */
async function run({ Target: { Arn, RoleArn, Input } }: Schedule, secretsManager: string): Promise<void> {
  const [action = ''] = Arn.split(':').slice(-1)
  const [role = ''] = RoleArn.split('/').slice(-1)
  const { hostname, port, host } = new URL(secretsManager)
  const signer = new SignatureV4({
    credentials: credentialsFor(role),
    region,
    service: 'secretsmanager',
    sha256: Sha256,
  })
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${action.charAt(0).toUpperCase()}${action.slice(1)}`,
    },
    body: Input,
  })
  const { body } = await send(secretsManager, { method: 'POST', headers, body: Input })
  await body.dump()
}
