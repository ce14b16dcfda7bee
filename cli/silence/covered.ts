import { suggest } from '../../functions/config/near-miss.ts'
import { everything } from '../../functions/core/gate/selection.ts'
import type { Covered } from '../../functions/core/model/maintenance.ts'
import { covered } from '../../functions/status-page/covered.ts'
import type { DeploymentClient } from '../aws/deployment-client.ts'
import { CommandFailure } from '../framework/failure.ts'

/** Options that select what a silence covers. */
export type CoverOptions = {
  readonly check?: string
  readonly provider?: string
  readonly tag?: string
  readonly environment?: string
}

/** Returns what a silence covers. Fails unless exactly one option is given. */
export function coverOf({ check, provider, tag, environment }: CoverOptions): Covered {
  const named: readonly Covered[] = [
    ...(check === undefined ? [] : [{ check }]),
    ...(provider === undefined ? [] : [{ provider }]),
    ...(tag === undefined ? [] : [{ tag }]),
    ...(environment === undefined ? [] : [{ environment }]),
  ]
  const [first, second] = named
  if (first !== undefined && second === undefined) return first
  throw new CommandFailure('usage', 'silence: expected exactly one of a check, --provider, --tag and --environment')
}

/** Resolves a check to its full key, and lists all checks that are covered. Fails if there is none. */
export async function coveredChecks(
  covers: Covered,
  client: DeploymentClient,
): Promise<{ readonly covers: Covered; readonly checks: readonly string[] }> {
  const { judgements } = await client.look(selectionOf(covers))
  if ('check' in covers && judgements.length > 1)
    throw new CommandFailure(
      'usage',
      `several checks have this id: name one of ${judgements.map(({ check }) => check).join(', ')}`,
    )
  const exact = 'check' in covers ? { check: judgements[0]?.check ?? covers.check } : covers
  const meant = judgements.filter((judgement) => covered(judgement, exact))
  if (meant.length > 0) return { covers: exact, checks: meant.map(({ check }) => check) }
  const known = [...new Set(judgements.flatMap(({ provider, profile }) => [provider, profile]))].toSorted()
  const name = 'provider' in covers ? covers.provider : ''
  throw new CommandFailure('no_match', `no check has the provider "${name}": ${suggest(name, known)}`)
}

function selectionOf(covers: Covered) {
  if ('check' in covers) return { ...everything, ids: [covers.check] }
  if ('tag' in covers) return { ...everything, tags: [covers.tag] }
  return 'environment' in covers ? { ...everything, environment: covers.environment } : everything
}
