/** Chinese of what the commands of syncs, reports and messages tell. */
export const TEXTS_SYNCS = {
  '{count} lines looked at': '已检查 {count} 行',
  '{name} remembers {files}, which would be forgotten: confirm with --yes':
    '{name} 的台账里有 {files}，将被清空；要执行请加 --yes',
  '{name} remembers {files}': '{name} 的台账里有 {files}',
  '"{path}" changed while it was read: nothing is imported': '{path} 在读取时被改动：没有导入任何内容',
  'must be an MD5 of 32 lower-case hex digits, or empty before anything was delivered':
    '必须是 32 位小写十六进制的 MD5，从未交付过时为空',
  'must be a list of ids': '必须是编号的列表',
  'must be an object': '必须是对象',
  'must be a text': '必须是文本',
  'must be relative to the source, with slashes, without . and ..': '必须是相对于来源的路径，用斜线，不含 . 和 ..',
  'has half of a character': '含有半个字符',
  'must be a whole number': '必须是整数',
  'must be true or false': '必须是 true 或 false',
  'has the path of the line before: {path}': '路径与上一行相同：{path}',
  'has the path of line {line}: {path}': '路径与第 {line} 行相同：{path}',
  'has the path of the one before: {path}': '路径与前一个相同：{path}',
  'comes before {last} in the order of paths: {path}': '按路径顺序应在 {last} 之前：{path}',
  'no worker listens on task queue "{queue}": start one with `modelrail worker` (or `modelrail dev`) and {again}':
    '队列 {queue} 上没有工作进程：请用 `modelrail worker`（或 `modelrail dev`）启动一个，然后{again}',
  'try again': '再试',
  'no worker answered for ingestion {id}: start one with `modelrail worker` and retry again':
    '没有工作进程响应交付 {id}：请用 `modelrail worker` 启动一个，然后再重试',
  'plan again': '再做计划',
  'verify again': '再核验',
  '{who} did not answer in time': '{who}没有及时响应',
  'the worker': '工作进程',
  'the platform': '平台',
  '{asker} needs a Temporal server that runs activities without a workflow, as 1.32 does':
    '{asker}需要能单独运行活动的 Temporal 服务器，如 1.32',
  'a plan': '计划',
  verify: '核验',
  '{name} is paused; go on with: modelrail sync resume {name}': '{name} 已暂停；继续：modelrail sync resume {name}',
  '{name} is resumed': '{name} 已恢复',
  '{name} is resumed; the next run is at {time}': '{name} 已恢复；下次运行在 {time}',
  'saved; let a run delete what it names by: modelrail sync trigger {name} --approve {output}':
    '已保存；要让运行删除其中所列的内容：modelrail sync trigger {name} --approve {output}',
  'no syncs; declare one with: modelrail sync create': '没有同步；新建一个：modelrail sync create',
  'declared; make a run now with: modelrail sync trigger {name}': '已声明；马上运行：modelrail sync trigger {name}',
  'the files that it delivered': '它交付过的文件',
  '{name} would forget {files}, and a sync of the same source would deliver them again':
    '将删除同步 {name}，并从台账清除 {files}，以后同步同一来源会重新交付它们',
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
    '{names}：换了来源或目标就要另建台账，全部文件会重新交付；没有写入任何内容，要执行请加 --yes',
  'not done': '没有执行',

  'it goes on: the report has what is delivered so far': '交付还在进行：清单只有目前已交付的内容',
  '{files} not delivered': '{files}未交付',
  '{files} missing or different on the platform': '{files}在平台上缺失或不一致',
  'the platform was not asked: {reason}': '没有查询平台：{reason}',
  '{changes} not made': '{changes}未执行',
  'stopped: nothing was compared to its end': '已停止：没有核对完',
  '--{option} is for a report that is made, not for --check': '--{option} 用于生成清单，不能与 --check 合用',
  '--check takes one folder, not "{more}" beside it': '--check 只核对一个文件夹，不能再写 {more}',
  '{path} is no report that can be read: its text is not UTF-8. Was it saved anew by another program? Take the file as it was made':
    '{path} 不是能读取的交付清单：文本不是 UTF-8。是不是被别的程序另存过？请用原来的文件',
  '{path} was made by a later version of modelrail: compare it with that':
    '{path} 由更新版本的 modelrail 编制：请用那个版本核对',
  '{path} is not as it was made': '{path} 与编制时不同',
  '{path} is not as it was made: {place}: {issue}': '{path} 与编制时不同：{place}：{issue}',
  '{path} is not whole: it has no files': '{path} 不完整：其中没有文件',
  '{path} is not whole: it has {found} of {total} files, or a line that was cut off':
    '{path} 不完整：共 {total} 个文件，只有 {found} 个，或有一行被截断',
  '{path} is not as it was made: the size or a checksum of "{name}" cannot be read. Was it saved anew by a spreadsheet?':
    '{path} 与编制时不同：{name} 的大小或校验值无法读取。是不是被电子表格另存过？',
  '--json prints the report as JSON: --format {format} goes with --output':
    '--json 把清单输出为 JSON：--format {format} 要与 --output 合用',
  'folder {path}': '文件夹 {path}',
  'name an ingestion (`modelrail list` has their ids), or a report by --check':
    '请写交付编号（`modelrail list` 列出编号），或用 --check 指定清单',
  'a table has files only, and {ids} delivered none: take --format html or json':
    '表格里只有文件，而 {ids} 没有交付文件：请用 --format html 或 json',

  'the configuration has no `notify`; add a target to it, such as:\n{example}':
    '配置里没有 `notify`；请加上一个目标，例如：\n{example}',
  '→ check `url` and `secret` of the target in `notify`, and whether this machine reaches it':
    '→ 检查 `notify` 里该目标的 `url` 和 `secret`，以及本机能否连到它',
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
  required: '必填',
  optional: '可选',
  added: '可自动补上',
  ' and ': '和',
  '{fields} replace what is there, also what others added': '{fields} 会覆盖已有内容，包括他人添加的',
} as const;
