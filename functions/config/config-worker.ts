/**
 * Evaluates the config file that the thread was started with, and hands its value back as plain data. The file may end its thread or
 * change what is global in it. The program that asked runs none of its code.
 */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { fieldPath } from './problems.ts'
import { withoutSecrets } from './secrecy.ts'

/** Value that a file exports, or the rest of a sentence that says why there is none. */
export type Contents =
  | { readonly ok: true; readonly config: unknown }
  | { readonly ok: false; readonly message: string }

const entry = import.meta.resolve('tokenwatch')

/** Resolves `tokenwatch` to the package that loads the config, wherever the file is, and loads TypeScript as a module. */
const resolveTokenwatch: Parameters<typeof registerHooks>[0]['resolve'] = (specifier, context, next) => {
  const resolved = specifier === 'tokenwatch' ? { url: entry, shortCircuit: true } : next(specifier, context)
  return /\.m?ts$/.test(resolved.url) ? { ...resolved, format: 'module-typescript' } : resolved
}

async function contentsOf(path: string): Promise<Contents> {
  registerHooks({ resolve: resolveTokenwatch })
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(path).href)
    return module.default === undefined
      ? failed('no default export: expected export default defineConfig({ ... })')
      : asData(module.default)
  } catch (error) {
    return failed(`the file cannot be loaded: ${failureOf(error, path)}`)
  }
}

/** Copies a value. Getters run here, and what cannot be copied is no part of a config. */
function asData(value: unknown): Contents {
  try {
    return { ok: true, config: structuredClone(value) }
  } catch (error) {
    const odd = error instanceof DOMException ? oddPart(value, []) : undefined
    if (odd === undefined) throw error
    if (odd.path.length === 0) return failed(`expected the object that defineConfig(...) returns, found a ${odd.kind}`)
    return failed(`${fieldPath(odd.path)}: expected text, a number, a list or an object, found a ${odd.kind}`)
  }
}

type OddPart = { readonly path: readonly PropertyKey[]; readonly kind: string }

/** Finds the first value that cannot be copied. */
function oddPart(value: unknown, path: readonly PropertyKey[], seen = new Set<unknown>()): OddPart | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return { path, kind: typeof value }
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined
  seen.add(value)
  const isList = Array.isArray(value)
  for (const [key, part] of Object.entries(value)) {
    const odd = oddPart(part, [...path, isList ? Number(key) : key], seen)
    if (odd !== undefined) return odd
  }
  return undefined
}

/** Words what was thrown: name, line and message, without the stack and without anything that may be a secret. */
function failureOf(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `it threw something that is not an Error (${typeof error})`
  const places = [path, pathToFileURL(path).href].map((place) => error.stack?.split(`${place}:`)[1])
  const line = places.map((rest) => /^\d+/.exec(rest ?? '')?.[0]).find((digits) => digits !== undefined)
  const where = line === undefined ? '' : ` at line ${line}`
  return `${withoutSecrets(error.name)}${where}: ${withoutSecrets(error.message)}${line === undefined ? '' : wayOutOf(error)}`
}

/** Messages of V8 about the syntax of modules in a CommonJS file. The last one is also about a broken module. */
const syntaxOfModules = /outside a module$|^await is only valid in|^Unexpected token 'export'$/

/** Node decides by the name of a file and the nearest package.json. Its own advice is a warning that names a path. */
function wayOutOf({ message, stack }: Error): string {
  const isCommonJs = stack?.includes('CJSLoader') === true || stack?.includes('cjs/loader') === true
  return isCommonJs && syntaxOfModules.test(message)
    ? '; this file is CommonJS: rename it to a name in .mjs or .mts, or write require and module.exports'
    : ''
}

const failed = (message: string): Contents => ({ ok: false, message })

// Not awaited at the root: a file that waits for something that never comes would make Node warn of this one.
void contentsOf(String(workerData)).then((contents) => parentPort?.postMessage(contents))
