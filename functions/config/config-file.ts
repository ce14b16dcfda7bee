import { readFile, stat } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Expansion, expandConfig } from './expand.ts'
import { withoutSecrets } from './secrecy.ts'

/** Value that the file exports, or the rest of a sentence that says why there is none. */
type Contents = { readonly ok: true; readonly config: unknown } | { readonly ok: false; readonly message: string }

const readers = new Map([
  ['.ts', imported],
  ['.mts', imported],
  ['.js', imported],
  ['.mjs', imported],
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
    return { ok: true, config: JSON.parse(await readFile(path, 'utf8')) }
  } catch (error) {
    // The parser's own message quotes the text around the fault, so only the line is taken from it.
    const line = error instanceof SyntaxError ? /\(line (\d+)/.exec(error.message)?.[1] : undefined
    return failed(error instanceof SyntaxError ? `not valid JSON${atLine(line)}` : 'the file cannot be read')
  }
}

async function imported(path: string, withinMs: number): Promise<Contents> {
  const hooks = registerHooks({ resolve: resolveTokenwatch })
  try {
    const module: { readonly default?: unknown } = await within(withinMs, import(pathToFileURL(path).href))
    return module.default === undefined
      ? failed('no default export: expected export default defineConfig({ ... })')
      : { ok: true, config: module.default }
  } catch (error) {
    return failed(`the file cannot be loaded: ${failureOf(error, path)}`)
  } finally {
    hooks.deregister()
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`it takes longer than ${limitMs} ms`)), limitMs)
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}

const entry = import.meta.resolve('tokenwatch')

/** Resolves `tokenwatch` to the package that loads the config, wherever the file is, and loads TypeScript as a module. */
const resolveTokenwatch: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, next) => {
  const resolved = specifier === 'tokenwatch' ? { url: entry, shortCircuit: true } : next(specifier, context)
  return /\.m?ts$/.test(resolved.url) ? { ...resolved, format: 'module-typescript' } : resolved
}

/** Words what was thrown: name, line and message, without the stack and without anything that may be a secret. */
function failureOf(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `it threw something that is not an Error (${typeof error})`
  const places = [path, pathToFileURL(path).href].map((place) => error.stack?.split(`${place}:`)[1])
  const line = places.map((rest) => /^\d+/.exec(rest ?? '')?.[0]).find((digits) => digits !== undefined)
  return `${withoutSecrets(error.name)}${atLine(line)}: ${withoutSecrets(error.message)}`
}

function atLine(line: string | undefined): string {
  return line === undefined ? '' : ` at line ${line}`
}

function failed(message: string): Contents {
  return { ok: false, message }
}
