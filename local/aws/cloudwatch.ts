import { isDeepStrictEqual } from 'node:util'
import { type Alarms, createAlarms } from './alarms.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { createListeners } from './listeners.ts'
import { acceptedData, type Datum, metricParameters } from './metric-data.ts'
import { metricStatistics } from './metric-statistics.ts'
import { operation } from './operation.ts'
import { remember } from './recent.ts'

export type CloudWatch = Endpoint &
  Pick<Alarms, 'setAlarm'> & {
    /** The latest accepted data points, oldest first. */
    readonly data: readonly Datum[]
    /** The newest point of a metric; with any dimensions where none are given. */
    readonly latest: (name: string, dimensions?: Readonly<Record<string, string>>) => Datum | undefined
    readonly onData: (listener: (datum: Datum) => void) => () => void
  }

/** A CloudWatch on loopback that keeps metrics and refuses what the real one refuses. */
export async function startCloudWatch({ now = Date.now }: { now?: () => number } = {}): Promise<CloudWatch> {
  const data: Datum[] = []
  const listeners = createListeners<Datum>()
  const alarms = createAlarms()
  const operations = {
    PutMetricData: operation(metricParameters, (input) => {
      for (const datum of acceptedData(input, now())) {
        remember(data, datum)
        listeners.tell(datum)
      }
    }),
    GetMetricStatistics: metricStatistics(data),
    ...alarms.operations,
  }
  const invalidCode = 'InvalidParameterValueException'
  const queryCodes = { [invalidCode]: 'InvalidParameterValue' }
  const endpoint = await startEndpoint(jsonService({ version: '1.0', operations, invalidCode, queryCodes }), now)
  return {
    ...endpoint,
    setAlarm: alarms.setAlarm,
    data,
    latest: (name, dimensions) =>
      data.findLast(
        (datum) => datum.name === name && (dimensions === undefined || isDeepStrictEqual(datum.dimensions, dimensions)),
      ),
    onData: listeners.add,
  }
}
