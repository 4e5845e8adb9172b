/** Chinese of what is wrong with requests and declarations, and of what is asked for: the terminal and the page say the same. */
export const TEXTS_REQUESTS = {
  'is missing': '没有填写',
  'are missing': '没有填写',
  'must be {what}, not {value}': '须为{what}，不能是 {value}',
  'has more than {count} elements': '超过 {count} 项',
  'must be at most {most}': '不能大于 {most}',
  'must not be empty': '不能为空',
  'must be at least {least}': '不能小于 {least}',
  'is an unknown key': '不是可用的键',
  'is missing: the id of an existing one, or {keys} of a new one': '没有填写：已有项目写编号，新建项目写 {keys}',
  'is missing (a new project needs it; an existing one is given by its id alone)':
    '没有填写（新建项目必填；已有项目只写编号）',
  'is for a new project: leave it out, or leave out the id of the existing one':
    '只用于新建项目：请去掉它，或去掉已有项目的编号',
  'is wrong: {problem}': '有误：{problem}',
  'is unknown: "{value}"': '不认识：{value}',
  'must be a duration such as 30s, 15m or 1h, not "{text}"': '须为时长，如 30s、15m 或 1h，不能是 {text}',
  'must be between {shortest}s and 366d, not {text}': '须在 {shortest}s 和 366d 之间，不能是 {text}',
  'must be whole seconds, not {text}': '须为整秒，不能是 {text}',
  'must be a number of files, a percentage, or both, such as 10,10%, not "{value}"':
    '须为文件数、百分比或两者，如 10,10%，不能是 {value}',
  '; names for it are {names}': '；可用的名称有 {names}',
  '{a} or {b}': ' {a} 或 {b}',
  '{a} or {b} or {c}': ' {a}、{b} 或 {c}',
  '; did you mean "{near}"?': '；是不是 {near}？',
  ' (configured: {names})': '（已配置 {names}）',
  '{text}{hint}': '{text}{hint}',
  '{place} ': '{place} ',
  none: '无',
  '… and {count} more': '……另有 {count} 个',
  'files[{end}] and those behind it were not looked at': 'files[{end}] 及其后的文件没有检查',
  'must be a text': '须为文本',

  pause: '暂停',
  resume: '继续',
  cancel: '取消',

  'is none: {problem}': '不能作名字：{problem}',
} as const;
