import { shown } from './secrecy.ts'

/** One thing that is wrong with a config, told without the value that is wrong: it may be a secret. */
export type Problem = {
  /** `environment/id` where both are known, else the place in the list, such as `checks[3]`; null outside the checks. */
  readonly check: string | null
  /** Where in the check, or else in the config: `ping.url`. Empty where the whole of it is meant. */
  readonly field: string
  /** What is expected, what kind of thing was found, and the way out. */
  readonly message: string
}

/** A problem before it is known whose it is. */
export type ConfigFault = { readonly path: readonly PropertyKey[]; readonly message: string }

/** The problem as one line: `tokenwatch.config.ts: production/wiki: ping.url: expected ...`. */
export function formatProblem(file: string, problem: Problem): string {
  const { check, field, message } = problem
  return [file, check, field, message].filter((part) => part !== null && part !== '').join(': ')
}

/** `ping.headers["x-a"]`, `checks[3]`; keys that might be a secret are left out. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, key) => {
    if (typeof key === 'number') return `${field}[${key}]`
    const name = shown(String(key))
    if (name === undefined) return `${field}[...]`
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${field}["${name}"]`
    return field === '' ? name : `${field}.${name}`
  }, '')
}
