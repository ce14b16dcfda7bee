import type { Check } from '../../model/check.ts'
import type { Reason } from '../../model/reason.ts'
import type { Fact } from './report.ts'

/** What a new credential ends, issued in time or too late. */
const ending: ReadonlySet<Reason> = new Set(['expiring', 'overdue', 'idle_expiry', 'expired'])

/** The checklist of a credential that a person renews, with its provider's console; nothing where somebody else does, or nothing ends. */
export function byHand(check: Check, reason: Reason): readonly Fact[] {
  if (check.rotation.by !== 'manual' || !ending.has(reason)) return []
  const console = check.rotation.consoleUrl ?? check.renewAt
  const users = check.usedBy.length === 0 ? 'its consumers' : check.usedBy.join(', ')
  return [
    ['1. Issue the next one', console ?? 'at its provider'],
    ['2. Store it', storing(check)],
    ['3. Wait for the next probe', 'it notices the new version by itself, verifies it and closes this'],
    ['4. Revoke the old one', `at the provider, once the new one has reached ${users}`],
  ]
}

/** By a file: what stands on a command line is kept in a shell's history. */
function storing({ secret }: Pick<Check, 'secret'>): string {
  if (secret?.source.from !== 'secrets-manager') return 'where the check reads it'
  const keys = Object.values(secret.fields).flatMap((key) => key ?? [])
  const shape = keys.length === 0 ? '' : ` (a JSON object; the check reads ${keys.join(', ')})`
  return `aws secretsmanager put-secret-value --secret-id ${secret.source.id} --secret-string file://new-value${shape}`
}
