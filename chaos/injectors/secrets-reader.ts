import {
  BatchGetSecretValueCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import type { MadeAnswer } from '../faults/request.ts'
import type { SeenSecret } from '../token/secrets-in.ts'

/** A request to Secrets Manager, by the operation's name and its input. */
export type SecretsRequest = { readonly operation: string; readonly input: unknown }

const contentType = 'application/x-amz-json-1.1'

const ofOneSecret = z.object({ SecretId: z.string() })
const getSecretValue = z.object({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
})
const batchGetSecretValue = z.object({ SecretIdList: z.array(z.string()) })

/** Operations that are forwarded. They only read: a write would be made under the credentials of whoever runs the endpoint. */
const reads = {
  GetSecretValue: (client: SecretsManagerClient, input: unknown) =>
    client.send(new GetSecretValueCommand(getSecretValue.parse(input))),
  BatchGetSecretValue: (client: SecretsManagerClient, input: unknown) =>
    client.send(new BatchGetSecretValueCommand(batchGetSecretValue.parse(input))),
  DescribeSecret: (client: SecretsManagerClient, input: unknown) =>
    client.send(new DescribeSecretCommand(ofOneSecret.parse(input))),
  ListSecretVersionIds: (client: SecretsManagerClient, input: unknown) =>
    client.send(new ListSecretVersionIdsCommand(ofOneSecret.parse(input))),
}

const isRead = (operation: string): operation is keyof typeof reads => Object.hasOwn(reads, operation)

/** Sends a read to the real store and returns its answer as it goes over the wire. Errors are answers too. */
export async function readSecrets(
  upstream: SecretsManagerClient,
  { operation, input }: SecretsRequest,
): Promise<MadeAnswer> {
  if (!isRead(operation)) return refusal('AccessDeniedException', 400)
  try {
    const { $metadata: _, ...members } = await reads[operation](upstream, input)
    return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(members, asOnTheWire) }
  } catch (error) {
    if (error instanceof z.ZodError) return refusal('InvalidParameterException', 400)
    return refusal(error instanceof Error ? error.name : 'InternalServiceError', statusOf(error))
  }
}

/** Returns every field of the secrets in an answer, binary ones and those of a batch included. */
export function secretsIn({ status, body }: MadeAnswer): readonly SeenSecret[] {
  if (status !== 200) return []
  const answer = objectIn(String(body)) ?? {}
  const batch = Array.isArray(answer['SecretValues']) ? answer['SecretValues'] : []
  return [answer, ...batch].flatMap((one: unknown) => [
    ...fieldsOf(textOf(Object(one).SecretString)),
    ...fieldsOf(Buffer.from(textOf(Object(one).SecretBinary), 'base64').toString('utf8')),
  ])
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Splits a secret into its fields. A text that is no JSON object is one field, called `secret`. */
function fieldsOf(text: string): readonly SeenSecret[] {
  if (text === '') return []
  const fields = objectIn(text)
  if (fields === null) return [{ field: 'secret', value: text }]
  return leavesOf(fields)
}

function leavesOf(fields: Readonly<Record<string, unknown>>): readonly SeenSecret[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (typeof value === 'object' && value !== null) return leavesOf({ ...value })
    return typeof value === 'string' && value !== '' ? [{ field, value }] : []
  })
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null
  } catch {
    return null
  }
}

/** Turns binary secrets back into base64 and dates into epoch seconds. The SDK has made dates of them, and `toJSON` has run before a replacer sees them. */
function asOnTheWire(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
  return isInstant ? Date.parse(value) / 1_000 : value
}

/** Answers with an error's name only: its message may quote the request. */
function refusal(code: string, status: number): MadeAnswer {
  const headers = { 'content-type': contentType, 'x-amzn-errortype': code }
  return { status, headers, body: JSON.stringify({ __type: code, message: 'Forwarded by tokenwatch chaos' }) }
}

function statusOf(error: unknown): number {
  const { $metadata: metadata } = Object(error)
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : 500
}
