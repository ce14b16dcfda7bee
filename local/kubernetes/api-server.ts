import type { IncomingMessage, ServerResponse } from 'node:http'
import { type OAuthListener, startListener } from '../oauth/listener.ts'
import { type LabPod, type LabSecret, podObject, secretObject, statusObject } from './objects.ts'

/** The API server of a cluster on loopback: the two calls that look at a Secret and at pods. */
export type ApiServer = OAuthListener & {
  /** Token of the service account that may make both calls. */
  readonly token: string
  /** Stores a Secret, as a controller that copies it from elsewhere does. */
  apply(namespace: string, name: string, data: Readonly<Record<string, string>>): void
  /** Changes labels of a Secret, which are another manager's. */
  label(namespace: string, name: string): void
  /** Replaces all pods of a namespace. */
  deploy(namespace: string, pods: readonly LabPod[]): void
  /** Called after each page of a list, when a test may change something. */
  onPage(act: () => void): void
}

type Reply = readonly [status: number, body: object]

const secretPath = /^\/api\/v1\/namespaces\/([^/]+)\/secrets\/([^/]+)$/
const podsPath = /^\/api\/v1\/namespaces\/([^/]+)\/pods$/

/** Starts the API server. `now` dates its answers and its objects. */
export async function startApiServer({ now = Date.now }: { readonly now?: () => number } = {}): Promise<ApiServer> {
  const cluster: ClusterState = { secrets: new Map(), pods: new Map(), version: 1, onPage: () => undefined }
  const token = 'lab-service-account-token'
  const listener = await startListener((request, response) => {
    response.setHeader('date', new Date(now()).toUTCString())
    const isKnown = request.headers.authorization === `Bearer ${token}`
    send(response, isKnown ? replyTo(request, cluster) : [401, statusObject(401, 'Unauthorized')])
  })
  function change(
    namespace: string,
    name: string,
    make: (before: LabSecret) => Omit<LabSecret, 'resourceVersion'>,
  ): void {
    cluster.version += 1
    const id = `${namespace}/${name}`
    const before = cluster.secrets.get(id) ?? { data: {}, resourceVersion: '0', managers: [] }
    cluster.secrets.set(id, { ...make(before), resourceVersion: String(cluster.version) })
  }
  return {
    ...listener,
    token,
    apply: (namespace, name, data) =>
      change(namespace, name, ({ managers }) => ({
        data,
        managers: noted(managers, 'external-secrets', 'data', now()),
      })),
    label: (namespace, name) =>
      change(namespace, name, ({ data, managers }) => ({
        data,
        managers: noted(managers, 'kubectl', 'labels', now()),
      })),
    deploy(namespace, pods) {
      cluster.version += 1
      cluster.pods.set(namespace, pods)
    },
    onPage(act) {
      cluster.onPage = act
    },
  }
}

type ClusterState = {
  readonly secrets: Map<string, LabSecret>
  readonly pods: Map<string, readonly LabPod[]>
  version: number
  onPage: () => void
}

type Managers = LabSecret['managers']

const noted = (before: Managers, manager: string, owns: Managers[number]['owns'], at: number): Managers => [
  ...before.filter((one) => one.manager !== manager),
  { manager, owns, at },
]

function replyTo({ url = '/', method }: IncomingMessage, cluster: ClusterState): Reply {
  const { pathname, searchParams } = new URL(url, 'http://lab')
  if (method !== 'GET') return [405, statusObject(405, 'MethodNotAllowed')]
  const [, of = '', name = ''] = secretPath.exec(pathname) ?? []
  if (name !== '') {
    const found = cluster.secrets.get(`${of}/${name}`)
    return found === undefined ? [404, statusObject(404, 'NotFound')] : [200, secretObject(of, name, found)]
  }
  const [, namespace] = podsPath.exec(pathname) ?? []
  return namespace === undefined ? [404, statusObject(404, 'NotFound')] : listPods(namespace, searchParams, cluster)
}

/** Answers one page. `continue` holds the version of the first page and the place of the next one; it ends with that version. */
function listPods(namespace: string, query: URLSearchParams, cluster: ClusterState): Reply {
  const [version = String(cluster.version), offset = '0'] = (query.get('continue') ?? undefined)?.split('-') ?? []
  if (version !== String(cluster.version)) return [410, statusObject(410, 'Expired')]
  const pods = (cluster.pods.get(namespace) ?? []).filter((pod) => isSelected(pod, query))
  const limit = Number(query.get('limit') ?? pods.length)
  const [from, to] = [Number(offset), Number(offset) + limit]
  const items = pods.slice(from, to).map((pod, index) => podObject(namespace, `pod-${from + index}`, pod))
  const next = to < pods.length ? { continue: `${version}-${to}` } : {}
  queueMicrotask(cluster.onPage)
  return [200, { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: version, ...next }, items }]
}

/** Understands selectors of the forms `app=web` and `status.phase!=Failed`. */
function isSelected({ labels, phase }: LabPod, query: URLSearchParams): boolean {
  const parts = (name: string, separator: string) =>
    (query.get(name) ?? '').split(',').flatMap((part) => (part === '' ? [] : [part.split(separator)]))
  return (
    parts('labelSelector', '=').every(([key = '', value]) => labels[key] === value) &&
    parts('fieldSelector', '!=').every(([field, value]) => field !== 'status.phase' || phase !== value)
  )
}

function send(response: ServerResponse, [status, body]: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
