import { setTimeout as wait } from 'node:timers/promises'
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/model/check.ts'
import { isCheckKey } from '../core/model/check-key.ts'
import { isText, shape } from '../core/model/shape.ts'
import type { BatchRecord, RecordStore, TickRecord } from '../core/state/batch-record.ts'
import type { MonitorStore } from '../core/state/monitor.ts'
import { isBatchRecord, isTickRecord, notAhead } from '../core/state/rows/batch.ts'
import { isCheckState } from '../core/state/rows/check-state.ts'
import { isExperimentLease, isMonitorState } from '../core/state/rows/monitor.ts'
import type { CheckState, StateStore } from '../core/state/state.ts'
import {
  cadencePartition,
  experimentKey,
  pendingIndex,
  statePartition,
  workedPartition,
} from '../core/state/table-keys.ts'
import type { OnUnreadable, RowKind } from './row.ts'
import { getBody, type ItemKey, keyOf, putIf, queryBodies, readMany, type Sleep, type Table } from './table-item.ts'

/** BatchGetItem's own limit (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html). */
const keysPerRead = 100

const stateKey = (check: CheckKey): ItemKey => keyOf(`${statePartition}${check}`, 'state')
const batchKey = (cadence: string, batch: number): ItemKey =>
  keyOf(`${cadencePartition}${cadence}`, `batch#${String(batch).padStart(4, '0')}`)
const tickKey = (cadence: string): ItemKey => keyOf(`${cadencePartition}${cadence}`, 'tick')
const workedKey = (credential: string): ItemKey => keyOf(`${workedPartition}${credential}`, 'worked')
const monitorKey = keyOf('monitor', 'state')

/** Note that a credential was valid. */
type Worked = { readonly credential: string }

const kinds = {
  state: {
    accepts: notAhead(isCheckState, Date.now),
    isOf: ({ check }, partition) => partition === `${statePartition}${check}`,
  } satisfies RowKind<CheckState>,
  batch: {
    accepts: notAhead(isBatchRecord, Date.now),
    isOf: ({ cadence }, partition) => partition === `${cadencePartition}${cadence}`,
  } satisfies RowKind<BatchRecord>,
  tick: {
    accepts: notAhead(isTickRecord, Date.now),
    isOf: ({ cadence }, partition) => partition === `${cadencePartition}${cadence}`,
  } satisfies RowKind<TickRecord>,
  worked: { accepts: shape<Worked>({ credential: isText }) },
  monitor: { accepts: notAhead(isMonitorState, Date.now) },
  experiment: { accepts: isExperimentLease },
}

export type TableOptions = { readonly sleep?: Sleep; readonly onUnreadable?: OnUnreadable }

/** Stores check states, batch records and the monitor's own state in one DynamoDB table. */
export function openTable(
  client: DynamoDBClient,
  tableName: string,
  { sleep = wait, onUnreadable }: TableOptions = {},
): StateStore & RecordStore & MonitorStore {
  const table = { client, name: tableName, onUnreadable }
  return {
    async read(checks, mode) {
      const consistent = mode !== 'settled'
      const states = new Map<CheckKey, CheckState>()
      for (let start = 0; start < checks.length; start += keysPerRead) {
        const keys = checks.slice(start, start + keysPerRead).map(stateKey)
        for (const state of await readMany(table, kinds.state, { keys, sleep, consistent }))
          states.set(state.check, state)
      }
      return states
    },
    write: (state) => {
      const order = { revision: state.revision, schema: state.schema }
      const isPending = state.pending.length > 0 || (state.transitions ?? []).length > 0
      const pendingOf = isPending ? state.check : null
      return putIf(table, { key: stateKey(state.check), body: state, order, pendingOf })
    },
    pending: () => pendingIn(client, tableName),
    async worked(credentials) {
      const worked = new Set<string>()
      for (let start = 0; start < credentials.length; start += keysPerRead) {
        const keys = [...new Set(credentials.slice(start, start + keysPerRead))].map(workedKey)
        for (const { credential } of await readMany(table, kinds.worked, { keys, sleep })) worked.add(credential)
      }
      return worked
    },
    async noteWorked(credential) {
      await putIf(table, { key: workedKey(credential), body: { credential }, order: { revision: 1 } })
    },
    readExperiment: () => getBody(table, kinds.experiment, keyOf(experimentKey.partition, experimentKey.sort)),
    ...recordsIn(table),
    readMonitor: () => getBody(table, kinds.monitor, monitorKey),
    writeMonitor: (state) => putIf(table, { key: monitorKey, body: state, order: { revision: state.revision } }),
  }
}

function recordsIn(table: Table): RecordStore {
  return {
    readBatch: (cadence, batch) => getBody(table, kinds.batch, batchKey(cadence, batch)),
    readTick: (cadence) => getBody(table, kinds.tick, tickKey(cadence)),
    readBatches: (cadence) =>
      queryBodies(table, kinds.batch, { partition: `${cadencePartition}${cadence}`, begins: 'batch#' }),
    async writeBatch(record) {
      const order = { tick: record.tick }
      await putIf(table, { key: batchKey(record.cadence, record.batch), body: record, order })
    },
    async writeTick(record) {
      await putIf(table, { key: tickKey(record.cadence), body: record, order: { tick: record.tick } })
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
