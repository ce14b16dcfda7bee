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
/** A service's log, from the moment at which it was opened. `fresh` rejects if the log cannot be read. */
export type LogSource = { readonly name: string; fresh(): Promise<readonly FreshLine[]>; close(): void }

/** Larger than what any run logs between two reads. */
const maxBytes = 8_388_608
const logTimeoutMs = 5_000

/** Opens a log. Rejects if it does not exist, because a run without the service's log would prove nothing. */
export async function openLogSource(declared: Declared): Promise<LogSource> {
  const source = sourceOf(declared)
  // Skips the lines that were written before this run.
  await source.fresh()
  return source
}

function sourceOf(declared: Declared): LogSource {
  switch (declared.kind) {
    case 'file':
      return appendOnly(basename(declared.path), (from) => readFrom(declared.path, from))
    case 'http':
      return appendOnly(new URL(declared.url).host, (from) => getFrom(declared.url, from))
    case 'cloudwatch-logs': {
      const { group, region } = declared
      const client = new CloudWatchLogsClient({ ...clientOptions, ...(region === undefined ? {} : { region }) })
      return { name: group, fresh: readGroup(client, group), close: () => client.destroy() }
    }
  }
}

/** The end of an append-only log, from an offset. `size` is its current length in bytes. */
type LogTail = { readonly bytes: Buffer; readonly size: number }

/** Follows a log that is one text. It grows, or starts again from the beginning. */
function appendOnly(name: string, read: (from: number) => Promise<LogTail>): LogSource {
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

async function readFrom(path: string, from: number): Promise<LogTail> {
  await using file = await open(path)
  const { size } = await file.stat()
  const start = size < from ? 0 : Math.max(from, size - maxBytes)
  const bytes = Buffer.alloc(size - start)
  await file.read(bytes, 0, bytes.length, start)
  return { bytes, size }
}

async function getFrom(url: string, from: number): Promise<LogTail> {
  const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(logTimeoutMs) })
  const whole = Buffer.from(await body.arrayBuffer())
  if (statusCode > 299) throw new Error(`the log answered ${statusCode}`)
  return { bytes: whole.subarray(whole.length < from ? 0 : from), size: whole.length }
}
