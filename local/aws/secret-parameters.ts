import { z } from 'zod'
import { InvalidParameter } from './operation.ts'
import type { SecretValue } from './secret-versions.ts'

const maxValueBytes = 65_536

/** Name or ARN. */
export const secretId = z.string().min(1).max(2_048)

/** Ids of versions and the tokens that become them. */
export const versionId = z.string().min(32).max(64)

export const stageName = z.string().min(1).max(256)

export const tagList = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50)

/** A value as requests carry it. */
export const valueParameters = {
  SecretString: z.string().min(1).optional(),
  SecretBinary: z.base64().min(1).optional(),
}

/** The one value of a request; undefined where it carries none. */
export function givenValue(input: {
  SecretString?: string | undefined
  SecretBinary?: string | undefined
}): SecretValue | undefined {
  const { SecretString: text, SecretBinary: base64 } = input
  if (text !== undefined && base64 !== undefined) {
    throw new InvalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
  }
  const bytes = base64 === undefined ? Buffer.byteLength(text ?? '') : Buffer.byteLength(base64, 'base64')
  if (bytes > maxValueBytes) throw new InvalidParameter('The secret value is larger than 65536 bytes.')
  if (text !== undefined) return { text }
  return base64 === undefined ? undefined : { base64 }
}
