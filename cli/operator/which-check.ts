import { everything } from '../../functions/core/gate/selection.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Desk } from '../aws/desk.ts'
import { Failure } from '../framework/failure.ts'

/** The check that is meant; fails where an id is in several environments and none is named. */
export async function whichCheck(
  { check, environment }: { readonly check: string; readonly environment?: string },
  desk: Pick<Desk, 'look'>,
): Promise<CheckKey> {
  const { judgements } = await desk.look({ ...everything, ids: [check], environment: environment ?? null })
  const [first, second] = judgements
  if (first !== undefined && second === undefined) return first.check
  throw new Failure('usage', `which one? ${judgements.map((one) => one.check).join(', ')}`)
}
