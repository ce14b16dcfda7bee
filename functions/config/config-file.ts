import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { fieldOf } from '../core/model/field-of.ts'
import type { Contents } from './config-worker.ts'
import { type Expansion, expandConfig } from './expand.ts'
import { withoutSecrets } from './secrecy.ts'

const readers = new Map([
  ['.ts', imported],
  ['.mts', imported],
  ['.js', imported],
  ['.mjs', imported],
  ['.cts', imported],
  ['.cjs', imported],
  ['.json', parsed],
])

/**
 * Reads a config file and expands it. Never throws for what the file is or contains. A file that takes longer than `withinMs` to load is a
 * problem like any other: it may wait for something that never comes.
 */
export async function loadConfigFile(path: string, { withinMs = 30_000 } = {}): Promise<Expansion> {
  const contents = await contentsOf(resolve(path), withinMs)
  if (contents.ok) return expandConfig(contents.config)
  return { ok: false, problems: [{ check: null, field: '', message: contents.message }] }
}

async function contentsOf(path: string, withinMs: number): Promise<Contents> {
  const read = readers.get(extname(path))
  if (read === undefined) return failed(`expected a file that ends in ${[...readers.keys()].join(', ')}`)
  const file = await stat(path).catch(() => undefined)
  if (file === undefined) return failed('no such file: create it, or name another one with --config')
  return file.isFile() ? read(path, withinMs) : failed('expected a file, found a directory')
}

async function parsed(path: string): Promise<Contents> {
  try {
    return { ok: true, config: JSON.parse(withoutMark(await readFile(path, 'utf8'))) }
  } catch (error) {
    // The parser's own message quotes the text around the fault, so only the line is taken from it.
    const line = error instanceof SyntaxError ? /\(line (\d+)/.exec(error.message)?.[1] : undefined
    return failed(error instanceof SyntaxError ? `not valid JSON${atLine(line)}` : 'the file cannot be read')
  }
}

/** Drops the byte order mark that editors on Windows write, and that no JSON may have. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')

/** Evaluates a file in a thread of its own, which must hand back a value: `process.exit(0)` ends only the thread. */
async function imported(path: string, withinMs: number): Promise<Contents> {
  const worker = new Worker(fileURLToPath(import.meta.resolve('#source/functions/config/config-worker')), {
    workerData: path,
    // What a config prints must not stand among the results of a command.
    stdout: true,
  })
  worker.stdout.pipe(process.stderr, { end: false })
  const over = new AbortController()
  try {
    return await Promise.race([
      once(worker, 'message', over).then(([message]) => contentsIn(message)),
      once(worker, 'exit', over).then(() => failed(`${cannotBeLoaded} it ended before it had exported a config`)),
      setTimeout(withinMs, failed(`${cannotBeLoaded} it takes longer than ${withinMs} ms`), over),
    ])
  } catch (error) {
    return failed(
      `${cannotBeLoaded} ${error instanceof Error ? withoutSecrets(error.message) : 'it threw something odd'}`,
    )
  } finally {
    over.abort()
    await worker.terminate()
  }
}

const cannotBeLoaded = 'the file cannot be loaded:'

/** The file may send messages of its own. */
function contentsIn(message: unknown): Contents {
  if (fieldOf(message, 'ok') === true) return { ok: true, config: fieldOf(message, 'config') }
  const why = fieldOf(message, 'message')
  return failed(typeof why === 'string' ? why : `${cannotBeLoaded} it sent something else than a config`)
}

function atLine(line: string | undefined): string {
  return line === undefined ? '' : ` at line ${line}`
}

function failed(message: string): Contents {
  return { ok: false, message }
}
