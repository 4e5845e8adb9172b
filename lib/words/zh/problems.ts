/** Chinese of what is wrong with requests, declarations and answers, by the English that stands in the code. */
export const PROBLEMS: Readonly<Record<string, string>> = {
  'the request': '请求',
  '--project-id (or --project-name and what goes with it)': '--project-id 或 --project-name 等选项',
  'an integer': '整数',
  'a text': '文本',
  'a list': '列表',
  'a mapping': '键值对',
  'true or false': ' true 或 false',

  'is missing: a sync delivers into a project that is there': '没有填写：同步只向已有的项目交付',
  'is not for encrypted files: what lies there could not be read': '不能用于加密文件：那里的内容无法读取',
  'is not for encrypted files: the store does not encrypt': '不能用于加密文件：存储不加密',
  'is missing: chapters are looked up in it': '没有填写：章节要在教材里查找',
  'is of one file: give each file its own title, or none': '只用于单个文件：请给每个文件各写标题，或都不写',
  'is for manifests, whose files have addresses': '只用于 manifest，其中的文件有网址',

  'must be keys with texts': '须为键和文本',
  'has more than 10 labels': '超过 10 个标记',
  'is no key: 1 to 50 letters, digits and . _ / - are one, the first a letter or a digit':
    '不能作键：键须为 1 到 50 个字母、汉字、数字和 . _ / -，以字母、汉字或数字开头',
  'must be a text, in quotes': '须为文本，要加引号',
  'has more than 200 characters': '超过 200 个字符',
  'has a line break or another control character': '里有换行或其他控制字符',

  'or `cron` is needed, one of the two': '和 `cron` 须二选一',
  'is for folders: any worker reads what has an address': '只用于文件夹：网址由任何工作进程读取',
  'is for `cron` only': '只能与 `cron` 合用',
  'is for `onRemoved: delete` only': '只能与 `onRemoved: delete` 合用',
  '"{text}" is not a bandwidth: write a rate such as 10M, or a timetable such as "08:00,512k 19:00,off"':
    '限速不能是 {text}：写速率，如 10M，或时间表，如 "08:00,512k 19:00,off"',
  'must be 1 or more': '不能小于 1',

  'platform "{name}" is not configured: there is no {path} here': '没有配置平台 {name}：这里没有 {path}',
  '{place}: platform "{name}" is not configured': '{place}：没有配置平台 {name}',
  '{place}: platform "{name}" is not configured; did you mean "{near}"?':
    '{place}：没有配置平台 {name}；是不是 {near}？',
  '{place}: platform "{name}" is not configured (there are {names})': '{place}：没有配置平台 {name}（已有 {names}）',
  'there is no operation "{wanted}"; `modelrail call PLATFORM` lists all':
    '没有接口 {wanted}；`modelrail call PLATFORM` 列出全部',
  'there is no operation "{wanted}"; did you mean "{near}"?; `modelrail call PLATFORM` lists all':
    '没有接口 {wanted}；是不是 {near}？`modelrail call PLATFORM` 列出全部',
  '{before} or {name}': '{before}、{name}',
  '"{wanted}" may be {names}: say which': '{wanted} 可能是 {names}：请写明是哪一个',
  '{id} is no call by itself: use `modelrail {command} --platform {platform}`':
    '{id} 不能单独调用：请用 `modelrail {command} --platform {platform}`',
  '{path} is no report of modelrail': '{path} 不是 modelrail 的交付清单',
  '{path} is not whole: it was cut off, or changed': '{path} 不完整：被截断或改动过',

  set: '修改限制',

  'it is needed': '必须填写',
  'it has a "${": write it into the configuration by hand': '其中有 "${"：请手工写进配置',
  'letters, digits, - and _, a letter first': '只能有字母、数字、- 和 _，以字母开头',
  'is no name of a header': '不是请求头的名字',
  'is a header that each request has for itself': '是每个请求自带的请求头',
  'the key must not have a colon': '密钥里不能有冒号',

  'whether files may be attached is only tried when one is': '能否添加附件，添加时才知道',
  'whether files may be attached is only tried when one is, and so is the bucket {bucket}':
    '能否添加附件、存储桶 {bucket} 是否可用，添加时才知道',
  'whether orgId is right is only tried when a resource is made': 'orgId 是否正确，创建资源时才知道',
  'whether orgId is right is only tried when a resource is made; the clock of this machine is {difference}, which is signed with':
    'orgId 是否正确，创建资源时才知道；本机时钟与平台的差为 {difference}，签名要用本机时钟',
};
