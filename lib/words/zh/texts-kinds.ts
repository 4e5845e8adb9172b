/** Chinese of what commands of one kind of platform tell, and of what is wrong with files and requests. */
export const TEXTS_KINDS = {
  'warning: left out: {source}: {reason}': '警告：未包括 {source}：{reason}',
  'no file is named': '没有写文件',
  'no file is named; words after {flag} belong to it, so put the files before it':
    '没有写文件；{flag} 后面的词都属于它，文件要写在它前面',
  '--platform is missing': '缺少 --platform',
  '--platform is missing (configured: {known})': '缺少 --platform（已配置：{known}）',
  '--output {output} cannot be written: {reason}': '--output {output} 无法写入：{reason}',
  'does not exist': '不存在',
  'cannot be read': '无法读取',
  'is no map': '不是映射文件',
  'is no report': '不是交付清单',
  'is no saved difference': '不是已保存的差异',
  'is no plan': '不是计划',
  '{count} of the files named more than once are taken once': '{count} 个文件写了多次，只取一次',
  '{path} is a link whose target does not exist': '{path} 是链接，所指的文件不存在',
  '{path} does not exist': '{path} 不存在',
  ': a name that is not UTF-8 has to be changed first': '：文件名不是 UTF-8，请先改名',
  'no file of the ingestion is called {name}': '交付里没有名为 {name} 的文件',
  '{count} files of the ingestion are called {name}: an address cannot say which it is for':
    '交付里有 {count} 个文件名为 {name}：只凭地址分不清是给哪一个',
  'is no address of http, https or s3': '不是 http、https 或 s3 地址',
  'the service gives no address': '服务没有给出地址',
  'folder {path} holds no model ({extensions})': '文件夹 {path} 里没有模型（{extensions}）',
  '{path} holds no model ({extensions})': '{path} 里没有模型（{extensions}）',
  'nothing matches {glob}': '没有文件与 {glob} 匹配',
  'no model matches {glob} ({extensions})': '没有模型与 {glob} 匹配（{extensions}）',
  '{path} is outside sources.roots: {roots}': '{path} 不在 sources.roots 之下：{roots}',
  ' (it leads to {real})': '（指向 {real}）',
  'left out: {models} in hidden files and folders, e.g. {first}: what is hidden is never a source':
    '未包括隐藏文件和文件夹里的 {models}，如 {first}：隐藏的文件不会读取',
  'platform "{platform}" is of kind {other}, not {kind}': '平台 {platform} 的种类是 {other}，不是 {kind}',
  '--platform is missing, and the configuration has no platform of kind {kind}':
    '缺少 --platform，而配置里没有 {kind} 这种平台',
  '--platform is missing, and the configuration has several of kind {kind}: {names}':
    '缺少 --platform，而配置里有多个 {kind} 平台：{names}',
  '{flag} must be a port (0 for a free one), not "{value}"': '{flag} 须为端口（0 为空闲端口），不能是 {value}',
  '`modelrail dev` runs here already (process {pid})': '`modelrail dev` 已经在这里运行（进程 {pid}）',
  '`modelrail dev` runs here already (process {pid}, its UI is at {url})':
    '`modelrail dev` 已经在这里运行（进程 {pid}，界面在 {url}）',
  '{flag}: port {port} is in use': '{flag}：端口 {port} 被占用',

  'warning: the comment was made, and those who follow could not be told: {error}':
    '警告：评论已发表，但没能通知正在查看的人：{error}',
  'warning: the answer to the comment was lost: where it is made again, it may be there twice':
    '警告：没有收到发表评论的响应；再次发表可能会重复',
  'connecting again: {reason}': '正在重新连接：{reason}',
  'following; Ctrl-C ends it': '正在跟踪；Ctrl-C 结束',
  '--post is empty': '--post 是空的',
  'sending {name}': '正在发送 {name}',
  'no upload to {platform} was left unfinished': '{platform} 上没有未传完的上传',
  FILE: '文件',
  THERE: '已传',
  SINCE: '开始于',
  NOW: '现在',
  'nothing is attached to {document}': '{document} 没有附件',
  'nothing was changed': '没有改变任何内容',
  '{attachments} would be deleted from {platform}': '将从 {platform} 删除 {attachments}',
  '{id} is deleted': '{id} 已删除',
  '{moved} of {attachments} moved to {document}': '{attachments}中有 {moved} 个已转给 {document}',
  'the content of {id} on {platform} would be replaced by {file}': '{platform} 上 {id} 的内容将被 {file} 替换',
  '{path} is not a file': '{path} 不是文件',
  'another content lies as {name} in {folder}: move it away': '{folder} 里的 {name} 内容不同：请把它移走',
  'the operations of platforms of kind {kind} are not described, so none is called by name':
    '{kind} 这种平台的接口没有描述，不能按名称调用',
  '{operation} changes {platform}: {text}': '{operation} 将改变 {platform}：{text}',
  '{platform} would move its data to the new version, and all accounts would have to log in again':
    '{platform} 将把数据升级到新版本，所有账号都要重新登录',
  'nothing was called': '没有调用任何接口',
  '{input} is no JSON': '{input} 不是 JSON',
  '--input must be a JSON object': '--input 须为 JSON 对象',
  '{path} cannot be read ({code})': '{path} 无法读取（{code}）',
  '"{path}" cannot be written ({code})': '{path} 无法写入（{code}）',
  'looking at the lines': '正在检查各行',
  'taking up': '正在导入',
  'the plan cannot be read: {reason}': '计划无法读取：{reason}',
  'there is no configuration, which has no section "syncs": an empty one, {empty}, has none of them':
    '没有配置，也就没有 syncs 一节；写成空的 {empty} 表示没有同步',
  '{path} has no section "syncs": an empty one, {empty}, has none of them':
    '{path} 里没有 syncs 一节；写成空的 {empty} 表示没有同步',

  '{platform} gets {changes}': '将对 {platform} 执行 {changes}',
  '{platform} would lose what {id} has made there': '将撤销 {id} 在 {platform} 上所建的内容',
  'mend what failed, then provision again: what is there by now is left, and the rest is made':
    '改正失败的部分，再执行一次：已有的保留，其余补上',
  'or take back what was made: modelrail provision --platform {platform} --rollback --id {id}':
    '或撤销已建的内容：modelrail provision --platform {platform} --rollback --id {id}',
  'nothing to change; {things} as planned': '没有要改的；{things}与计划一致',
  '--approve {path} is no saved difference': '--approve {path} 不是已保存的差异',
  'the platform or the plan has changed since the difference was saved: save it anew with --dry-run --output, and look at it again':
    '保存差异之后，平台或计划已改变：请用 --dry-run --output 重新保存，并再看一遍',
  'name the file of a plan, or --approve a difference that was saved': '请写计划文件，或用 --approve 指定已保存的差异',
  '--rollback needs --id, the id of the run that is taken back': '--rollback 需要 --id，即要撤销的那次执行的编号',
  WHAT: '对象',
  KEY: '标识',
  FIELDS: '字段',
  '{projects} found: {added} to be made, {unchanged} made before, {failed} failed, {skipped} not covered; {removed} gone':
    '共 {projects}：待建 {added}，以前已建 {unchanged}，失败 {failed}，映射未涵盖 {skipped}；来源已删除 {removed}',
  '{projects} found: {added} made, {unchanged} made before, {failed} failed, {skipped} not covered; {removed} gone':
    '共 {projects}：已建 {added}，以前已建 {unchanged}，失败 {failed}，映射未涵盖 {skipped}；来源已删除 {removed}',
  'to be made': '待建',
  made: '已建',
  'not covered by the map': '映射未涵盖',
  'gone from their platform, and still where they were made': '来源平台已删除，所建的平台上还在',
  'no groups': '没有集团',
  'reading projects': '正在读取项目',
  '{operation} succeeded': '{operation} 成功',
  '{operation} succeeded after {attempts}': '{operation} 成功，共 {attempts}',
  '--to is missing: the platform that gets the projects': '缺少 --to：要建项目的平台',
  '--map is missing: the file that says what they become': '缺少 --map：说明项目如何对应的文件',
} as const;
