import { shown } from './secrecy.ts'

/** One fault of a config. Never holds a value that may be a secret. */
export type Problem = {
  /** `environment/id` where both are known, else the place in the list, such as `checks[3]`; `null` outside the checks. */
  readonly check: string | null
  /** Path in the check, or else in the config: `ping.url`. Empty for the whole of it. */
  readonly field: string
  /** The expectation, the kind of value that was found, and the way out. */
  readonly message: string
}

/** A problem before its check is known. */
export type ConfigFault = { readonly path: readonly PropertyKey[]; readonly message: string }

/** Writes a problem as one line: `tokenwatch.config.ts: production/wiki: ping.url: expected ...`. */
export function formatProblem(file: string, problem: Problem): string {
  const { check, field, message } = problem
  return [file, check, field, message].filter((part) => part !== null && part !== '').join(': ')
}

/** Writes a path: `ping.headers["x-a"]`, `checks[3]`. Leaves out keys that may be a secret. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, key) => {
    if (typeof key === 'number') return `${field}[${key}]`
    const name = shown(String(key))
    if (name === undefined) return `${field}[...]`
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${field}["${name}"]`
    return field === '' ? name : `${field}.${name}`
  }, '')
}

/** Returns a problem that is no single check's. */
export const outside = (field: string, message: string): Problem => ({ check: null, field, message })
