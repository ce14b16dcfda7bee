import { audienceOf, topicNames } from '../core/model/audience.ts'
import type { CheckKey } from '../core/model/check.ts'
import type { Deployment } from '../core/model/deployment.ts'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { secretsOf } from '../core/model/secret-references.ts'
import type { Problem } from './problems.ts'

/** A secret that the config names by ARN, with the place where it stands. */
export type SecretPlace = {
  readonly check: CheckKey | null
  readonly field: string
  readonly arn: string
  readonly region: string
  readonly account: string
}

/** Lists the secrets that the functions read and that the config names by ARN. */
export function secretPlaces(deployment: Deployment): readonly SecretPlace[] {
  const { checks, heartbeatUrl } = deployment
  const keys = topicNames.flatMap((topic) =>
    audienceOf(deployment, topic).flatMap(({ route, subscriber }) =>
      subscriber.kind === 'pagerduty'
        ? placeOf(null, `${topic} of ${route}: integrationKey`, subscriber.integrationKey.secretId)
        : [],
    ),
  )
  return [
    ...checks.flatMap((check) =>
      secretsOf(check).flatMap(({ field, reference }) => placeOf(check.key, field, idOf(reference))),
    ),
    ...(heartbeatUrl !== null && 'secret' in heartbeatUrl
      ? placeOf(null, 'heartbeatUrl', idOf(heartbeatUrl.secret))
      : []),
    ...keys,
  ]
}

/**
 * Finds secrets of different Regions. A function reads secrets of its own Region, so a deployment could never read one of them. `here`
 * is the Region of the deployment where it is known.
 */
export function regionProblems(deployment: Deployment, here: string | null = null): readonly Problem[] {
  const places = secretPlaces(deployment)
  const expected = here ?? places[0]?.region
  return places
    .filter(({ region }) => region !== expected)
    .map(({ check, field, region }) => {
      const found = here === null ? `found ${region} beside ${expected}` : `found ${region}`
      const message = `expected a secret of the Region of the deployment${here === null ? '' : `, ${here}`}, ${found}: name a replica of it there, or deploy its checks in ${region}`
      return { check, field, message }
    })
}

function placeOf(check: CheckKey | null, field: string, id: string | null): readonly SecretPlace[] {
  if (id === null || !id.startsWith('arn:')) return []
  const [, , , region = '', account = ''] = id.split(':')
  return [{ check, field, arn: id, region, account }]
}

const idOf = ({ source }: SecretReference): string | null => (source.from === 'secrets-manager' ? source.id : null)
