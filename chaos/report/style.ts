/** Style sheet of a report. It loads nothing. */
export const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:2rem auto;padding:0 1rem;color:#1d2430}
h1{font-size:1.4rem}h2{font-size:1rem;margin-top:2rem}h3{font-size:.9rem;font-weight:600;margin:1rem 0 0}
td,th{padding:.15rem .8rem .15rem 0;vertical-align:top;text-align:left}
.verdict{display:inline-block;padding:.2rem .7rem;border-radius:4px;color:#fff;background:#a33}
.verdict.resilient{background:#267a44}.verdict.inconclusive,.verdict.not-ready,.verdict.aborted,.verdict.refused{background:#666}
svg{width:100%;background:#f4f5f7}svg text{font:10px system-ui,sans-serif;fill:#5a6270}
rect.ok,rect.run.resilient{fill:#3d9a5f}rect.degraded{fill:#d9a400}rect.failed,rect.run{fill:#c23b3b}rect.requests{fill:#3b6fc2}
rect.run.resilient{fill:#3d9a5f}rect.run.inconclusive,rect.run.not-ready,rect.run.aborted{fill:#8a8f98}
b.ok{color:#267a44}b.degraded{color:#8a6900}b.failed{color:#a33}b.requests{color:#2c569c}line{stroke:#1d2430;stroke-dasharray:4 3}`
