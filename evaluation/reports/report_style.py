"""How the evaluation's page looks, on a screen and on paper."""

STYLE = """<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.4rem; border-bottom: 2px solid #d5dbe3; } code { font-size: .85em; }
table { border-collapse: collapse; margin: .6rem 0; } td, th { padding: .2rem .5rem; text-align: left; }
tbody tr:nth-child(odd) { background: #f3f6f9; } th { border-bottom: 1px solid #9aa7b5; font-weight: 600; }
td { vertical-align: middle; font-variant-numeric: tabular-nums; } .none { color: #6b7684; font-size: .9em; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; } svg.bar { overflow: visible; }
.bar rect { fill: #9cc3de; } .bar circle { fill: #1b5e8c; } .axis, .grid { stroke: #d5dbe3; }
.limit { stroke: #b3541e; stroke-dasharray: 3 2; } .curve { fill: none; stroke-width: 1.8; }
.whole, td:first-child, td:nth-child(2) { white-space: nowrap; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; } figcaption { text-align: center; }
</style>"""
