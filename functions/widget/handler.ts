import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientOptions, errorName } from '../aws/clients.ts'
import { openConditions } from '../aws/conditions.ts'
import { readDeployment } from '../aws/deployment-file.ts'
import { required } from '../aws/environment.ts'
import { lambdaHandler } from '../aws/lambda.ts'
import { logToStdout } from '../aws/logs.ts'
import { openTable } from '../aws/table.ts'
import { rememberedAnswer } from '../core/gate/remembered.ts'
import { profileIn } from '../core/model/deployment.ts'
import type { DeploymentFacts } from '../status-page/facts.ts'
import { failedWidget, statusWidget, widgetDescription } from '../status-page/html/widget.ts'
import { statusView } from '../status-page/view.ts'
import { parseWidgetEvent } from './widget-event.ts'

// Once per container. Nothing is kept between two looks.
const deployment = readDeployment()
const profileOf = profileIn(deployment)
const client = new DynamoDBClient(clientOptions)
const table = openTable(client, required('table'))
const conditions = openConditions(client, required('table'))

/** Runs whenever somebody looks at the dashboard. Answers with HTML, or with Markdown when CloudWatch asks what the widget is. */
export const handler = lambdaHandler('widget', async (event) => {
  const { isQuestion, theme } = parseWidgetEvent(event)
  if (isQuestion) return widgetDescription
  try {
    const facts = await look()
    return String(await statusWidget(statusView(facts, facts.at), theme))
  } catch (error) {
    const code = errorName(error)
    logToStdout({ event: 'fault', where: 'widget', code, check: null })
    return String(await failedWidget(code, theme))
  }
})

async function look(): Promise<DeploymentFacts> {
  const stores = { deployment, states: table, records: table, conditions, profileOf, now: Date.now }
  const [{ at, pulses, judgements }, states, active] = await Promise.all([
    rememberedAnswer(stores),
    table.read(deployment.checks.map(({ key }) => key)),
    conditions.all(),
  ])
  return {
    deployment: deployment.name,
    at,
    pulses,
    judgements,
    states,
    conditions: active,
    rotations: [],
    histories: new Map(),
    readings: new Map(),
    events: [],
    earlierEvents: 0,
    unread: [],
    options: `--deployment ${deployment.name}`,
    faults: [],
  }
}
