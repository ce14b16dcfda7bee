import { CfnQueryDefinition, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { Functions } from './functions.ts'

/** The lines of batches hold one object for each check (`functions/core/tick/logged-readings.ts`). `unnest` makes each a record. */
const latencyOfChecks = [
  'fields jsonParse(@message) as line',
  "filter event = 'readings'",
  'unnest line.readings into reading',
  'stats count(*) as readings, avg(reading.latencyMs) as average, pct(reading.latencyMs, 99) as p99 by reading.check',
  'sort p99 desc',
].join('\n| ')

/** Saves the queries over the logs of the probes. */
export function saveQueries(scope: Construct, { name, logs }: Deployment, { probes }: Functions): void {
  if (logs === 'changes')
    new CfnQueryDefinition(scope, 'LatencyOfChecks', {
      name: `tokenwatch/${name}/latency of checks`,
      logGroupNames: probes.map((probe) => probe.logs.logGroupName),
      queryString: latencyOfChecks,
    })
  const save = (title: string, query: ConstructorParameters<typeof QueryString>[0]) =>
    new QueryDefinition(scope, title.replaceAll(' ', ''), {
      queryDefinitionName: `tokenwatch/${name}/${title}`,
      logGroups: probes.map(({ logs }) => logs),
      queryString: new QueryString(query),
    })
  const reading = "event = 'reading'"
  save('slow readings', {
    fields: ['check', 'timings.totalMs', 'timings.dnsMs', 'timings.connectMs', 'timings.tlsMs', 'timings.firstByteMs'],
    filterStatements: [reading],
    sort: 'timings.totalMs desc',
    limit: 50,
  })
  save('scope history of a check', {
    fields: ['@timestamp', 'required', 'missing', 'forbidden', 'versionId'],
    filterStatements: [reading, "check = 'environment/id'"],
    sort: '@timestamp desc',
    limit: 200,
  })
  save('failures by provider', {
    filterStatements: [reading, "standing != 'valid'"],
    statsStatements: ['count(*) as readings, count_distinct(check) as checks by provider, reason, shown'],
    sort: 'readings desc',
  })
}
