import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { openDataKeys, openEscrow } from '../../functions/aws/escrow.ts'
import { openJournal } from '../../functions/aws/journal.ts'
import type { RotationRecord } from '../../functions/core/rotation/record.ts'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import type { Stop, StopStore } from '../../functions/core/rotation/stop.ts'
import { region } from '../../local/aws/account.ts'
import { secretKeyFor } from '../../local/aws/caller.ts'
import type { Endpoint } from '../../local/aws/endpoint.ts'

/** The table that the lab's records and escrow are kept in. */
export const tableName = 'tokenwatch'

type SavedState = Pick<RotateDependencies, 'journal' | 'escrow'> & { readonly stops: StopStore }
type Servers = Readonly<Record<'secretsManager' | 'dynamodb' | 'kms', Pick<Endpoint, 'url'>>>

/** Opens stores like in AWS: a table, and data keys of KMS. */
export function inTable({ table, keys }: ReturnType<typeof openClients>): SavedState {
  const journal = openJournal(table, tableName)
  return { journal, stops: journal, escrow: openEscrow(table, tableName, keys) }
}

/** Opens stores in memory, with the same conditions as the table's. */
export function inMemory(): SavedState {
  const values = new Map<string, string>()
  const records = new Map<string, RotationRecord>()
  let last: Stop | null = null
  return {
    journal: {
      read: async (check) => records.get(check) ?? null,
      write: async (record) => {
        if ((records.get(record.check)?.revision ?? -1) >= record.revision) return false
        records.set(record.check, record)
        return true
      },
      history: async (check) => [records.get(check) ?? []].flat(),
    },
    stops: {
      readStop: async () => last,
      writeStop: async (_check, stop) => {
        last = stop
      },
    },
    escrow: {
      put: async (check, versionId, value) => void values.set(`${check} ${versionId}`, value),
      get: async (check, versionId) => values.get(`${check} ${versionId}`) ?? null,
      remove: async (check, versionId) => void values.delete(`${check} ${versionId}`),
    },
  }
}

/** Real AWS clients of the lab's servers; no retries, so that every answer is seen. */
export function openClients({ secretsManager, dynamodb, kms }: Servers, accessKeyId = 'lab') {
  const credentials = { accessKeyId, secretAccessKey: secretKeyFor(accessKeyId) }
  const settings = (endpoint: string) => ({ endpoint, region, credentials, maxAttempts: 1 })
  const secrets = new SecretsManagerClient(settings(secretsManager.url))
  const table = new DynamoDBClient(settings(dynamodb.url))
  const close = () => {
    secrets.destroy()
    table.destroy()
  }
  return {
    secrets,
    table,
    keys: openDataKeys('escrow', {
      ...settings(kms.url),
      requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
    }),
    close,
  }
}
