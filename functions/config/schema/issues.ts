import type { z } from 'zod'
import type { ConfigFault } from '../problems.ts'

/** What zod found, one fault per line that a user should read. */
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

/** `object()` in text.ts writes one line per key. */
function unknownFields({ path, keys, message }: z.core.$ZodIssueUnrecognizedKeys): readonly ConfigFault[] {
  const lines = message.split('\n')
  return keys.map((key, index) => ({ path: [...path, key], message: lines[index] ?? message }))
}

/** The alternative that the user meant is the one whose type is right; where none is, the union speaks for itself. */
function insideUnion({ path, errors, message }: z.core.$ZodIssueInvalidUnion): readonly ConfigFault[] {
  const meant = errors.find((issues) => !issues.some(refusesWhole))
  if (meant === undefined) return [{ path, message }]
  return faultsOf(meant).map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

function refusesWhole(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}
