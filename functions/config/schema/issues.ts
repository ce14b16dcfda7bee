import type { z } from 'zod'
import type { ConfigFault } from '../problems.ts'

/** Converts zod's issues to faults, one for each line that a user reads. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): readonly ConfigFault[] {
  return issues.flatMap((issue): readonly ConfigFault[] => {
    switch (issue.code) {
      case 'unrecognized_keys':
        return unknownFields(issue)
      case 'invalid_key':
        return issue.issues.map(({ message }) => ({ path: issue.path, message }))
      case 'invalid_union':
        return insideUnion(issue)
      default:
        return [{ path: issue.path, message: issue.message }]
    }
  })
}

/** Splits the message of `object()` in text.ts, which has one line for each key. */
function unknownFields({ path, keys, message }: z.core.$ZodIssueUnrecognizedKeys): readonly ConfigFault[] {
  const lines = message.split('\n')
  return keys.map((key, index) => ({ path: [...path, key], message: lines[index] ?? message }))
}

/** Returns the faults of the alternative whose type is right; if none is, the message of the union. */
function insideUnion({ path, errors, message }: z.core.$ZodIssueInvalidUnion): readonly ConfigFault[] {
  const meant = errors.find((issues) => !issues.some(refusesWhole))
  if (meant === undefined) return [{ path, message }]
  return faultsOf(meant).map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

function refusesWhole(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}
