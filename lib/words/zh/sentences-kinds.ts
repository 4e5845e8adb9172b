/** Chinese of the errors that one kind of platform has, and of calls of operations, by the English that stands in the code. */
export const SENTENCES_KINDS: Readonly<Record<string, string>> = {
  'the operations of platforms of kind {kind} are not described': '类型 {kind} 的平台没有操作说明',
  'the input': '输入',
  '{id}: {place} {problem}': '{id}：{place} {problem}',
  'an attempt before got no answer': '前一次尝试没有得到响应',
  '{words}; {id} may have had its effect: look whether it has before it is called again':
    '{words}；{id} 可能已经生效：再次调用之前请先查看',
  '{id}: the answer of {size} is more than Temporal keeps: ask for less of it, or page by page':
    '{id}：响应有 {size}，超过 Temporal 能保存的大小：请缩小查询范围，或分页查询',
  '{id}: the answer of {size} is more than Temporal keeps: the call has had its effect':
    '{id}：响应有 {size}，超过 Temporal 能保存的大小：调用已经生效',
  'platform "{platform}" is of kind {own}, not {kind}': '平台 {platform} 的类型是 {own}，不是 {kind}',
  'Temporal does not keep the run {workflowId} any more: what it delivered is not known, so its files need an ingestion of their own':
    'Temporal 已不再保留运行 {workflowId}：它交付了什么不得而知，所以其中的文件需要另行交付',

  '{words} (the platform refused {count} fresh tokens in a row)': '{words}（平台连续拒绝了 {count} 个新令牌）',
  'upload of {name}: {words}': '上传 {name}：{words}',
  'project.{field} is missing: a new project needs it': '没有 project.{field}：新项目需要它',
  'project.{field} is not a date as yyyy-MM-dd: {value}': 'project.{field} 不是 yyyy-MM-dd 格式的日期：{value}',

  '{call} was not called: `permissions` of the platform lack {scope} (resource {resource}, operation {operation})':
    '没有调用 {call}：平台的 `permissions` 缺少 {scope}（资源 {resource}，操作 {operation}）',
  '{said} (with a fresh token too)': '{said}（换了新令牌也一样）',

  'a resource needs a period and a subject': '资源需要学段和学科',
  'chapters are looked up in their textbook': '章节要在教材中查找',
  'folder "{name}" may have been made: look on the platform whether folder "{name}" is there, and give its id (`parentId`) in place of `folder` ({reason})':
    '文件夹“{name}”可能已经建好：请在平台上查看有没有文件夹“{name}”，并用它的编号（`parentId`）代替 `folder`（{reason}）',
  '{refusal}: look on the platform whether folder "{name}" is there, and give its id (`parentId`) in place of `folder`':
    '{refusal}：请在平台上查看有没有文件夹“{name}”，并用它的编号（`parentId`）代替 `folder`',
  'a resource "{title}" may exist: look on the platform, then retry ({reason})':
    '资源“{title}”可能已经存在：请在平台上查看，然后重试（{reason}）',
  'Temporal could not be told of the call, so it was not made ({reason})':
    '无法把这次调用告知 Temporal，所以没有发出（{reason}）',
  'the attempt before ended without an answer': '前一次尝试没有得到响应就结束了',
  '{path}: its parameters are too long, {bytes} bytes where a header has room for {most}':
    '{path}：参数太长，有 {bytes} 字节，请求头只容得下 {most} 字节',
  "{refusal} (signed again with the platform's time)": '{refusal}（按平台的时间重新签名）',

  'HTTP {status}: refused without a reason (status 0)': 'HTTP {status}：被拒绝，没有说明原因（status 0）',
  'refused without a reason (status 0)': '被拒绝，没有说明原因（status 0）',
  'the service has taken the file and gives no record of it': '服务收下了文件，却没有给出它的记录',
  'the answer goes on for too long behind the content': '响应在内容之后还有太多字节',
  'the answer has a content that is no base64': '响应里的内容不是 base64',
  'the answer ends within the content': '响应在内容中间结束',

  'the third party cannot log in: {words}': '第三方无法登录：{words}',
  '{username} cannot log in: {words}': '{username} 无法登录：{words}',
  '{words} (with a new login too)': '{words}（重新登录后也一样）',
  'account {accountId} is not there any more': '账号 {accountId} 已不在',
  'account {username} cannot be updated: the platform does not tell its password, and an update without one would set another: give it in the plan':
    '账号 {username} 无法更新：平台不给出它的密码，而不带密码的更新会改掉密码：请在计划里写上',
  '{record} is not there any more': '{record} 已不在',
  period: '学段',
  subject: '学科',
  edition: '教材版本',
  volume: '教材册次',
  textbook: '教材',
  chapter: '教材章节',
  'the platform has no {record}': '平台没有{record}',
  'group {key}': '集团 {key}',
  'area {key}': '区域 {key}',
  'project {key}': '项目 {key}',
  'menu {key}': '菜单 {key}',
  'function {key}': '功能 {key}',
  'role {key}': '角色 {key}',
  'account {key}': '账号 {key}',
  "the platform's call that unlinks the area would unlink its projects too, which others may have linked":
    '平台解除区域关联的接口会把其下项目一并解除，而这些项目可能是别人关联的',
  "the platform's call that unlinks the menu would unlink its functions too, which others may have linked":
    '平台解除菜单关联的接口会把其下功能一并解除，而这些功能可能是别人关联的',
  '{count} changes are more than one run takes: give the plan in parts, such as a group at a time':
    '{count} 处改动超过一次运行能做的：请把计划分开，如每次一个集团',
  'there is no run {id}': '没有运行 {id}',
  '{id} is no run of provision': '{id} 不是 provision 的运行',
  '{id} is of {of}, not of {platform}: give --platform {of}': '{id} 属于 {of}，不属于 {platform}：请写 --platform {of}',
  '{id} has not ended by itself: what it made is not known': '{id} 没有自行结束：它建了什么不得而知',
  'project {key} is in group {group} of the platform': '项目 {key} 在平台的集团 {group} 里',
  'account {key} is in group {home} of the platform, and not in {groupCode}: only administrators of a group (accountType 1) can be in a further one':
    '账号 {key} 在平台的集团 {home} 里，不在 {groupCode} 里：只有集团管理员（accountType 1）可以加入另一个集团',
  '{key}: neither the plan nor the platform has {end} ({field})': '{key}：计划和平台都没有 {end}（{field}）',
  '{project} is in no area, so no account can be given it': '{project} 不在任何区域里，所以不能授权给账号',
  'the plan has {kind} {key} twice': '计划里 {kind} {key} 出现两次',
  'the plan has account {username} twice in {groupCode}': '计划里账号 {username} 在 {groupCode} 中出现两次',
  'account {username} is in two groups: only administrators of a group (accountType 1) can be':
    '账号 {username} 在两个集团里：只有集团管理员（accountType 1）可以',
  'password of account {key}: {reason}': '账号 {key} 的密码：{reason}',
};
