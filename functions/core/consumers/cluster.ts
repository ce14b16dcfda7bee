import type { Credential } from '../model/credential.ts'
import type { Placement } from '../model/question.ts'
import { parseAnswer } from '../probe/answer.ts'
import { place } from '../probe/ask/place.ts'
import type { Network, WireRequest } from '../probe/network/network.ts'
import type { ConsumerEvidence } from './evidence.ts'

/** Missing evidence, with its reason. */
export type Unclear = Extract<ConsumerEvidence, { readonly kind: 'unclear' }>

/** The API server of a Kubernetes cluster, for one look. */
export type Cluster = {
  /** Gets the JSON of a path. Any answer but 200 is unclear, and so is one whose clock differs. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<{ readonly json: unknown } | Unclear>
}

type ClusterOptions = {
  readonly api: string
  readonly access: Credential
  readonly allowPrivate: readonly string[]
  readonly network: Network
  readonly signal: AbortSignal
  now(): number
}

const bearer: Placement = { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }

/** Difference between the clock of the API server and ours that is borne: its header has whole seconds, and a request takes its time. */
const skewMs = 5_000

/** Opens the API server with the token of a service account. Sends nothing else, and follows no redirect. */
export function openCluster({ api, access, allowPrivate, network, signal, now }: ClusterOptions): Cluster {
  const headers = { accept: 'application/json', 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' }
  return {
    async get(path, query = {}) {
      const url = new URL(`${new URL(api).pathname.replace(/\/+$/, '')}${path}`, api)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const plain: WireRequest = { method: 'GET', url, headers, body: null, allowPrivate, shareConnection: false }
      const request = place(plain, [bearer], access)
      if ('kind' in request) return unclear(request.code)
      const sentMs = now()
      const wire = await network.exchange(request, signal)
      if (wire.kind === 'failure') return unclear(wire.code)
      const { status, json, header } = parseAnswer(wire)
      if (status !== 200) return unclear(`HTTP ${status}`)
      const clock = Date.parse(header('date') ?? '')
      if (Number.isNaN(clock)) return unclear('no_clock')
      return clock < sentMs - skewMs || clock > now() + skewMs ? unclear('clock_skew') : { json }
    },
  }
}

export const unclear = (why: string): Unclear => ({ kind: 'unclear', why })
