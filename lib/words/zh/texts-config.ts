/** Chinese of what is wrong with the configuration, with files that say what is to be done, and with what they have. */
export const TEXTS_CONFIG = {
  'file "{path}"': '文件 {path}',
  'configuration file "{path}"': '配置文件 {path}',
  'request file "{path}"': '请求文件 {path}',
  'standard input': '标准输入',
  '{name} (named by MODELRAIL_CONFIG)': '{name}（由 MODELRAIL_CONFIG 指定）',
  '{name} is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8':
    '{name} 既不是 UTF-8，也不是带字节顺序标记的 UTF-16：请另存为 UTF-8',
  '{path} is not a folder': '{path} 不是文件夹',
  '{path} is empty': '{path} 是空的',
  '{path} is not an absolute path': '{path} 不是绝对路径',
  '{path} is never a source: {reason}': '{path} 不能作来源：{reason}',
  '{path} may not be read by this user': '当前用户无权读取 {path}',
  '{path} cannot be opened: the path is too long': '{path} 无法打开：路径太长',
  '{path} cannot be opened: {reason}': '{path} 无法打开：{reason}',
  '{path} cannot be read: {reason}': '{path} 无法读取：{reason}',

  'an alias stands inside of its own anchor: what it means has no end': '别名写在它自己的锚点之内，展开没有尽头',
  'it is nested too deeply': '嵌套太深',
  'expected keys and values, such as "platforms:"': '须为键和值，如 "platforms:"',
  'expected names with their settings': '须为名字和各自的设置',
  'expected its settings, such as "kind:"': '须为它的设置，如 "kind:"',
  'expected names with their declarations': '须为名字和各自的声明',
  'expected {what}': '须为{what}',
  'expected {what}, not "{text}"': '须为{what}，不能是 {text}',
  '{expected}, or env, or none': '{expected}，或 env，或 none',
  '{expected}, or {none}': '{expected}，或 {none}',
  ' (put it in quotes)': '（要加引号）',
  ' (there are {names})': '（有 {names}）',
  ' (there are: {names})': '（有 {names}）',
  'unknown key "{key}"': '{key} 不是可用的键',
  'unknown key "{key}" in {place}': '{place} 里的 {key} 不是可用的键',
  'missing key "{key}"': '缺少键 {key}',
  'missing key "{key}" in {place}': '{place} 里缺少键 {key}',
  'unknown kind "{kind}" in {place}': '{place} 里的种类 {kind} 不存在',
  'environment variable {name} is not set': '环境变量 {name} 没有设置',
  '"{text}" is neither {variable} of an environment variable nor {file}':
    '{text} 既不是环境变量 {variable}，也不是 {file}',
  '{what} of {size} does not fit into worker.memory ({memory})': '{what}要 {size}，worker.memory（{memory}）放不下',

  'one outside ASCII': 'ASCII 以外的字符',
  'a blank at an end': '开头或结尾的空格',
  'a line end ({code})': '换行（{code}）',
  'the key holds characters that no header can carry: {what}': '密钥里有请求头不能携带的字符：{what}',
  'it holds a character that cannot be seen: {what}': '里面有看不见的字符：{what}',
  '; {file} takes the line end off, {variable} does not': '；{file} 会去掉结尾的换行，{variable} 不会',

  'is not known: {problem}': '还不知道：{problem}',
  'is "{platform}", which is not configured': '是 {platform}，没有配置这个平台',
  'is "{platform}", whose kind {kind} takes no files': '是 {platform}，而 {kind} 这种平台不接收文件',
  'is "{name}", whose kind {kind} has no projects to be mirrored': '是 {name}，而 {kind} 这种平台没有可镜像的项目',
  'is "{name}", whose kind {kind} takes no projects of a mirror': '是 {name}，而 {kind} 这种平台不接收镜像的项目',
  'is "{name}", which is no target of `notify`': '是 {name}，`notify` 里没有这个目标',
  'is for platforms of kind {other}, not {kind}': '用于 {other} 平台，不能用于 {kind}',
  '"delete" is for platforms that have a call that removes a file: those of kind {kind} have none':
    '不能是 delete：它只用于有删除文件接口的平台，而 {kind} 没有',
  'a sync is named by 1 to 100 letters, digits and . _ - (and not by . or .. alone), not by "{name}"':
    '同步的名字须为 1 到 100 个字母、数字和 . _ -（不能只是 . 或 ..），不能是 {name}',
  'needs five fields: minute, hour, day of the month, month, day of the week':
    '须有五个字段：分钟、小时、日期、月份、星期',
  'has "{written}" for the {field}, which takes {from} to {to}': '的{field}是 {written}，而它须为 {from} 到 {to}',
  'never fires: no month has such a day': '永远不会触发：没有这样的日子',
  'must be an absolute path, not "{source}"': '须为绝对路径，不能是 {source}',

  '{flags} cannot be given beside --request: write it into {path}': '{flags} 不能与 --request 合用：请写进 {path}',
  'has more than {count} characters': '超过 {count} 个字符',
  'has more than {count} bytes': '超过 {count} 字节',
  'is not UTF-8': '不是 UTF-8',
  'is no JSON: {reason}': '不是 JSON：{reason}',
  'the request is too large for one ingestion ({count} files, {size} MiB, at most 1.9 MiB): split its files over several, some {fitting} in each':
    '一次交付放不下这个请求（{count} 个文件，{size} MiB，最多 1.9 MiB）：请分成几次，每次约 {fitting} 个文件',
  'the request has texts that are longer than any platform accepts': '请求里有过长的文本，没有平台接受',
  'must be a date as yyyy-MM-dd, not "{value}"': '须为 yyyy-MM-dd 形式的日期，不能是 {value}',
  'is missing: "{known}" has no extension, and the platform knows the type of a file by it: set `name` ({known}.ifc, for example)':
    '没有填写：{known} 没有扩展名，而平台靠它识别文件类型：请写 `name`（如 {known}.ifc）',
  'is wrong: "{known}" has no extension, and the platform knows the type of a file by it: set `name`':
    '有误：{known} 没有扩展名，而平台靠它识别文件类型：请写 `name`',
  'must be {unlimited} (for good), or 1 to {most} days': '须为 {unlimited}（永久）或 1 到 {most} 天',
  'is for files at http(s) addresses: {source} is none': '只用于 http(s) 网址的文件：{source} 不是网址',
  'is missing: the type of {name} does not say whether it is a 3D drawing (e3dx) or a 2D drawing (e2dx)':
    '没有填写：从 {name} 的类型看不出是三维图（e3dx）还是二维图（e2dx）',
  'is for 3D drawings: {name} is a 2D drawing': '只用于三维图：{name} 是二维图',
  'is "{name}", as that of {source}: a group has one attachment of a name':
    '是 {name}，与 {source} 相同：一个分组里同名的附件只能有一个',
  'is too long together with the title, {bytes} bytes where a header has room for {most}, and a Chinese character takes nine: shorten texts, or name fewer ids':
    '与标题合计过长，共 {bytes} 字节，而请求头只放得下 {most} 字节，一个汉字占九个：请缩短文本，或少写几个编号',

  '--kind: there is no "{kind}"': '--kind：没有 {kind}',
  '--set {key}: KEY=VALUE with one of {keys}': '--set {key}：须为 KEY=VALUE，键为 {keys} 之一',
  '--set {key}: a secret is asked for, or taken from {variable}': '--set {key}：密钥在终端上询问，或取自 {variable}',
  'nothing is written; --untested writes it all the same': '没有写入任何内容；加 --untested 可不试就写入',
} as const;
