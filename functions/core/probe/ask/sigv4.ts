import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Question } from '../../model/question.ts'
import { interpret } from '../interpret.ts'
import {
  bareRequest,
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'

/** Asks with a request that an AWS access key signs (Signature Version 4). The secret key itself is not sent. */
export async function askSigned(
  context: QuestionContext,
  { service, region, ping }: Extract<Question, { kind: 'sigv4' }>,
): Promise<QuestionResult> {
  const held = credentialOf(context)
  const credentials = { accessKeyId: held.open('accessKeyId'), secretAccessKey: held.open('secretAccessKey') }
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false })
  const { protocol, hostname, host, pathname: path } = new URL(ping.url)
  const { method, body, headers } = ping
  const unsigned = { protocol, hostname, path, method, body, headers: { ...headers, host }, query: {} }
  const signed = await signer.sign(unsigned, { signingDate: new Date(context.nowSeconds * 1_000) })
  const bare = bareRequest(ping)
  const { host: _, ...added } = signed.headers
  const answer = await send(context, { ...bare, headers: { ...bare.headers, ...added } })
  return answer.kind === 'answer' ? interpret(answer, context.profile.rules, observerOf(context)) : failedOf(answer)
}
