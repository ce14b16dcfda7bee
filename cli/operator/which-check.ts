import { everything } from '../../functions/core/gate/selection.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { DeploymentClient } from '../aws/deployment-client.ts'
import { CommandFailure } from '../framework/failure.ts'

/** Returns the key of a check. Fails if the id stands in several environments and none is named. */
export async function whichCheck(
  { check, environment }: { readonly check: string; readonly environment?: string },
  client: Pick<DeploymentClient, 'look'>,
): Promise<CheckKey> {
  const { judgements } = await client.look({ ...everything, ids: [check], environment: environment ?? null })
  const [first, second] = judgements
  if (first !== undefined && second === undefined) return first.check
  throw new CommandFailure(
    'usage',
    `several checks have this id: name one of ${judgements.map((one) => one.check).join(', ')}`,
  )
}
