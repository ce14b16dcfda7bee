import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openOverrides } from '../../functions/aws/overrides.ts'
import { openRotation } from '../../functions/aws/rotation.ts'
import { openTable } from '../../functions/aws/table.ts'
import { openSweep } from '../../functions/aws/versions.ts'
import { parseGateEvent } from '../../functions/core/gate/event.ts'
import { entrancesOf } from '../../functions/core/model/entrance.ts'
import { capabilitiesFor } from '../../functions/core/rotation/capabilities-for.ts'
import { dryRun } from '../../functions/core/rotation/dry-run.ts'
import { parseRotationOrder } from '../../functions/core/rotation/order-event.ts'
import { rehearse } from '../../functions/core/rotation/rehearse.ts'
import { serveOrder } from '../../functions/core/rotation/serve-order.ts'
import { parameterNameOf, spellDirectory } from '../../functions/core/state/directory.ts'
import { ownVersion } from '../../functions/own-version.ts'
import { serveGate } from '../../functions/probe/gate.ts'
import { rotatorSpecOf } from '../../functions/providers/rotators.ts'
import { parseRotateRequest } from '../../functions/rotate/request.ts'
import { arnOf } from '../../local/aws/account.ts'
import { callerEnvironment } from '../../local/aws/caller.ts'
import { startInvocations } from '../../local/aws/invocations.ts'
import { startParameters } from '../../local/aws/parameters.ts'
import type { LambdaFunction } from '../../local/lambda/function.ts'
import { openCommandHost } from './command-host.ts'
import { aFolder, type Run } from './command-line.ts'
import type { LabSubject } from './lab-subject.ts'
import { noParameters } from './parameters.ts'
import type { RotationLab } from './rotation-lab.ts'
import { openClients, tableName } from './rotation-stores.ts'
import { aPlace } from './stores.ts'

/** A person at a terminal: types the commands of the documentation, which reach the functions of the lab. */
export type Operator = {
  /** Runs `npx tokenwatch ...` as it is typed. Orders get a name and a yes. */
  tokenwatch(line: string, subject: LabSubject): Promise<Run>
  /** Runs `aws secretsmanager put-secret-value` with this value. */
  putSecretValue(subject: LabSubject, value: string): Promise<void>
  close(): Promise<void>
}

/** Opens the terminal over a lab that keeps its records in the table. */
export async function openOperator(lab: RotationLab): Promise<Operator> {
  await using opened = new AsyncDisposableStack()
  const now = () => lab.clock.ms
  const parameters = opened.adopt(await startParameters({ now }), (one) => one.close())
  const lambda = opened.adopt(await startInvocations({ now }), (one) => one.close())
  const folder = opened.adopt(await aFolder(), (one) => one.close())
  const host = opened.adopt(openCommandHost(), (one) => one.close())
  const clients = openClients(lab)
  opened.defer(() => clients.close())
  const environment = (): Record<string, string> => ({
    ...callerEnvironment('operator'),
    AWS_ENDPOINT_URL_SSM: parameters.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_DYNAMODB: lab.dynamodb.url,
    TOKENWATCH_DEPLOYMENT: 'acme',
  })
  const directory = { config: 'lab', release: ownVersion(), table: tableName, tick: 'tick', probe: 'probe', probes: {} }
  const topics = { page: 'page', notice: 'notice', watcher: 'watcher' }
  parameters.put(
    parameterNameOf('acme'),
    spellDirectory({ ...directory, ...topics, rotators: { production: 'rotate' } }),
  )
  const running = opened.move()
  return {
    async tokenwatch(line, subject) {
      for (const one of functionsOf(subject, clients)) lambda.add(one, entrancesOf(one.name))
      const typed = line.replace('npx tokenwatch ', '').replace('<check>', subject.check.id).split(' ')
      const isOrder = typed[0] === 'rotate' || typed.includes('--release')
      return host.run(
        [...typed, ...(isOrder ? ['--by', 'sam', '--yes', ...(typed[0] === 'rotate' ? ['--wait', '20s'] : [])] : [])],
        {
          cwd: folder.path,
          env: environment(),
        },
      )
    },
    async putSecretValue({ secretArn }, SecretString) {
      await clients.secrets.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString }))
    },
    close: () => running.disposeAsync(),
  }
}

/** The functions that the command line calls, over the real clients of the lab, in this process. */
function functionsOf(
  { deployment, dependencies }: LabSubject,
  { table, secrets }: ReturnType<typeof openClients>,
): readonly LambdaFunction[] {
  const states = openTable(table, tableName)
  const conditions = openConditions(table, tableName)
  const { journal, now } = dependencies
  const shared = { deployment, states, records: states, conditions, now, log: () => {} }
  const starting = {
    journal,
    classOf: (rotation: Parameters<typeof capabilitiesFor>[0]) => capabilitiesFor(rotation, rotatorSpecOf).class,
    request: openRotation(secrets),
    sweep: openSweep(secrets, noParameters),
    monitor: states,
  }
  return [
    inProcess('tick', async (event) => {
      const order = parseRotationOrder(event)
      if (order === null) throw new Error('not an order')
      return serveOrder(order, { ...shared, ...starting })
    }),
    inProcess('rotate', async (event) => {
      const request = parseRotateRequest(event)
      if (request?.kind === 'dryRun') return dryRun(request.check, dependencies)
      if (request?.kind === 'rehearsal') return rehearse(request.check, dependencies)
      throw new Error('not asked for by a person')
    }),
    inProcess('probe', async (event) => {
      const question = parseGateEvent(event)
      if (question === null) throw new Error('not a question')
      const publish = async () => {}
      const recordOverride = openOverrides(table, tableName)
      return serveGate(question, { ...dependencies, ...shared, publish, recordOverride, place: aPlace })
    }),
  ]
}

/** A function of the lab that runs in this process. */
function inProcess(name: string, handle: (event: unknown) => Promise<unknown>): LambdaFunction {
  const invoke: LambdaFunction['invoke'] = async (event) =>
    handle(event).then(
      (payload) => ({ ok: true, payload }),
      (error: unknown) => ({ ok: false, errorType: 'Error', errorMessage: String(error) }),
    )
  const arn = arnOf('lambda', `function:${name}`)
  const nothing = async () => {}
  return { name, arn, invoke, invokeEvent: invoke, coldStarts: 0, settled: nothing, kill: () => {}, close: nothing }
}
