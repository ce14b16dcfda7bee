import { withoutSecrets } from '../../functions/config/secrecy.ts'
import { cleaned } from '../../functions/core/alerting/messages/plain-text.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

/** Characters of a name or a reason that are kept: enough for a sentence. */
const longest = 200

/**
 * Who does it, for others to ask; no proof. By default whoever is signed in on this machine; a pipeline runs as nobody in particular and
 * has to say.
 */
export function authorOf(
  by: string | undefined,
  { environment, isCi }: Pick<Terminal, 'environment' | 'isCi'>,
): string {
  const user = isCi ? undefined : (environment['USER'] ?? environment['USERNAME'])
  const author = cleaned(withoutSecrets(by ?? user ?? ''), longest)
  if (author !== '') return author
  const why = isCi ? 'a pipeline has to say for whom it acts' : 'this machine does not say who you are'
  throw new CommandFailure('usage', `--by <who> is missing: ${why}`)
}

/** The reason that an option gives, cleaned of what looks like a secret: it is kept and told. */
export function reasonOf(text: string | undefined): string {
  const reason = cleaned(withoutSecrets(text ?? ''), longest)
  if (reason.length >= 3) return reason
  throw new CommandFailure('usage', '--reason wants a reason that a person understands: it is kept and told')
}
