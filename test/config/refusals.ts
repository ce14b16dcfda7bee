import assert from 'node:assert/strict'
import { it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import { assertEvery } from '../support/assert-every.ts'
import { configOf, wiki } from './sample.ts'

/** A fault by name, with a config that has it and the lines that a user reads. */
export type Bad = { readonly fault: string; readonly config: unknown; readonly lines: readonly string[] }

export function bad(fault: string, config: unknown, ...lines: readonly string[]): Bad {
  return { fault, config, lines }
}

/** A config of this one check. */
export function badCheck(fault: string, check: unknown, ...lines: readonly string[]): Bad {
  return bad(fault, configOf([check]), ...lines)
}

/** The good `wiki` check with a change. */
export function badWiki(fault: string, change: object, ...lines: readonly string[]): Bad {
  return badCheck(fault, { ...wiki, ...change }, ...lines.map((line) => `production/wiki: ${line}`))
}

/** Changes of the request of `wiki`. */
export const pingWith = (change: object) => ({ ping: { ...wiki.ping, ...change } })
export const pingAt = (address: string) => pingWith({ url: address })

/** Returns every problem of a config, one a line. */
export function linesOf(config: unknown): readonly string[] {
  const expansion = expandConfig(config)
  return expansion.ok ? [] : expansion.problems.map((problem) => formatProblem('c.ts', problem))
}

/** Asserts that each entry is refused with exactly its lines. */
export function refuses(what: string, table: readonly Bad[]): void {
  it(`${what} is refused for each fault, with its lines`, () =>
    assertEvery(
      table,
      ({ fault }) => fault,
      ({ config, lines }) =>
        assert.deepEqual(
          linesOf(config),
          lines.map((line) => `c.ts: ${line}`),
        ),
    ))
}
