import type { KubernetesConsumer } from '../model/consumer.ts'
import { fieldOf } from '../model/field-of.ts'
import { type Cluster, type Unclear, unclear } from './cluster.ts'

/** Pods on one page: with all that a cluster notes about a pod, a page stays below the limit of an answer. */
const podsPerPage = 6

/** Pages of one look. More pods than fit on them give no evidence. */
const mostPages = 60

/** Difference between the clocks of a node and of the API server that is borne. */
const nodeSkewMs = 5_000

/**
 * Returns the starts of all pods of a consumer that may still run, in epoch milliseconds. A listing that fails, ends early or changes between
 * two pages gives none, and neither does one pod without a start.
 */
export async function startsIn(
  cluster: Cluster,
  { namespace, pods: labelSelector, secretName }: KubernetesConsumer,
): Promise<readonly number[] | Unclear> {
  const pods = await podsIn(cluster, `/api/v1/namespaces/${namespace}/pods`, labelSelector)
  if ('why' in pods) return pods
  if (pods.length === 0) return unclear('no_pods')
  if (!pods.some((pod) => names(fieldOf(pod, 'spec'), secretName))) return unclear('secret_not_in_pod')
  const starts = pods.map(startOf)
  const none = starts.find((start) => typeof start !== 'number')
  return none ?? starts.filter((start) => typeof start === 'number')
}

/** Ended pods hold no value any more. */
const running = 'status.phase!=Succeeded,status.phase!=Failed'

async function podsIn(cluster: Cluster, path: string, labelSelector: string): Promise<readonly unknown[] | Unclear> {
  const found: unknown[] = []
  const query = { labelSelector, fieldSelector: running, limit: String(podsPerPage) }
  let page: ListPage = { items: [], next: '', resourceVersion: '' }
  for (let number = 1; number <= mostPages; number += 1) {
    const answer = await cluster.get(path, page.next === '' ? query : { ...query, continue: page.next })
    if ('why' in answer) return answer
    const read = pageOf(answer.json)
    if (read === null) return unclear('not_a_list_of_pods')
    if (number > 1 && read.resourceVersion !== page.resourceVersion) return unclear('list_changed_meanwhile')
    found.push(...read.items)
    if (read.next === '') return found
    page = read
  }
  return unclear('too_many_pods')
}

type ListPage = {
  readonly items: readonly unknown[]
  /** Mark of the next page; empty on the last one. */
  readonly next: string
  readonly resourceVersion: string
}

/** Reads one page of a list of pods; `null` for anything else. */
function pageOf(json: unknown): ListPage | null {
  const metadata = fieldOf(json, 'metadata')
  const [items, resourceVersion] = [fieldOf(json, 'items'), fieldOf(metadata, 'resourceVersion')]
  const next = fieldOf(metadata, 'continue') ?? ''
  const isList = fieldOf(json, 'kind') === 'PodList' && Array.isArray(items)
  if (!isList || typeof resourceVersion !== 'string' || typeof next !== 'string') return null
  return { items, next, resourceVersion }
}

/**
 * Returns the start of a pod: the earlier of its making, which the API server dates, and its start, which its node dates. Two dates that
 * contradict each other say nothing.
 */
function startOf(pod: unknown): number | Unclear {
  const created = Date.parse(String(fieldOf(fieldOf(pod, 'metadata'), 'creationTimestamp')))
  const started = Date.parse(String(fieldOf(fieldOf(pod, 'status'), 'startTime')))
  if (Number.isNaN(created) || Number.isNaN(started)) return unclear('pod_without_start')
  return started < created - nodeSkewMs ? unclear('clock_skew') : Math.min(created, started)
}

/** Fields of a pod's specification that name a Secret. */
const namingFields: ReadonlySet<string> = new Set(['secretKeyRef', 'secretRef', 'secret'])

/** Returns true if a pod gets this Secret: as a variable, as all variables, or as a volume. */
function names(spec: unknown, secretName: string): boolean {
  if (typeof spec !== 'object' || spec === null) return false
  return Object.entries(spec).some(([field, value]) => {
    const named = namingFields.has(field) ? [fieldOf(value, 'name'), fieldOf(value, 'secretName')] : []
    return named.includes(secretName) || names(value, secretName)
  })
}
