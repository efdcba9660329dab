/** Style sheet of the page of the API. Light and dark follow the system. */
export const apiPageStyles = `
:root { color-scheme: light dark; --text: #1d2330; --muted: #5b6475; --line: #dfe3ea; --ground: #fff; --raised: #f6f7f9; --accent: #2456c8; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eaf0; --muted: #a0a8b8; --line: #323949; --ground: #14171f; --raised: #1c212c; --accent: #8fb0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; margin: 0; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .35rem; font-weight: 600; overflow-wrap: anywhere; }
p { margin: .35rem 0; max-width: 46rem; }
a { color: var(--accent); }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
article { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem; margin: .75rem 0; background: var(--raised); }
article:target { border-color: var(--accent); }
.version, .media { color: var(--muted); }
.media { font-size: .85em; }
.method { display: inline-block; min-width: 4.2em; font-size: .78rem; letter-spacing: .04em; padding: .1rem .5rem; margin-right: .3rem; border-radius: 6px; text-align: center; border: 1px solid currentColor; color: var(--accent); }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 500; width: 24%; }
td:nth-child(2) { width: 26%; color: var(--muted); }
summary { cursor: pointer; color: var(--muted); margin-top: .5rem; }
@media (max-width: 40rem) {
  th, td { display: block; width: auto; border-top: 0; padding: .1rem 0; }
  td:nth-child(2) { width: auto; }
  tr { display: block; border-top: 1px solid var(--line); padding: .35rem 0; }
}
`;
