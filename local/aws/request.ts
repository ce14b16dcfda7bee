import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { AwsRefusal } from './refusal.ts'

/** Above every limit that AWS documents for the services of the lab (DynamoDB batches: 16 MiB). */
const maxBodyBytes = 20 * 1024 * 1024

/** Reads the whole body, as it was sent and signed. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBodyBytes) throw new AwsRefusal('RequestEntityTooLarge', 'Request is too large', 413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Unpacks a body: the SDK compresses large metric requests. */
export function unpacked(request: IncomingMessage, body: Buffer): Buffer {
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBodyBytes }) : body
}

/** Returns the access key of the caller. A request without one is refused as AWS does. */
export function accessKeyIdOf(request: IncomingMessage): string {
  const accessKeyId = /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? '')?.[1]
  if (accessKeyId === undefined) {
    throw new AwsRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token', 403)
  }
  return accessKeyId
}
