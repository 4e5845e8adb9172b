/** Chinese of what is refused before a run, or about one, by the English that stands in the code. */
export const SENTENCES_CLIENT: Readonly<Record<string, string>> = {
  'no worker listens: have one started, then make it again': '没有工作进程；请启动一个再生成',
  '{who} answered HTTP {status}': '{who} 响应 HTTP {status}',
  '{who} answered HTTP {status}: {own}': '{who} 响应 HTTP {status}：{own}',
  '{who} answered no code: {words}': '{who} 的响应里没有返回码：{words}',
  '{who} refused the message ({code}): {own}': '{who} 拒绝了消息（{code}）：{own}',
  'it was cancelled': '已取消',
  'it ended as {status}': '以 {status} 结束',
  'ingestion {id} is open: its files get another address once it has ended; cancel it, or wait':
    '交付 {id} 还在进行：结束之后才能给文件换地址；请取消它，或者等待',
  'ingestion {id} belongs to the sync {sync}, whose next run tries what failed: `modelrail sync trigger {sync}` makes one now':
    '交付 {id} 属于同步 {sync}，失败的由它的下一次运行再试：`modelrail sync trigger {sync}` 可立即运行',
  'no ingestion {id} in Temporal': 'Temporal 里没有交付 {id}',
  'Temporal: {words}': 'Temporal：{words}',
  'no connection to Temporal at "{address}": {words}': '无法连接 {address} 处的 Temporal：{words}',
  'the connection to Temporal was closed': '与 Temporal 的连接已关闭',
  'no status "{status}": there are {all}': '没有状态“{status}”：可用的有 {all}',
  '"{hash}" is no MD5: 32 hexadecimal digits are needed': '“{hash}”不是 MD5：须为 32 位十六进制数字',
  '"{since}" is no date: write it as 2026-01-31 or 2026-01-31T17:45:00Z':
    '“{since}”不是日期：请写成 2026-01-31 或 2026-01-31T17:45:00Z',
  'nothing to set: give bwlimit, concurrency or both': '没有要设置的：请给出 bwlimit、concurrency 或两者',
  'concurrency must be a whole number of at least 1, not {concurrency}':
    'concurrency 须为不小于 1 的整数，不能是 {concurrency}',
  'a report is of one ingestion at least: name its id': '报告至少要有一个交付：请写出它的编号',
  'the id "{id}" is not usable: 1 to 200 of A-Z a-z 0-9 . _ - are allowed':
    '编号“{id}”不可用：须为 1 到 200 个字符，限 A-Z a-z 0-9 . _ -',
  '{reason}. Whether ingestion {id} was started is not known; asking again with this id is safe':
    '{reason}。交付 {id} 是否已经启动不得而知；用同一个编号再次请求是安全的',
  'ingestion {id} exists with another request: choose another id, or leave it out to get a new one':
    '编号为 {id} 的交付已存在，请求不同：请换一个编号，或不写编号以得到新的',
  'the id {id} belongs to a workflow that is no ingestion: choose another':
    '编号 {id} 属于一个不是交付的工作流：请换一个',
  'no page has this token with these filters: begin again without a token':
    '在这些筛选条件下没有这个令牌对应的页：请不带令牌从头开始',
  'a worker of another program listens on task queue {taskQueue}: {words}':
    '任务队列 {taskQueue} 上是另一个程序的工作进程：{words}',
  'Temporal has taken the search attributes but does not use them yet: try again in a minute':
    'Temporal 已接受搜索属性，但还没有启用：请一分钟后再试',

  'the run failed without a message': '运行失败，没有说明原因',
  '{name} is being changed by another at the same time: try again': '{name} 同时正被另一方修改：请再试',

  'the request names no platform': '请求没有指明平台',
  'the request names no files': '请求里没有文件',
  'no platform is named (there are {known})': '没有指明平台（已有 {known}）',
  none: '无',
  'platform {platform} is not configured (there are {known})': '没有配置平台 {platform}（已有 {known}）',
  'files[{index}] has no source': 'files[{index}] 没有来源',
  'files[{index}]: {source}: a relative path means nothing to a worker, give an absolute one':
    'files[{index}]：{source}：相对路径对工作进程没有意义，请写绝对路径',
  '"{text}" is no duration such as 30s, 15m or 1h': '“{text}”不是时长，时长如 30s、15m 或 1h',
  'the configuration of this worker has no `notify`': '该工作进程的配置里没有 `notify`',
  'the configuration of this worker has no target "{target}" of `notify`':
    '该工作进程的配置里，`notify` 没有目标“{target}”',
  'search attributes are not registered in namespace {namespace}: {missing}; run: modelrail doctor --fix':
    '命名空间 {namespace} 里没有登记搜索属性：{missing}；请运行：modelrail doctor --fix',
  'search attributes of namespace {namespace} have another type: {conflicting}; have an operator of Temporal rename or remove them, or take another namespace':
    '命名空间 {namespace} 的搜索属性类型不同：{conflicting}；请让 Temporal 的管理员改名或删除它们，或换一个命名空间',
};
