import { chosen, faults, usualVariant } from './chaos/faults/catalogue.ts'
import { runTrial } from './chaos/lab/trial.ts'
const names = (process.env.CLIENTS ?? 'naive,refresh-per-request,single-flight,single-flight-with-breaker').split(',')
const want = process.argv.slice(2)
for (const d of faults) {
  if (want.length && !want.includes(d.number)) continue
  for (const n of names) {
    const client = await import(`./examples/clients/${n}.ts`)
    const t0=Date.now(), cpu=process.cpuUsage()
    const t = await runTrial({ fault: chosen({ fault: d.id, variant: process.env.VARIANT ?? usualVariant(d) } as never), client })
    const m = t.measured, c=process.cpuUsage(cpu)
    console.log(d.number, n, t.judgement.verdict, t.judgement.reasons.map(r=>'metric' in r? `${r.metric}=${r.value}`:r.because).join('; '), '| ev', m.evidence, 'c', m.control.successRatio, JSON.stringify(Object.fromEntries(Object.entries(m.metrics).filter(([,v])=>v!==null).map(([k,v])=>[k,Math.round((v as number)*100)/100]))), m.baseline.calls, m.baseline.failed, m.fault.calls, Date.now()-t0, 'cpu', Math.round((c.user+c.system)/1000))
    if (process.env.DEBUG) console.log(t.observation.log.map(l=>l.text).slice(0,12), t.observation.arms.fault.wire.filter(e=>e.atMs>t.observation.marks.injectedMs).slice(0,40).map(e=>[e.plane,e.path,e.status,e.strike,e.caller].join(' ')))
  }
}
