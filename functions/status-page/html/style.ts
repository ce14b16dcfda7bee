/** Style of every page and report. Colours hold AA contrast on both backgrounds. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--fg:#1c1d1f;--soft:#565a60;--line:#d9dbdf;--red:#b3261e;--amber:#8a5300;--slate:#4a5568;--green:#1e6b34;--blue:#1f5fa8}
@media (prefers-color-scheme:dark){:root{--bg:#15171a;--card:#1c1f23;--fg:#e6e7e9;--soft:#a3a8b0;--line:#3a3f46;--red:#ff8f85;--amber:#f0b45c;--slate:#b6bfcc;--green:#7fd096;--blue:#8dbdf5}}
*{box-sizing:border-box}
body{font:15px/1.45 system-ui,sans-serif;background:var(--bg);color:var(--fg);margin:0 auto;max-width:76rem;padding:.75rem 1.25rem 2rem;overflow-wrap:break-word}
dd,code,li,p,h2,h3{overflow-wrap:anywhere}
a{color:var(--blue)}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
.skip,.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:static;width:auto;height:auto;clip-path:none}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;border-bottom:1px solid var(--line);padding-bottom:.4rem}
h1{font-size:1.05rem;margin:0}h1 span{color:var(--soft);font-weight:400}
h2{font-size:1.05rem;margin:1.4rem 0 .5rem}h3{font-size:.95rem;margin:.6rem 0 .35rem}
.count{color:var(--soft);font-weight:400}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.2rem 0}nav a[aria-current]{color:var(--fg);font-weight:600;text-decoration:none;border-bottom:2px solid var(--fg)}
.asof,small,footer{color:var(--soft);font-size:.85rem}.asof{margin:.5rem 0}small{display:block}
.trouble{border:1px solid var(--red);border-left-width:5px;color:var(--red);background:var(--card);padding:.45rem .75rem;margin:.6rem 0;border-radius:4px}
.calm{font-size:1.05rem}
.card{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--line);border-radius:4px;padding:.5rem .9rem .7rem;margin:.55rem 0}
.card.page{border-left-color:var(--red)}.card.notice,.card.open{border-left-color:var(--amber)}.card.watched{border-left-color:var(--slate)}.card.done{border-left-color:var(--green)}
.card h3{margin:.1rem 0 .3rem}.reason{margin:.2rem 0 .5rem}
.level{font-size:.8rem;font-weight:400;color:var(--soft);border:1px solid var(--line);border-radius:3px;padding:0 .35rem}.level.page{color:var(--red);border-color:var(--red)}.level.notice{color:var(--amber);border-color:var(--amber)}
.badge{display:inline-block;font-size:.85rem;font-weight:600;border:1px solid currentColor;border-radius:3px;padding:0 .4rem;white-space:nowrap}
.badge.valid{color:var(--green)}.badge.invalid{color:var(--red)}.badge.misconfigured{color:var(--amber)}.badge.unknown,.badge.stale,.badge.waiting{color:var(--slate)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:.1rem 1.5rem;margin:0}
dl div{display:grid;grid-template-columns:6.2rem minmax(0,1fr);gap:.5rem}dt{color:var(--soft)}dd{margin:0}
code{font:.85em ui-monospace,monospace}
ul.plain,ol.plain,.events,.timeline,.summary,.providers,.steps{list-style:none;margin:0;padding:0}
.summary,.providers,.steps{display:flex;flex-wrap:wrap;gap:.35rem .6rem}
.summary li,.providers li{border:1px solid var(--line);border-radius:4px;background:var(--card)}
.summary a,.providers a{display:block;padding:.2rem .6rem;color:inherit;text-decoration:none}.summary li,.providers li{padding:0}.summary a:hover,.providers a:hover{text-decoration:underline}
.summary .invalid,.providers .invalid{color:var(--red);border-color:currentColor}.summary .misconfigured,.providers .misconfigured{color:var(--amber);border-color:currentColor}.summary .valid{color:var(--green)}
.steps{gap:.2rem .8rem;margin:.2rem 0 .4rem;color:var(--soft)}.steps .reached{color:var(--fg)}.steps [aria-current]{font-weight:700}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--soft);font-size:.85rem;white-space:nowrap}tbody th,td{max-width:22rem}tbody th{font-weight:600}
.latency{white-space:nowrap}.spark{vertical-align:-3px;color:var(--blue)}
.timeline li{display:grid;grid-template-columns:minmax(0,1.4fr) 180px minmax(0,1fr);gap:.2rem 1rem;align-items:center;border-bottom:1px solid var(--line);padding:.25rem 0}
.timeline .person svg{color:var(--amber)}.timeline .itself svg{color:var(--green)}.timeline .passed svg{color:var(--red)}
.events li{display:grid;grid-template-columns:4.6rem 6rem minmax(0,1fr);gap:.5rem;padding:.12rem 0;font-size:.9rem}.events time,.events li>span:first-child{color:var(--soft)}
.events .page b{color:var(--red)}.events .notice b{color:var(--amber)}.events .rotation b{color:var(--blue)}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:1rem 0}.filters label,.stacked label{display:grid;gap:.15rem;color:var(--soft);font-size:.85rem}.stacked label{margin:.5rem 0;max-width:30rem}
input,select,button,.button{font:inherit;color:var(--fg);background:var(--card);border:1px solid var(--soft);border-radius:4px;padding:.25rem .6rem;min-height:2rem}
select{max-width:100%}
button,.button{cursor:pointer;display:inline-block;text-decoration:none}.actions{margin:.6rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem}
footer{margin-top:2rem;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;border-top:1px solid var(--line);padding-top:.6rem}
.pager{margin:.8rem 0}
@media (max-width:640px){
body{padding:.5rem .75rem 2rem}
table,tbody,tr,th,td{display:block;width:100%}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}tbody th,td{border:0;padding:.08rem 0}
td[data-head]{display:grid;grid-template-columns:5.5rem minmax(0,1fr);gap:.5rem}td[data-head]::before{content:attr(data-head);color:var(--soft)}td[data-head]>*{grid-column:2}td:empty{display:none}tbody th,td{max-width:none;overflow-wrap:anywhere}
.timeline li{grid-template-columns:minmax(0,1fr)}.events li{grid-template-columns:4.6rem minmax(0,1fr)}.events li>:last-child{grid-column:2}
}
@media print{.actions,nav,footer,.skip{display:none}}
`
