import type { Check } from '../core/model/check.ts'
import { observedKinds } from '../core/model/consumer.ts'
import type { Deployment, PrivateNetwork } from '../core/model/deployment.ts'
import { type EndpointService, endpointServices, servicesCalled } from '../core/model/endpoint-services.ts'
import { type ProbeLocation, probeLocationsOf } from '../core/model/probe-locations.ts'
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
  return [...endpointProblems(network, environments, checks), ...checks.flatMap(publicHostProblems)]
}

/** Finds missing endpoints, without which the functions could not read a secret or page anybody. */
function endpointProblems(
  { egress }: PrivateNetwork,
  environments: readonly string[],
  checks: readonly Check[],
): readonly Problem[] {
  const missing = servicesFor(checks).filter((service) => egress !== 'nat' && !egress.endpoints.includes(service))
  if (missing.length === 0) return []
  const whose = checks.length > 1 ? `${checks[0]?.key} and ${checks.length - 1} more` : checks[0]?.key
  const message = `missing ${missing.join(', ')}, needed by ${whose}: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT`
  return environments.map((name) => ({ check: null, field: `environments.${name}.network.egress.endpoints`, message }))
}

/** Returns the services that probing checks, rotating their credentials and observing their consumers call. */
function servicesFor(checks: readonly Check[]): readonly EndpointService[] {
  const rotates = checks.some(({ rotation }) => rotation.by === 'ours')
  const consumers = new Set(checks.flatMap((check) => check.consumers.map(({ kind }) => kind)))
  const called = new Set<EndpointService>([
    ...servicesCalled.probe,
    ...(rotates ? servicesCalled.rotate : []),
    ...observedKinds.filter((kind) => consumers.has(kind)).flatMap((kind) => servicesCalled[kind]),
  ])
  return endpointServices.filter((service) => called.has(service))
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
