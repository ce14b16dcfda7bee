import { audienceOf, deliveryOf, topicNames } from '../core/model/audience.ts'
import type { Check } from '../core/model/check.ts'
import { observedKinds } from '../core/model/consumer.ts'
import type { Deployment } from '../core/model/deployment.ts'
import { type EndpointService, endpointServices, servicesCalled } from '../core/model/endpoint-services.ts'
import type { PrivateNetwork } from '../core/model/private-network.ts'
import { type ProbeLocation, probeLocationsOf } from '../core/model/probe-locations.ts'
import { readParameters, readsSecretsManager } from '../core/model/secret-references.ts'
import { isPublicOnly } from './addresses.ts'
import type { Problem } from './problems.ts'
import { shown } from './secrecy.ts'
import { urlsOf } from './urls-of.ts'

/** Most environments with a network: their queues and functions must fit into `tick`'s environment and one parameter (4 KB each). */
const environmentsInNetworks = 15

/** Finds what cannot work in the networks of the environments, as far as the config alone shows it. */
export function networkProblems(deployment: Deployment): readonly Problem[] {
  return [
    ...countProblems(deployment),
    ...probeLocationsOf(deployment).flatMap((location) => egressProblems(location, deployment)),
    ...heartbeatProblems(deployment),
    ...accountProblems(deployment),
  ]
}

function countProblems({ environments }: Deployment): readonly Problem[] {
  const named = environments.filter(({ network }) => network !== null).length
  if (named <= environmentsInNetworks) return []
  const message = `expected at most ${environmentsInNetworks} with a network in one deployment, found ${named}: divide the config`
  return [{ check: null, field: 'environments', message }]
}

function egressProblems({ network, environments }: ProbeLocation, deployment: Deployment): readonly Problem[] {
  if (network === null || network.egress === 'nat') return []
  const checks = deployment.checks.filter(({ environment }) => environments.includes(environment))
  return [...endpointProblems({ network, environments }, checks, deployment), ...checks.flatMap(publicHostProblems)]
}

/** Finds missing endpoints, without which the functions could not read a secret or page anybody. */
function endpointProblems(
  { network: { egress }, environments }: { readonly network: PrivateNetwork; readonly environments: readonly string[] },
  checks: readonly Check[],
  deployment: Deployment,
): readonly Problem[] {
  const missing = servicesFor(checks, deployment).filter(
    (service) => egress !== 'nat' && !egress.endpoints.includes(service),
  )
  if (missing.length === 0) return []
  const whose = checks.length > 1 ? `${checks[0]?.key} and ${checks.length - 1} more` : checks[0]?.key
  const message = `missing ${missing.join(', ')}, needed by ${whose}: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT`
  return environments.map((name) => ({ check: null, field: `environments.${name}.network.egress.endpoints`, message }))
}

/** Returns the services that probing checks, rotating their credentials and observing their consumers call. */
function servicesFor(checks: readonly Check[], { heartbeatUrl }: Deployment): readonly EndpointService[] {
  const rotates = checks.some(({ rotation }) => rotation.by === 'ours')
  const reads = readsSecretsManager(checks) || (heartbeatUrl !== null && 'secret' in heartbeatUrl)
  const consumers = new Set(checks.flatMap((check) => check.consumers.map(({ kind }) => kind)))
  const called = new Set<EndpointService>([
    ...servicesCalled.probe.filter((service) => service !== 'secretsmanager' || reads),
    ...(rotates ? servicesCalled.rotate : []),
    ...(readParameters(checks) ? servicesCalled.parameters : []),
    ...observedKinds.filter((kind) => consumers.has(kind)).flatMap((kind) => servicesCalled[kind]),
  ])
  return endpointServices.filter((service) => called.has(service))
}

/** Finds a watchdog outside of AWS that the first network, which calls it, cannot reach: it would raise its alarm for ever. */
function heartbeatProblems(deployment: Deployment): readonly Problem[] {
  const [first] = probeLocationsOf(deployment)
  const { heartbeatUrl } = deployment
  if (heartbeatUrl === null || first === undefined || first.network === null || first.network.egress === 'nat')
    return []
  const message = `its host is public, and it is called from the network of ${first.environments[0]}, which has endpoints only: say egress: 'nat' there, or drop it`
  return [{ check: null, field: 'heartbeatUrl', message }]
}

/** Finds what `tick` and `notify` lack in the network of the account. */
function accountProblems(deployment: Deployment): readonly Problem[] {
  const { network } = deployment.account
  if (network === null || network.egress === 'nat') return []
  const { endpoints } = network.egress
  const field = 'account.network.egress'
  const missing = calledByTick(deployment).filter((service) => !endpoints.includes(service))
  const lacks = `missing ${missing.join(', ')}, needed by tick: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT`
  const pages = pagerDutyEvents(deployment)
  const cannot = `notify calls the Events API of PagerDuty, which is public: say egress: 'nat', or notify PagerDuty with via: 'cloudwatch'`
  return [
    ...(missing.length === 0 ? [] : [{ check: null, field: `${field}.endpoints`, message: lacks }]),
    ...(pages ? [{ check: null, field, message: cannot }] : []),
  ]
}

function calledByTick({ checks }: Deployment): readonly EndpointService[] {
  return [...servicesCalled.tick, ...(readParameters(checks) ? servicesCalled.parameters : [])]
}

function pagerDutyEvents(deployment: Deployment): boolean {
  return topicNames.some((topic) =>
    audienceOf(deployment, topic).some(({ subscriber }) => deliveryOf(subscriber).by === 'notify'),
  )
}

/** Lists the endpoints that each network without NAT needs, by the field that names the network. */
export function endpointsNeeded(deployment: Deployment): ReadonlyMap<string, readonly EndpointService[]> {
  const { network: own } = deployment.account
  const needed = probeLocationsOf(deployment).flatMap(({ network, environments }) => {
    if (network === null || network.egress === 'nat') return []
    const checks = deployment.checks.filter(({ environment }) => environments.includes(environment))
    return [[`environments.${environments[0]}.network`, servicesFor(checks, deployment)] as const]
  })
  const ofTick = own === null || own.egress === 'nat' ? [] : [['account.network', calledByTick(deployment)] as const]
  return new Map([...needed, ...ofTick])
}

function publicHostProblems(check: Check): readonly Problem[] {
  const hosts = urlsOf(check)
    .filter((url) => isPublicOnly(url, check.allowPrivate))
    .map(({ host }) => host)
  return [...new Set(hosts)].map((host) => ({
    check: check.key,
    field: '',
    message: `${shown(host) ?? 'a host that it asks'} is public, and the network of ${check.environment} has endpoints only: set egress: 'nat' there, or name the host's private range in allowPrivate`,
  }))
}
