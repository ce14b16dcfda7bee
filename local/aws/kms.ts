import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { arnOf } from './account.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { type Operations, operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'

export type Kms = Endpoint

const keyId = z.string().min(1).max(2_048)
const context = z.record(z.string(), z.string()).default({})

const nonceBytes = 12
const tagBytes = 16

/**
 * A KMS on loopback that hands out data keys and unwraps them: every key id is a key of its own, and a wrapped key opens under the same
 * encryption context alone, as in AWS.
 */
export function startKms({ now = Date.now }: { now?: () => number } = {}): Promise<Kms> {
  const masters = new Map<string, Buffer>()
  const masterOf = (arn: string): Buffer => {
    const master = masters.get(arn) ?? randomBytes(32)
    masters.set(arn, master)
    return master
  }
  const operations: Operations = {
    GenerateDataKey: operation(
      z.strictObject({ KeyId: keyId, NumberOfBytes: z.int().min(1).max(1_024), EncryptionContext: context }),
      ({ KeyId, NumberOfBytes, EncryptionContext }) => {
        const arn = keyArn(KeyId)
        const plain = randomBytes(NumberOfBytes)
        const wrapped = wrap(plain, arn, masterOf(arn), EncryptionContext)
        return { KeyId: arn, Plaintext: plain.toString('base64'), CiphertextBlob: wrapped }
      },
    ),
    Decrypt: operation(
      z.strictObject({ KeyId: keyId, CiphertextBlob: z.base64(), EncryptionContext: context }),
      ({ KeyId, CiphertextBlob, EncryptionContext }) => {
        const arn = keyArn(KeyId)
        const plain = unwrap(CiphertextBlob, arn, masterOf(arn), EncryptionContext)
        return { KeyId: arn, Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
      },
    ),
  }
  return startEndpoint(jsonService({ version: '1.1', operations, invalidCode: 'ValidationException' }), now)
}

function keyArn(id: string): string {
  return id.startsWith('arn:') ? id : arnOf('kms', `key/${id}`)
}

/** The context is authenticated and not stored: who does not know it, cannot open what it belongs to. */
function additional(arn: string, given: Record<string, string>): Buffer {
  const entries = Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Buffer.from(JSON.stringify([arn, entries]))
}

function wrap(plain: Buffer, arn: string, master: Buffer, given: Record<string, string>): string {
  const nonce = randomBytes(nonceBytes)
  const encrypting = createCipheriv('aes-256-gcm', master, nonce).setAAD(additional(arn, given))
  const sealed = Buffer.concat([encrypting.update(plain), encrypting.final()])
  return Buffer.concat([nonce, sealed, encrypting.getAuthTag()]).toString('base64')
}

function unwrap(blob: string, arn: string, master: Buffer, given: Record<string, string>): Buffer {
  const bytes = Buffer.from(blob, 'base64')
  try {
    const nonce = bytes.subarray(0, nonceBytes)
    const decrypting = createDecipheriv('aes-256-gcm', master, nonce).setAAD(additional(arn, given))
    decrypting.setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decrypting.update(bytes.subarray(nonceBytes, -tagBytes)), decrypting.final()])
  } catch {
    throw new AwsRefusal('InvalidCiphertextException', '')
  }
}
