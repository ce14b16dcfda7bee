import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { KMSClientConfig } from '@aws-sdk/client-kms'
import type { CheckKey } from '../core/model/check.ts'
import type { Escrow } from '../core/rotation/escrow.ts'
import { RotationStopped } from '../core/rotation/rotation-stopped.ts'
import { rotationPartition, tableKeys } from '../core/state/table-keys.ts'
import { clientOptions } from './clients.ts'

/** Makes data keys under one KMS key: a new one for each value, bound to its check and version. */
export type DataKeys = {
  generate(context: Context): Promise<{ readonly plain: Uint8Array; readonly wrapped: Uint8Array }>
  unwrap(wrapped: Uint8Array, context: Context): Promise<Uint8Array>
}

/** Encryption context of KMS: a data key is unwrapped only for the check and version that it was made for. */
type Context = Readonly<Record<string, string>>

/** AES-256 in Galois/Counter Mode, with a random 96-bit nonce under a key that encrypts once (NIST SP 800-38D). */
const cipher = 'aes-256-gcm'
const nonceBytes = 12
const keyBytes = 32

/** Opens the data keys. The first value that needs one loads the KMS client: most rotations need none. */
export function openDataKeys(keyId: string, options: KMSClientConfig = clientOptions): DataKeys {
  let connecting: Promise<DataKeys> | null = null
  const connected = () => {
    connecting ??= connect(keyId, options)
    return connecting
  }
  return {
    generate: async (context) => (await connected()).generate(context),
    unwrap: async (wrapped, context) => (await connected()).unwrap(wrapped, context),
  }
}

async function connect(keyId: string, options: KMSClientConfig): Promise<DataKeys> {
  const { DecryptCommand, GenerateDataKeyCommand, KMSClient } = await import('@aws-sdk/client-kms')
  const client = new KMSClient(options)
  return {
    async generate(context) {
      const request = { KeyId: keyId, NumberOfBytes: keyBytes, EncryptionContext: { ...context } }
      const { Plaintext: plain, CiphertextBlob: wrapped } = await client.send(new GenerateDataKeyCommand(request))
      if (plain === undefined || wrapped === undefined) throw new Error('KMS gave no data key')
      return { plain, wrapped }
    },
    async unwrap(wrapped, context) {
      const request = { KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: { ...context } }
      const { Plaintext: plain } = await client.send(new DecryptCommand(request))
      if (plain === undefined) throw new Error('KMS did not unwrap the data key')
      return plain
    },
  }
}

/** Keeps encrypted values in the table until Secrets Manager holds them. */
export function openEscrow(client: DynamoDBClient, tableName: string, keys: DataKeys): Escrow {
  return {
    async put(check, versionId, value) {
      const { plain, wrapped } = await keys.generate(contextOf(check, versionId))
      const nonce = randomBytes(nonceBytes)
      const encrypting = createCipheriv(cipher, plain, nonce)
      const sealed = Buffer.concat([encrypting.update(value, 'utf8'), encrypting.final(), encrypting.getAuthTag()])
      plain.fill(0)
      const item = { ...keyOf(check, versionId), key: { B: wrapped }, nonce: { B: nonce }, sealed: { B: sealed } }
      await client.send(new PutItemCommand({ TableName: tableName, Item: item }))
    },
    async get(check, versionId) {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(check, versionId), ConsistentRead: true }),
      )
      if (item === undefined) return null
      const [wrapped, nonce, sealed] = [item['key']?.B, item['nonce']?.B, item['sealed']?.B]
      // A value that cannot be read is a value: without it, a run would ask the provider for another one.
      if (wrapped === undefined || nonce?.length !== nonceBytes || sealed === undefined || sealed.length < tagBytes)
        throw new RotationStopped('the value in escrow cannot be read: its row was changed')
      const plain = await keys.unwrap(wrapped, contextOf(check, versionId))
      return openSealed(plain, nonce, sealed)
    },
    async remove(check, versionId) {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(check, versionId) }))
    },
  }
}

const tagBytes = 16

function openSealed(plain: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): string {
  const decrypting = createDecipheriv(cipher, plain, nonce)
  decrypting.setAuthTag(sealed.subarray(-tagBytes))
  const value = Buffer.concat([decrypting.update(sealed.subarray(0, -tagBytes)), decrypting.final()]).toString('utf8')
  plain.fill(0)
  return value
}

function contextOf(check: CheckKey, versionId: string): Context {
  return { 'tokenwatch:check': check, 'tokenwatch:version': versionId }
}

function keyOf(check: CheckKey, versionId: string) {
  return {
    [tableKeys.partition]: { S: `${rotationPartition}${check}` },
    [tableKeys.sort]: { S: `escrow#${versionId}` },
  }
}
