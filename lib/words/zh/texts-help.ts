/** Chinese of what the help says that is put together, and of how a command was typed wrong. */
export const TEXTS_HELP = {
  'Exit codes: 0 all done, 1 failed or cancelled, 2 wrong usage or configuration, 3 done in part,\n4 Temporal not reachable, 130 stopped following.':
    '退出码：0 全部完成，1 失败或已取消，2 用法或配置有误，3 部分完成，\n4 连不上 Temporal，130 停止跟踪。',
  'Without a terminal all is given by options, and each secret by the variable that the configuration will name: CQ_PASSWORD\nfor the password of the platform cq. What is missing is told, with exit code 2.':
    '没有终端时，全部由选项给出，每个密钥由配置将要引用的环境变量给出：\n平台 cq 的密码是 CQ_PASSWORD。缺少的会逐一列出，退出码为 2。',
  'Examples:': '示例：',
  'Names of the configuration:': '配置里的名称：',
  'the whole system for one ingestion, nothing left behind': '启动整个系统完成一次交付，什么也不留下',
  'all operations that there are': '列出全部接口',
  'For good:': '长期生效：',
  'in {file}': '写在 {file} 里',
  'in {file}, after {before}': '写在 {file} 里 {before} 之后',
  'in the file of $PROFILE': '写在 $PROFILE 的文件里',
  '{port} for {kind}': '{kind} 为 {port}',
  ', ': '，',
  'port to listen on, 0 for a free one (default: {ports})': '监听的端口，0 为任一空闲端口（默认：{ports}）',
  'these columns: {names} (default: those that fit)': '显示哪些列：{names}（默认：放得下的列）',
  'choices: {choices}': '可选值：{choices}',
  'default: {value}': '默认：{value}',

  "missing required argument '{name}'": '缺少参数 {name}',
  "option '{flags}' argument missing": '选项 {flags} 缺少值',
  "required option '{flags}' not specified": '缺少必需的选项 {flags}',
  "unknown option '{flag}'": '没有选项 {flag}',
  "unknown command '{name}'": '没有命令 {name}',
  '; did you mean {name}?': '；是不是 {name}？',
  'too many arguments: {expected} expected, {given} given': '参数太多：应有 {expected} 个，给了 {given} 个',
  "'{value}' is not allowed for {what}: one of {choices}": '{what} 不能是 {value}，可选值：{choices}',
  'error: ': '错误：',
  'unexpected error: run it again with --verbose for the stack trace':
    '意外错误：加上 --verbose 再运行一次，可看到调用栈',
  'a command is missing; `modelrail --help` lists them': '缺少命令；`modelrail --help` 列出全部命令',
} as const;
