/** Chinese of what the commands of syncs, reports and messages tell. */
export const TEXTS_SYNCS = {
  '{count} lines looked at': '已检查 {count} 行',
  '{name} remembers {files}, which would be forgotten: confirm with --yes':
    '{name} 的台账里有 {files}，将被清空：请用 --yes 确认',
  '{name} remembers {files}': '{name} 的台账里有 {files}',
  '"{path}" changed while it was read: nothing is imported': '{path} 在读取时被改动：没有导入任何内容',
  '{name} is paused; go on with: modelrail sync resume {name}': '{name} 已暂停；继续：modelrail sync resume {name}',
  '{name} is resumed': '{name} 已恢复',
  '{name} is resumed; the next run is at {time}': '{name} 已恢复；下次运行在 {time}',
  'saved; let a run delete what it names by: modelrail sync trigger {name} --approve {output}':
    '已保存；要让运行删除其中所列的内容：modelrail sync trigger {name} --approve {output}',
  'no syncs; declare one with: modelrail sync create': '没有同步；新建一个：modelrail sync create',
  'declared; make a run now with: modelrail sync trigger {name}': '已声明；马上运行：modelrail sync trigger {name}',
  'the files that it delivered': '它交付过的文件',
  '{name} would forget {files}, and a sync of the same source would deliver them again':
    '{name} 将从台账清除 {files}，以后同步同一来源会重新交付它们',
  '{name} stays as it is': '{name} 保持原样',
  '{name} is deleted; {files} forgotten, what is on the platform stays':
    '{name} 已删除，从台账清除 {files}；平台上的内容保留',
  writing: '正在写入',
  reading: '正在读取',
  sending: '正在发送',
  '{files} remembered': '台账里有 {files}',
  '{files} written to {output}': '{files}，已写到 {output}',
  'queued behind the run that is made': '已排队，等正在进行的运行结束',
  'queued behind another run': '在另一次运行之后排队',
  'comparing the source with what is remembered': '正在比较来源和台账',
  '{found} found, {delivered} delivered, {failed} failed': '共 {found}，已交付 {delivered}，失败 {failed}',
  'nothing to do': '没有要做的事',
  'nothing was written': '没有写入任何内容',
  '{names}: another source or target is another memory, and everything is delivered there: confirm with --yes; nothing was written':
    '{names}：换了来源或目标就要另建台账，全部文件会重新交付：请用 --yes 确认；没有写入任何内容',
  'not done': '没有执行',

  'it goes on: the report has what is delivered so far': '交付还在进行：清单只有目前已交付的内容',
  '{files} not delivered': '{files}未交付',
  '{files} missing or different on the platform': '{files}在平台上缺失或不一致',
  'the platform was not asked: {reason}': '没有查询平台：{reason}',
  '{changes} not made': '{changes}未执行',
  'stopped: nothing was compared to its end': '已停止：没有核对完',
  '--{option} is for a report that is made, not for --check': '--{option} 用于生成清单，不能与 --check 合用',
  '--check takes one folder, not "{more}" beside it': '--check 只核对一个文件夹，不能再写 {more}',
  'name an ingestion (`modelrail list` has their ids), or a report by --check':
    '请写交付编号（`modelrail list` 列出编号），或用 --check 指定清单',
  'a table has files only, and {ids} delivered none: take --format html or json':
    '表格里只有文件，而 {ids} 没有交付文件：请用 --format html 或 json',

  'the configuration has no `notify`': '配置里没有 `notify`',
  'no target "{name}" in `notify`: there are {all}': '`notify` 里没有目标 {name}：有 {all}',
  FORM: '格式',
  RESULT: '结果',
  taken: '已接收',
  'not taken': '未接收',
  OPERATION: '接口',
  DOES: '作用',
  FIELD: '字段',
  MEANING: '含义',
  reads: '读取',
  changes: '改变',
  'It takes nothing.': '没有输入字段。',
} as const;
