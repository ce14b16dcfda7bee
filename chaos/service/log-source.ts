import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { request } from 'undici'
import { clientOptions } from '../../functions/aws/clients.ts'
import { readGroup } from '../aws/log-group.ts'
import type { Experiment } from '../experiment/experiment.ts'
import type { FreshLine } from './fresh-line.ts'

type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>
type Declared = ServiceTarget['logs'][number]
/** A log that a service writes, from the moment on at which it was opened. Rejects where it cannot be read. */
export type LogSource = { readonly name: string; fresh(): Promise<readonly FreshLine[]>; close(): void }

/** More of a log at once than any run writes between two looks. */
const mostBytes = 8_388_608
const timeoutMs = 5_000

/** Rejects where the log is not there: a run that could not see what its victim says would prove nothing. */
export async function openLogSource(declared: Declared): Promise<LogSource> {
  const source = sourceOf(declared)
  // What was written before is not of this run.
  await source.fresh()
  return source
}

function sourceOf(declared: Declared): LogSource {
  switch (declared.kind) {
    case 'file':
      return growing(basename(declared.path), (from) => readFrom(declared.path, from))
    case 'http':
      return growing(new URL(declared.url).host, (from) => getFrom(declared.url, from))
    case 'cloudwatch-logs': {
      const { group, region } = declared
      const client = new CloudWatchLogsClient({ ...clientOptions, ...(region === undefined ? {} : { region }) })
      return { name: group, fresh: readGroup(client, group), close: () => client.destroy() }
    }
  }
}

/** What lies behind a place in something that only grows; `size` is how large it is by now. */
type Grown = { readonly bytes: Buffer; readonly size: number }

/** A log that is one text, which grows, or begins anew. */
function growing(name: string, read: (from: number) => Promise<Grown>): LogSource {
  let from: number | null = null
  let unfinished = ''
  return {
    name,
    async fresh() {
      const { bytes, size } = await read(from ?? 0)
      const isNew = from !== null
      from = size
      if (!isNew) return []
      const lines = (unfinished + bytes.toString('utf8')).split('\n')
      unfinished = lines.pop() ?? ''
      const at = Date.now()
      return lines.filter((text) => text !== '').map((text) => ({ at, text }))
    },
    close: () => undefined,
  }
}

async function readFrom(path: string, from: number): Promise<Grown> {
  await using file = await open(path)
  const { size } = await file.stat()
  const start = size < from ? 0 : Math.max(from, size - mostBytes)
  const bytes = Buffer.alloc(size - start)
  await file.read(bytes, 0, bytes.length, start)
  return { bytes, size }
}

async function getFrom(url: string, from: number): Promise<Grown> {
  const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(timeoutMs) })
  const whole = Buffer.from(await body.arrayBuffer())
  if (statusCode > 299) throw new Error(`the log answered ${statusCode}`)
  return { bytes: whole.subarray(whole.length < from ? 0 : from), size: whole.length }
}
