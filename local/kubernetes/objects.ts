/** A pod, as far as the lab knows pods. Instants are epoch milliseconds. */
export type LabPod = {
  readonly labels: Readonly<Record<string, string>>
  /** Secret that its container gets as a variable; `null` for none. */
  readonly secretName: string | null
  readonly createdAt: number
  /** Start that its node reported; `null` for a pod that waits for a node. */
  readonly startedAt: number | null
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
}

/** A Kubernetes Secret, with the last change of each manager that owns its data. */
export type LabSecret = {
  readonly data: Readonly<Record<string, string>>
  readonly resourceVersion: string
  readonly managers: readonly { readonly manager: string; readonly at: number; readonly owns: 'data' | 'labels' }[]
}

/** Writes an instant as Kubernetes does: to the second. */
const time = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')

/** Writes a Secret as `GET /api/v1/namespaces/{namespace}/secrets/{name}` answers it. */
export function secretObject(namespace: string, name: string, { data, resourceVersion, managers }: LabSecret): object {
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace,
      resourceVersion,
      managedFields: managers.map(({ manager, at, owns }) => ({
        manager,
        operation: 'Update',
        apiVersion: 'v1',
        time: time(at),
        fieldsType: 'FieldsV1',
        fieldsV1: owns === 'data' ? { 'f:data': { '.': {} }, 'f:type': {} } : { 'f:metadata': { 'f:labels': {} } },
      })),
    },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
    type: 'Opaque',
  }
}

/** Writes a pod as an item of a list of pods. */
export function podObject(namespace: string, name: string, pod: LabPod): object {
  const env = pod.secretName === null ? [] : [variableFrom(pod.secretName)]
  return {
    metadata: { name, namespace, creationTimestamp: time(pod.createdAt), labels: pod.labels },
    spec: { containers: [{ name: 'app', image: 'registry.acme.example/app', env }] },
    status: { phase: pod.phase, ...(pod.startedAt === null ? {} : { startTime: time(pod.startedAt) }) },
  }
}

const variableFrom = (name: string) => ({ name: 'TOKEN', valueFrom: { secretKeyRef: { name, key: 'token' } } })

/** Writes a failure as the API server answers it. */
export const statusObject = (code: number, reason: string): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: `the lab answers ${reason}`,
  reason,
  code,
})
