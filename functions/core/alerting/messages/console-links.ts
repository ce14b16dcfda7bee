import type { Place } from '../../model/place.ts'
import type { Fact } from './report.ts'

/** Names the dashboard. Names are unique in an account across all Regions. */
export function dashboardName(deployment: string, region: string): string {
  return `Tokenwatch-${deployment}-${region}`
}

/** Hosts of the console by partition (docs.aws.amazon.com/general/latest/gr, "AWS service endpoints"). Other partitions get no links. */
const consoles: ReadonlyMap<string, (region: string) => string> = new Map([
  ['aws', (region) => `${region}.console.aws.amazon.com`],
  ['aws-cn', (region) => `${region}.console.amazonaws.cn`],
  ['aws-us-gov', (region) => `${region}.console.amazonaws-us-gov.com`],
])

/** Links the dashboard, and the log of readings from an hour before `sinceMs`, filtered by the check where one is given. */
export function consoleLinks(place: Place, sinceMs: number, check: string | null = null): readonly Fact[] {
  const host = consoles.get(place.partition)?.(place.region)
  if (host === undefined) return []
  const cloudwatch = `https://${host}/cloudwatch/home?region=${encodeURIComponent(place.region)}`
  const dashboard = `${cloudwatch}#dashboards/dashboard/${encodeURIComponent(dashboardName(place.deployment, place.region))}`
  if (place.logGroup === null) return [['Dashboard', dashboard]]
  const filter = check === null ? '' : `filterPattern=${encodeURIComponent(`{ $.check = "${check.toWellFormed()}" }`)}&`
  const events = twiceEncoded(`?${filter}start=${sinceMs - lookBackMs}`)
  const log = `${cloudwatch}#logsV2:log-groups/log-group/${twiceEncoded(encodeURIComponent(place.logGroup))}/log-events${events}`
  return [
    ['Dashboard', dashboard],
    ['Log', log],
  ]
}

/** Long enough to show the last good reading of most cadences: each hour has one. */
const lookBackMs = 3_660_000

/** Encodes text as the console does behind its `#`: percent-encoded twice, with `$` for `%`. */
function twiceEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%', '$')
}
