/**
 * The look of the paper: A4 upright, the head of a table on each page, no row broken over two. Fonts are those of the reader's system;
 * digests and ids break where they have to.
 */
export const STYLE = `
@page { size: A4 portrait; margin: 14mm 11mm 15mm; @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }
* { box-sizing: border-box; }
html { font: 9.5pt/1.45 "Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif; color: #111; background: #fff; }
body { max-width: 190mm; margin: 0 auto; padding: 8mm 4mm; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 0 1mm; text-align: center; letter-spacing: .02em; }
.made { margin: 0 0 1.5mm; text-align: right; font-size: 8.5pt; color: #444; }
h2 { font-size: 11.5pt; margin: 7mm 0 2mm; break-after: avoid; overflow-wrap: anywhere; }
table { width: calc(100% - 1px); border-collapse: collapse; }
th, td { border: .3mm solid #888; padding: 1mm 1.6mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eef1f4; font-weight: 600; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.facts { margin-bottom: 3.5mm; table-layout: fixed; }
.facts .label { width: 27mm; }
.files { table-layout: fixed; font-size: 8.5pt; }
.files thead { display: table-header-group; }
.files thead th { vertical-align: middle; line-height: 1.25; text-wrap: balance; }
tr, .facts, .files tbody, .signatures { break-inside: avoid; }
.changes .size { text-align: left; width: 20mm; }
.changes .at { width: 26mm; }
.changes .proof { width: 60mm; }
.number { width: 10mm; text-align: right; }
.size { width: 18mm; text-align: right; white-space: nowrap; }
.proof { width: 73mm; }
.at { width: 19mm; }
.attempts { width: 12mm; text-align: center; }
.verified { width: 18mm; }
td.name { white-space: pre-wrap; }
code { font: 7pt/1.4 Consolas, Menlo, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
.facts code { font-size: 7.5pt; }
dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; column-gap: 1.6mm; }
dt { color: #444; font-size: 7.5pt; line-height: 1.4; }
dd { margin: 0; min-width: 0; line-height: 1.4; }
.quiet { color: #555; font-size: 7.5pt; }
.bad { color: #a40000; font-weight: 600; }
.why { color: #a40000; font-size: 8pt; border-top: none; padding-top: 0; }
.told td { border-bottom: none; }
.signatures { margin-top: 9mm; table-layout: fixed; }
.signatures td { height: 21mm; }
.signatures .date { width: 34mm; }
footer { margin-top: 4mm; font-size: 8pt; color: #444; }
footer p { margin: 0 0 1mm; }
@media print { body { max-width: none; padding: 0; } }
`;
