import { apache } from './products/apache.ts'
import { caddy } from './products/caddy.ts'
import { etcd } from './products/etcd.ts'
import { influxDb } from './products/influxdb.ts'
import { jupyter } from './products/jupyter.ts'
import { nginx } from './products/nginx.ts'
import { nodeRed } from './products/node-red.ts'
import { powerDns } from './products/powerdns.ts'
import { prometheus } from './products/prometheus.ts'
import { rabbitMq } from './products/rabbitmq.ts'
import { dockerRegistry } from './products/registry.ts'
import { syncthing } from './products/syncthing.ts'
import { tiddlyWiki } from './products/tiddlywiki.ts'
import { verdaccio } from './products/verdaccio.ts'
import type { RealServer } from './server.ts'

/** Every server of `npm run test:servers`. */
export const servers: readonly RealServer[] = [
  apache,
  caddy,
  dockerRegistry,
  etcd,
  influxDb,
  jupyter,
  nginx,
  nodeRed,
  powerDns,
  prometheus,
  rabbitMq,
  syncthing,
  tiddlyWiki,
  verdaccio,
]
