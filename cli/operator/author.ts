import { withoutSecrets } from '../../functions/config/secrecy.ts'
import { cleaned } from '../../functions/core/alerting/messages/plain-text.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

/** Longest name or reason that is stored, in characters: enough for a sentence. */
const longest = 200

/**
 * Returns the name for the record: `--by`, or else the user of this machine. Unverified; shown to people only. A pipeline has no user and
 * must pass `--by`.
 */
export function authorOf(
  by: string | undefined,
  { environment, isCi }: Pick<Terminal, 'environment' | 'isCi'>,
): string {
  const user = isCi ? undefined : (environment['USER'] ?? environment['USERNAME'])
  const author = cleaned(withoutSecrets(by ?? user ?? ''), longest)
  if (author !== '') return author
  const why = isCi ? 'a pipeline has no user of its own' : 'this machine does not name its user'
  throw new CommandFailure('usage', `--by <who> is missing: ${why}; add for example --by sam`)
}

/** Returns the reason without anything that looks like a secret, because it is stored and shown. */
export function reasonOf(text: string | undefined): string {
  const reason = cleaned(withoutSecrets(text ?? ''), longest)
  if (reason.length >= 3) return reason
  throw new CommandFailure(
    'usage',
    '--reason: expected a reason that a person understands, such as "the API moves"; it is stored and shown',
  )
}
