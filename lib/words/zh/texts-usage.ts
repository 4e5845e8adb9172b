/** Chinese of what is wrong with what was typed. */
export const TEXTS_USAGE = {
  '--id takes 1 to 200 letters, digits and . _ -, not "{id}"': '--id 须为 1 到 200 个字母、数字和 . _ -，不能是 {id}',
  '--hash must be an MD5 of 32 hex digits, not "{hash}"': '--hash 须为 32 位十六进制的 MD5，不能是 {hash}',
  '{flag} must be a whole number of at least 1, not {value}': '{flag} 须为不小于 1 的整数，不能是 {value}',
  'no column "{name}": there are {all}': '没有列 {name}：可用的列有 {all}',
  'no column "{name}"; did you mean "{near}"?: there are {all}': '没有列 {name}；是不是 {near}？可用的列有 {all}',
  'give an id or filters, not both': '编号和筛选条件只能写一种',
  'give an id, or at least one of --platform, --status, --since, --waiting, --hash':
    '请写编号，或 --platform、--status、--since、--waiting、--hash 中的至少一个',
  '--source is for the files of one ingestion: give its id': '--source 用于一次交付的文件：请写它的编号',
  '--source must be NAME=URL with an address, not {shown}':
    '--source 须为 NAME=URL（URL 以 http://、https:// 或 s3:// 开头），不能是 {shown}',
  '--source names {name} twice': '--source 里 {name} 写了两次',
  'must be KEY=VALUE, not {text}': '须为 KEY=VALUE，不能是 {text}',
  'has the key {key} twice': '里 {key} 写了两次',
  'unknown command \'{name}\'; did you mean "{near}"?': '没有命令 {name}；是不是 {near}？',
  'no ingestion {id} in Temporal: `modelrail list` shows those that there are':
    'Temporal 里没有交付 {id}：`modelrail list` 列出有哪些',
  'no ingestion {id} in Temporal; did you mean {near}?': 'Temporal 里没有交付 {id}；是不是 {near}？',
  '{flag} must be a date such as 2026-11-22T08:00Z, or a span such as 2h or 7d, not "{value}"':
    '{flag} 须为时刻，如 2026-11-22T08:00Z，或时长，如 2h、7d，不能是 {value}',
  ' or ': ' 或 ',
  '; `modelrail help` lists what there is': '；`modelrail help` 列出全部',
  'nothing to set: give --bwlimit, --concurrency or both': '没有要改的内容：请写 --bwlimit、--concurrency 或两者',
} as const;
