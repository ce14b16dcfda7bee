import { setTimeout as wait } from 'node:timers/promises'
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/model/check.ts'
import { isCheckKey } from '../core/model/check-key.ts'
import type { ExperimentLease } from '../core/model/experiment.ts'
import type { BatchRecord, RecordStore, TickRecord } from '../core/state/batch-record.ts'
import type { MonitorState, MonitorStore } from '../core/state/monitor.ts'
import type { CheckState, StateStore } from '../core/state/state.ts'
import { experimentKey, pendingIndex, statePartition, workedPartition } from '../core/state/table-keys.ts'
import { getBody, type ItemKey, keyOf, putIf, queryBodies, readMany, type Sleep } from './table-item.ts'

/** BatchGetItem's own limit (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html). */
const keysPerRead = 100

const stateKey = (check: CheckKey): ItemKey => keyOf(`${statePartition}${check}`, 'state')
const batchKey = (cadence: string, batch: number): ItemKey =>
  keyOf(`cadence#${cadence}`, `batch#${String(batch).padStart(4, '0')}`)
const tickKey = (cadence: string): ItemKey => keyOf(`cadence#${cadence}`, 'tick')
const workedKey = (credential: string): ItemKey => keyOf(`${workedPartition}${credential}`, 'worked')
const monitorKey = keyOf('monitor', 'state')

/** Note that a credential was valid. */
type Worked = { readonly credential: string }

/** Stores check states, batch records and the monitor's own state in one DynamoDB table. */
export function openTable(
  client: DynamoDBClient,
  tableName: string,
  sleep: Sleep = wait,
): StateStore & RecordStore & MonitorStore {
  const get = <Item>(key: ItemKey) => getBody<Item>(client, tableName, key)
  return {
    async read(checks) {
      const states = new Map<CheckKey, CheckState>()
      for (let start = 0; start < checks.length; start += keysPerRead) {
        const keys = checks.slice(start, start + keysPerRead).map(stateKey)
        for (const state of await readMany<CheckState>(client, tableName, { keys, sleep }))
          states.set(state.check, state)
      }
      return states
    },
    write: (state) => {
      const order = { revision: state.revision, schema: state.schema }
      const isPending = state.pending.length > 0 || (state.transitions ?? []).length > 0
      const pendingOf = isPending ? state.check : null
      return putIf(client, tableName, { key: stateKey(state.check), body: state, order, pendingOf })
    },
    pending: () => pendingIn(client, tableName),
    async worked(credentials) {
      const worked = new Set<string>()
      for (let start = 0; start < credentials.length; start += keysPerRead) {
        const keys = [...new Set(credentials.slice(start, start + keysPerRead))].map(workedKey)
        for (const { credential } of await readMany<Worked>(client, tableName, { keys, sleep })) worked.add(credential)
      }
      return worked
    },
    async noteWorked(credential) {
      await putIf(client, tableName, { key: workedKey(credential), body: { credential }, order: { revision: 1 } })
    },
    readExperiment: () => get<ExperimentLease>(keyOf(experimentKey.partition, experimentKey.sort)),
    readBatch: (cadence, batch) => get<BatchRecord>(batchKey(cadence, batch)),
    readTick: (cadence) => get<TickRecord>(tickKey(cadence)),
    readBatches: (cadence) =>
      queryBodies<BatchRecord>(client, tableName, { partition: `cadence#${cadence}`, begins: 'batch#' }),
    readMonitor: () => get<MonitorState>(monitorKey),
    writeMonitor: (state) =>
      putIf(client, tableName, { key: monitorKey, body: state, order: { revision: state.revision } }),
    async writeBatch(record) {
      const order = { tick: record.tick }
      await putIf(client, tableName, { key: batchKey(record.cadence, record.batch), body: record, order })
    },
    async writeTick(record) {
      await putIf(client, tableName, { key: tickKey(record.cadence), body: record, order: { tick: record.tick } })
    },
  }
}

/** Lists the keys of the index, which `putIf` wrote. It holds nothing else: a page of 1 MB lists thousands of checks. */
async function pendingIn(client: DynamoDBClient, tableName: string): Promise<readonly CheckKey[]> {
  const found: CheckKey[] = []
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, IndexName: pendingIndex.name }))
    found.push(...Items.map((item) => item[pendingIndex.key]?.S).filter(isCheckKey))
  return found
}
