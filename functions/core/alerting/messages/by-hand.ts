import type { Check } from '../../model/check.ts'
import type { Reason } from '../../model/reason.ts'
import type { Fact } from './report.ts'

/** Reasons that a new credential ends, issued in time or too late. */
const ending: ReadonlySet<Reason> = new Set(['expiring', 'overdue', 'idle_expiry', 'expired'])

/** Lists the steps for a credential that a person rotates, with its provider's console. Empty for other rotations and other reasons. */
export function byHand(check: Check, reason: Reason): readonly Fact[] {
  if (check.rotation.by !== 'manual' || !ending.has(reason)) return []
  const console = check.rotation.consoleUrl ?? check.issueUrl
  const users = check.usedBy.length === 0 ? 'its consumers' : check.usedBy.join(', ')
  return [
    ['1. Issue a new credential', console ?? 'at its provider'],
    ['2. Store it', storing(check)],
    ['3. Wait for the next probe', 'it finds the new version, verifies it and closes this incident'],
    ['4. Revoke the old credential', `at the provider, once the new one has reached ${users}`],
  ]
}

/** Names a command that reads the value from a file: a command line is kept in the shell's history. */
function storing({ secret }: Pick<Check, 'secret'>): string {
  if (secret === null || secret.source.from === 'environment' || secret.source.from === 'file')
    return 'where the check reads it'
  const keys = Object.values(secret.fields).flatMap((key) => key ?? [])
  const shape = keys.length === 0 ? '' : ` (a JSON object; the check reads ${keys.join(', ')})`
  if (secret.source.from === 'parameter-store') {
    // Without its key, the new version would be encrypted under the account's own.
    const key = secret.keyArn === null ? '' : ` --key-id ${secret.keyArn}`
    return `aws ssm put-parameter --name ${secret.source.name} --type SecureString --overwrite${key} --value file://new-value${shape}`
  }
  return `aws secretsmanager put-secret-value --secret-id ${secret.source.id} --secret-string file://new-value${shape}`
}
