import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { request } from 'undici'
import { clientOptions } from '../../functions/aws/clients.ts'
import { readGroup } from '../aws/log-group.ts'
import type { Experiment } from '../experiment/experiment.ts'
import type { FreshLine } from './fresh-line.ts'

type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>
type Declared = ServiceTarget['logs'][number]

/**
 * A service's log, from the moment at which it was opened. `fresh` rejects if the log cannot be read. A line that has no end yet is only
 * read with `complete`.
 */
export type LogSource = {
  readonly name: string
  fresh(how?: 'complete'): Promise<readonly FreshLine[]>
  close(): void
}

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
      return appendOnly(basename(declared.path), followedFile(declared.path))
    case 'http':
      return appendOnly(new URL(declared.url).host, { read: (from) => getFrom(declared.url, from) })
    case 'cloudwatch-logs': {
      const { group, region } = declared
      const client = new CloudWatchLogsClient({ ...clientOptions, ...(region === undefined ? {} : { region }) })
      return { name: group, fresh: readGroup(client, group), close: () => client.destroy() }
    }
  }
}

/** The end of an append-only log, from an offset. `size` is its current length in bytes. */
type LogTail = { readonly bytes: Buffer; readonly size: number }
type TailReader = { read(from: number): Promise<LogTail>; close?(): void }

/** Follows a log that is one text. It grows, or starts again from the beginning. */
function appendOnly(name: string, { read, close = () => undefined }: TailReader): LogSource {
  let from: number | null = null
  let unfinished = ''
  return {
    name,
    async fresh(how) {
      const { bytes, size } = await read(from ?? Number.POSITIVE_INFINITY)
      const isNew = from !== null
      from = size
      if (!isNew) return []
      const lines = (unfinished + bytes.toString('utf8')).split('\n')
      unfinished = how === 'complete' ? '' : (lines.pop() ?? '')
      const at = Date.now()
      return lines.filter((text) => text !== '').map((text) => ({ at, text }))
    },
    close,
  }
}

/** Follows a file by its name. The one that had the name before is read to its end. */
function followedFile(path: string): TailReader {
  let held: FileHandle | null = null
  return {
    async read(from) {
      const named = await open(path)
      const old = held
      held = named
      if (old === null) return tailOf(named, from)
      const [before, now] = await Promise.all([old.stat(), named.stat()])
      const rest = before.ino === now.ino ? null : await tailOf(old, from)
      await old.close()
      if (rest === null) return tailOf(named, from)
      const begun = await tailOf(named, 0)
      return { bytes: Buffer.concat([rest.bytes, begun.bytes]), size: begun.size }
    },
    close: () => void held?.close(),
  }
}

async function tailOf(file: FileHandle, from: number): Promise<LogTail> {
  const { size } = await file.stat()
  const start = from === Number.POSITIVE_INFINITY ? size : size < from ? 0 : from
  if (size - start > maxBytes) throw new Error(`the log has grown by more than ${maxBytes} bytes`)
  const bytes = Buffer.alloc(size - start)
  await file.read(bytes, 0, bytes.length, start)
  return { bytes, size }
}

async function getFrom(url: string, from: number): Promise<LogTail> {
  const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(logTimeoutMs) })
  const whole = Buffer.from(await body.arrayBuffer())
  if (statusCode > 299) throw new Error(`the log answered ${statusCode}`)
  const isAtEnd = from === Number.POSITIVE_INFINITY
  const start = whole.length < from && !isAtEnd ? 0 : from
  return { bytes: whole.subarray(start), size: whole.length }
}
