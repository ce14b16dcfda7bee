import type { Place } from '../../model/place.ts'
import type { Fact } from './report.ts'

/** Dashboards are known by their name in a whole account, whatever the Region. */
export function dashboardName(deployment: string, region: string): string {
  return `Tokenwatch-${deployment}-${region}`
}

/** Hosts of the console by partition (docs.aws.amazon.com/general/latest/gr, "AWS service endpoints"); others have none that we know. */
const consoles: ReadonlyMap<string, (region: string) => string> = new Map([
  ['aws', (region) => `${region}.console.aws.amazon.com`],
  ['aws-cn', (region) => `${region}.console.amazonaws.cn`],
  ['aws-us-gov', (region) => `${region}.console.amazonaws-us-gov.com`],
])

/** Where to look next in the console: the dashboard, and the log of the readings from a while before `sinceMs`, of one check where it is named. */
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

/** Enough of the log to see the last good reading of most cadences. */
const lookBackMs = 900_000

/** How the console writes what stands behind its `#`: percent signs become `$25`, and so on. */
function twiceEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%', '$')
}
