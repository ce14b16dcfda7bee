import type { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { CheckKey } from '../functions/core/model/check.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import {
  blockingMetric,
  checkMetrics,
  dimensionNames,
  heartbeatMetric,
  metricNamespace,
} from '../functions/core/model/metric-names.ts'

type Reading = { readonly statistic: string; readonly period: Duration }

/** Returns a metric of the whole deployment. Alarms and dashboards take their metrics from here. */
export function deploymentMetric({ name }: Deployment, metricName: string, reading: Reading): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { [dimensionNames.deployment]: name },
    ...reading,
  })
}

/** Returns a metric of the ticks of one cadence. */
export function cadenceMetric({ name }: Deployment, cadence: string, metricName: string, reading: Reading): Metric {
  const dimensionsMap = { [dimensionNames.deployment]: name, [dimensionNames.cadence]: cadence }
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, ...reading })
}

/** Returns a metric with zeros in place of its missing values. */
export function withoutGaps(metric: IMetric, period: Duration): MathExpression {
  return new MathExpression({ expression: 'FILL(values, 0)', usingMetrics: { values: metric }, period })
}

/** Returns a metric of one environment. */
export function environmentMetric(
  { name }: Deployment,
  environment: string,
  metricName: string,
  reading: Reading,
): Metric {
  const dimensionsMap = { [dimensionNames.deployment]: name, [dimensionNames.environment]: environment }
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, ...reading })
}

/** Counts the checks of a service that the gate would refuse in an environment. Each cadence sends its own count. */
export function blocking({ name }: Deployment, service: string, environment: string, period: Duration): Metric {
  const dimensionsMap = {
    [dimensionNames.deployment]: name,
    [dimensionNames.service]: service,
    [dimensionNames.environment]: environment,
  }
  return new Metric({
    namespace: metricNamespace,
    metricName: blockingMetric,
    dimensionsMap,
    statistic: 'Maximum',
    period,
  })
}

/** Returns the worst of `standingValues` in a period. */
export function standing({ name }: Deployment, check: CheckKey, period: Duration): Metric {
  const dimensionsMap = { [dimensionNames.deployment]: name, [dimensionNames.check]: check }
  return new Metric({
    namespace: metricNamespace,
    metricName: checkMetrics.standing,
    dimensionsMap,
    statistic: 'Maximum',
    period,
  })
}

/** Emitted only if every batch of the tick was judged and no page is pending. */
export function heartbeat(deployment: Deployment, cadence: string, period: Duration): Metric {
  return cadenceMetric(deployment, cadence, heartbeatMetric, { statistic: 'Sum', period })
}
