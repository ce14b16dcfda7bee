import type { KubernetesConsumer } from '../model/consumer.ts'
import type { Credential } from '../model/credential.ts'
import { fieldOf } from '../model/field-of.ts'
import { parseJson } from '../model/json-field.ts'
import { type Cluster, type Unclear, unclear } from './cluster.ts'

/** A Kubernetes Secret, as far as it is evidence. Its values are compared and dropped. */
type SecretCopy = {
  readonly resourceVersion: string
  readonly holdsCurrent: boolean
  /** Epoch milliseconds after which its data has not changed. */
  readonly changedAt: number
}

/** Reads the Kubernetes Secret of a consumer, and compares it with the current value. */
export async function copyIn(
  cluster: Cluster,
  { namespace, secretName }: KubernetesConsumer,
  current: Credential,
): Promise<SecretCopy | Unclear> {
  const answer = await cluster.get(`/api/v1/namespaces/${namespace}/secrets/${secretName}`)
  if ('why' in answer) return answer
  const { json } = answer
  const metadata = fieldOf(json, 'metadata')
  const resourceVersion = fieldOf(metadata, 'resourceVersion')
  const isIt = fieldOf(json, 'kind') === 'Secret' && fieldOf(metadata, 'name') === secretName
  if (!isIt || typeof resourceVersion !== 'string' || resourceVersion === '') return unclear('not_a_secret')
  const changedAt = lastChange(metadata)
  if (changedAt === null) return unclear('no_change_time')
  return { resourceVersion, changedAt, holdsCurrent: current.isAmong(textsIn(fieldOf(json, 'data'))) }
}

/**
 * Returns the latest time of the managers that own data. A manager's time changes with any field that it owns, so the data has not changed
 * since. Returns `null` if no manager owns data, or if one has no time.
 */
function lastChange(metadata: unknown): number | null {
  const managers = fieldOf(metadata, 'managedFields')
  const owners = Array.isArray(managers) ? managers.filter((one) => ownsData(fieldOf(one, 'fieldsV1'))) : []
  const times = owners.map((one) => Date.parse(String(fieldOf(one, 'time'))))
  return times.length === 0 || times.some(Number.isNaN) ? null : Math.max(...times)
}

const ownsData = (fields: unknown) => fieldOf(fields, 'f:data') !== undefined

/** Returns the texts of all keys. A key that holds the whole secret as a JSON object counts by the fields of that. */
function textsIn(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.values(data).flatMap((encoded) => {
    if (typeof encoded !== 'string') return []
    const text = Buffer.from(encoded, 'base64').toString('utf8')
    const object = parseJson(text)
    const fields = typeof object === 'object' && object !== null ? Object.values(object) : []
    return [text, ...fields.filter((one) => typeof one === 'string')]
  })
}
