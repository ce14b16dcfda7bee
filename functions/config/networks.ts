import type { Check } from '../core/model/check.ts'
import { observedKinds } from '../core/model/consumer.ts'
import type { Deployment, PrivateNetwork } from '../core/model/deployment.ts'
import { type EndpointService, endpointServices, servicesCalled } from '../core/model/endpoint-services.ts'
import { type ProbeLocation, probeLocationNames, probeLocationsOf } from '../core/model/probe-locations.ts'
import { isPublicOnly } from './addresses.ts'
import type { Problem } from './problems.ts'
import { shown } from './secrecy.ts'
import { secretNameOf } from './secret-name.ts'
import { urlsOf } from './urls-of.ts'

/** What `tick`'s environment (4 KB) and the deployment's parameter (4 KB) hold of queues and functions, with the longest names. */
const environmentsInNetworks = 15

/** What can not work in the networks that environments name, as far as the config alone shows it. */
export function networkProblems(deployment: Deployment): readonly Problem[] {
  return [
    ...countProblems(deployment),
    ...probeLocationsOf(deployment).flatMap((location) => egressProblems(location, deployment)),
    ...renewalProblems(deployment),
  ]
}

function countProblems({ environments }: Deployment): readonly Problem[] {
  const named = environments.filter(({ network }) => network !== null).length
  if (named <= environmentsInNetworks) return []
  const message = `at most ${environmentsInNetworks} with a network in one deployment, found ${named}: divide the config`
  return [{ check: null, field: 'environments', message }]
}

function egressProblems({ network, environments }: ProbeLocation, deployment: Deployment): readonly Problem[] {
  if (network === null || network.egress === 'nat') return []
  const checks = deployment.checks.filter(({ environment }) => environments.includes(environment))
  return [...endpointProblems(network, environments, checks), ...checks.flatMap(publicHostProblems)]
}

/** The functions could not even read a secret or page somebody. */
function endpointProblems(
  { egress }: PrivateNetwork,
  environments: readonly string[],
  checks: readonly Check[],
): readonly Problem[] {
  const missing = servicesFor(checks).filter((service) => egress !== 'nat' && !egress.endpoints.includes(service))
  if (missing.length === 0) return []
  const whose = checks.length > 1 ? `${checks[0]?.key} and ${checks.length - 1} more` : checks[0]?.key
  const message = `${missing.join(', ')} missing, which judging ${whose} takes: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets lead out through NAT`
  return environments.map((name) => ({ check: null, field: `environments.${name}.network.egress.endpoints`, message }))
}

/** The services that judging checks, renewing their credentials and looking after their consumers takes. */
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
    message: `${shown(host) ?? 'a host that it asks'} is public, and the network of ${check.environment} has endpoints only: say egress: 'nat' there, or name the host's private range in allowPrivate`,
  }))
}

/** Secrets Manager takes one rotation function for a secret. */
function renewalProblems(deployment: Deployment): readonly Problem[] {
  const names = probeLocationNames(deployment)
  const first = new Map<string, Check>()
  return deployment.checks.flatMap((check) => {
    const { secret, rotation, environment, key } = check
    if (rotation.by !== 'ours' || secret?.source.from !== 'secrets-manager') return []
    const name = secretNameOf(secret.source.id)
    const other = first.get(name)
    first.set(name, other ?? check)
    if (other === undefined || names.get(other.environment) === names.get(environment)) return []
    const message = `${other.key} renews this secret from another network, and Secrets Manager takes one function for it: leave one of them 'manual'`
    return [{ check: key, field: 'rotation', message }]
  })
}
