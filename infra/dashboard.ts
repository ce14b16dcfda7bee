import { Duration, Stack } from 'aws-cdk-lib'
import {
  Dashboard as CloudWatchDashboard,
  CustomWidget,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { dashboardName } from '../functions/core/alerting/messages/console-links.ts'
import { cadencesOf } from '../functions/core/model/cadences.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import {
  cadenceMetrics,
  deploymentMetrics,
  dimensionNames,
  environmentMetrics,
  metricNamespace,
  providerMetrics,
} from '../functions/core/model/metric-names.ts'
import type { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { cadenceMetric, deploymentMetric, environmentMetric, heartbeat } from './metrics.ts'

export type DashboardProps = {
  readonly deployment: Deployment
  readonly functions: Functions
  /** Function that renders the status page; null unless the config asks for it. */
  readonly widget: TokenwatchFunction | null
}

const width = 12
const height = 6
const minute = { period: Duration.minutes(1), statistic: 'Maximum' }

/** Fields of a reading in the log (`functions/core/state/log.ts`), as the queries name them. */
const latest = [
  'latest(standing) as standing',
  'latest(reason) as reason',
  'latest(shown) as shown',
  'latest(timings.totalMs) as latencyMs',
].join(', ')

/** A dashboard whose size does not depend on the number of checks: queries over logs and metrics, no widget per check. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { deployment, functions, widget }: DashboardProps) {
    super(scope, id)
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: dashboardName(deployment.name, Stack.of(this).region),
      defaultInterval: Duration.hours(3),
    })
    dashboard.addWidgets(new TextWidget({ markdown: `# Tokenwatch ${deployment.name}`, width: 2 * width, height: 1 }))
    if (widget !== null)
      dashboard.addWidgets(
        new CustomWidget({
          title: 'What is bad now',
          functionArn: widget.lambda.functionArn,
          width: 2 * width,
          height: 2 * height,
          // The widget shows the present, whatever time range the dashboard has.
          updateOnTimeRangeChange: false,
        }),
      )
    dashboard.addWidgets(...this.#checks(functions))
    dashboard.addWidgets(...environments(deployment))
    dashboard.addWidgets(...monitor(deployment, functions))
    this.#savedQueries(deployment, functions)
  }

  #checks({ probes }: Functions): IWidget[] {
    const table = (title: string, ...lines: string[]) =>
      new LogQueryWidget({
        title,
        width,
        height: 8,
        view: LogQueryVisualizationType.TABLE,
        logGroupNames: probes.map(({ logs }) => logs.logGroupName),
        queryLines: lines,
      })
    return [
      table(
        'Bad now',
        "filter event = 'reading'",
        `stats ${latest} by check`,
        "filter standing != 'valid'",
        'sort standing asc, check asc',
      ),
      table(
        'Expires next',
        "filter event = 'reading' and ispresent(expiresAt)",
        'stats latest(expiresAt) as expiresAt, latest(expirySource) as source by check',
        'sort expiresAt asc',
        'limit 20',
      ),
    ]
  }

  #savedQueries({ name }: Deployment, { probes }: Functions): void {
    const save = (title: string, query: ConstructorParameters<typeof QueryString>[0]) =>
      new QueryDefinition(this, title.replaceAll(' ', ''), {
        queryDefinitionName: `tokenwatch/${name}/${title}`,
        logGroups: probes.map(({ logs }) => logs),
        queryString: new QueryString(query),
      })
    const reading = "event = 'reading'"
    save('slow readings', {
      fields: [
        'check',
        'timings.totalMs',
        'timings.dnsMs',
        'timings.connectMs',
        'timings.tlsMs',
        'timings.firstByteMs',
      ],
      filterStatements: [reading],
      sort: 'timings.totalMs desc',
      limit: 50,
    })
    save('scope history of a check', {
      fields: ['@timestamp', 'required', 'missing', 'forbidden', 'scopeHash', 'versionId'],
      filterStatements: [reading, "check = 'environment/id'"],
      sort: '@timestamp desc',
      limit: 200,
    })
    save('latency of a check', {
      // A reading that says nothing new has no line of its own: its latency and scopes stand in the line of its batch.
      parseStatements: ['@message /"environment\\/id":\\[(?<unchangedMs>\\d+),"?(?<unchangedScopes>\\w+)/'],
      filterStatements: ["check = 'environment/id' or ispresent(unchangedMs)"],
      sort: '@timestamp desc',
      limit: 1_000,
      display:
        '@timestamp, coalesce(unchangedMs, timings.totalMs) as latencyMs, coalesce(unchangedScopes, scopeHash) as scopes',
    })
    save('failures by provider', {
      filterStatements: [reading, "standing != 'valid'"],
      statsStatements: ['count(*) as readings, count_distinct(check) as checks by provider, reason, shown'],
      sort: 'readings desc',
    })
  }
}

function environments(deployment: Deployment): IWidget[] {
  return deployment.environments.map(({ name }) => {
    const of = (metric: string) => environmentMetric(deployment, name, metric, minute)
    const { valid, invalid, unknown, misconfigured, expiring } = environmentMetrics
    return new GraphWidget({
      title: name,
      width,
      height,
      left: [invalid, misconfigured, unknown, expiring].map(of),
      right: [of(valid)],
    })
  })
}

function monitor(deployment: Deployment, { tick, probes }: Functions): IWidget[] {
  const { latency, notRun, pagesPending, pagesSent, pagesDeduplicated } = deploymentMetrics
  const of = (metric: string) => deploymentMetric(deployment, metric, minute)
  const percentiles = ['p50', 'p99'].map((statistic) =>
    deploymentMetric(deployment, latency, { statistic, period: Duration.minutes(5) }),
  )
  const cadences = [...cadencesOf(deployment).keys()]
  const unread = cadences.map((cadence) =>
    cadenceMetric(deployment, cadence, cadenceMetrics.secretReadFailures, minute),
  )
  const beats = cadences.map((cadence) => heartbeat(deployment, cadence, Duration.minutes(5)))
  const unknowns = new MathExpression({
    expression: `SEARCH('{${metricNamespace},${dimensionNames.deployment},${dimensionNames.provider}} MetricName="${providerMetrics.unknown}" ${dimensionNames.deployment}="${deployment.name}"', 'Maximum')`,
    usingMetrics: {},
    period: Duration.minutes(5),
    label: '',
  })
  return [
    new GraphWidget({ title: 'Latency of the APIs', width, height, left: percentiles }),
    new GraphWidget({ title: 'Unknown by provider', width, height, left: [unknowns] }),
    new GraphWidget({
      title: 'Heartbeat',
      width,
      height,
      left: beats,
      right: [of(notRun), ...unread],
    }),
    new GraphWidget({
      title: 'Pages: from verdict and from first bad reading until SNS had them',
      width,
      height,
      left: [deploymentMetrics.pageLatency, deploymentMetrics.timeToPage].map(of),
      right: [pagesSent, pagesPending, pagesDeduplicated].map(of),
    }),
    new GraphWidget({
      title: 'Functions',
      width,
      height,
      left: [tick, ...probes].map(({ lambda }) => lambda.metricDuration({ statistic: 'Maximum' })),
      right: [tick, ...probes].map(({ lambda }) => lambda.metricErrors()),
    }),
  ]
}
