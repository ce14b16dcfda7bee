import { startWorld } from './chaos/lab/world.ts'
const client = await import('./examples/clients/single-flight-with-breaker.ts')
const t0=performance.now()
const w = await startWorld({ client, instances: 2, tokens: { format: 'opaque', ttlSeconds: 3600 } })
console.log('started', performance.now()-t0)
for (let i=0;i<6;i++){ const t=performance.now(); const o = await w.fleet.instances[i%2]!.call('read','r'); console.log(o, performance.now()-t) }
console.log(w.log, w.injection.wire.entries.map(e=>[e.plane,e.path,e.status,e.caller,Math.round((e.endedMs??0)-e.atMs)]))
await w.close()
