import type { Check } from '../core/model/check.ts'
import type { Consumer } from '../core/model/consumer.ts'
import type { OurRotation } from '../core/model/ours.ts'
import { addressesOf } from '../core/probe/calls/calls-of.ts'
import { specFor } from '../core/rotation/capabilities-for.ts'
import { rotatorSpecOf } from '../providers/rotators.ts'

/** Returns every address that probing a check, rotating its credential and observing its consumers ask, as far as the config knows it. */
export function urlsOf(check: Pick<Check, 'question' | 'rotation' | 'consumers'>): readonly URL[] {
  const { question, rotation, consumers } = check
  const written = [
    ...addressesOf(question),
    ...(rotation.by === 'ours' ? rotationUrls(rotation) : []),
    ...consumers.map(addressOfConsumer),
  ]
  return written.flatMap((url) => (url === null ? [] : [new URL(url)]))
}

/** Returns the address at which a consumer is looked at; `null` where AWS is asked about it. */
function addressOfConsumer(consumer: Consumer): string | null {
  if (consumer.kind === 'kubernetes') return consumer.api
  return consumer.kind === 'health' ? consumer.url : null
}

/** Returns the addresses that a rotation asks, as far as they are known before it. Places in them are filled later. */
function rotationUrls(rotation: OurRotation): readonly string[] {
  switch (rotation.grant) {
    case 'client_credentials':
      return [rotation.tokenUrl]
    case 'refresh_token':
      return [rotation.tokenUrl, ...(rotation.introspectionUrl === null ? [] : [rotation.introspectionUrl])]
    case 'github_app':
      return [rotation.api]
    case 'http':
    case 'provider': {
      const spec = specFor(rotation, rotatorSpecOf)
      const api = rotation.api ?? spec?.api ?? ''
      const urls = [
        spec?.login?.tokenUrl.replace('{login}', rotation.options['login'] ?? spec.defaults['login'] ?? ''),
        spec?.issue.url,
      ]
      return urls.flatMap((url) => (url === undefined ? [] : [url.replace('{api}', api).replace(/\{[\w.]+\}/g, 'x')]))
    }
  }
}
