/** Chinese of what runs of syncs and mirrors keep, and of why runs were missed, by the English that stands in the code. */
export const SENTENCES_SYNCS: Readonly<Record<string, string>> = {
  'sources.extensions does not have its extension': 'sources.extensions 里没有它的扩展名',
  'its key is not UTF-8': '它的键不是 UTF-8',
  'it stands for a folder': '它代表一个文件夹',
  'its group and name are no path': '它的分组和名称不能组成路径',
  'its name is there twice': '有两个同名文件',
  'it is a link out of sources.roots': '是链接，指向 sources.roots 之外',
  'it is a link to what is hidden': '是链接，指向隐藏的文件',
  "it is hidden, or modelrail's own": '它是隐藏的，或属于 modelrail 本身',
  '{path} is no folder': '{path} 不是文件夹',

  'the source is empty, and {remembered} files of it are known: so none of the files that are missing is taken for removed':
    '来源是空的，而台账里有 {remembered} 个文件：所以不把缺少的文件当作已删除',
  'the root of the source is another than before (is a disk not mounted?): so none of the files that are missing is taken for removed':
    '来源的根目录与以前不是同一个（磁盘没有挂载？）：所以不把缺少的文件当作已删除',
  'the root of the source is another than before this run, though most files are as they were: none that is missing is removed from the platform in this run':
    '来源的根目录与这次运行之前不是同一个，虽然多数文件没有变：这次运行不从平台删除缺少的文件',
  'the root of the source became another one during the run: nothing is removed by this look':
    '运行期间来源的根目录换成了另一个：这次查看不删除任何内容',
  'the root of the source became another one during the run: nothing is remembered as removed':
    '运行期间来源的根目录换成了另一个：不把任何文件记为已删除',
  '{missing} of {remembered} files are gone from the source (is another disk mounted?): none of them is taken for removed':
    '台账里的 {remembered} 个文件中，有 {missing} 个在来源里没有了（挂载了另一块磁盘？）：一个也不当作已删除',
  '{missing} of {remembered} files are gone from the source (is another disk mounted?): none of them is taken for removed; {advice}':
    '台账里的 {remembered} 个文件中，有 {missing} 个在来源里没有了（挂载了另一块磁盘？）：一个也不当作已删除；{advice}',
  '{count} of {remembered} files are gone from the source, more than the budget of {budget}: none is removed from the platform; {advice}':
    '台账里的 {remembered} 个文件中，有 {count} 个在来源里没有了，超过限额 {budget}：一个也不从平台删除；{advice}',
  'a plan of the sync says which ones, and a run that approves this plan removes them':
    '同步的计划会列出是哪些，批准该计划的运行会删除它们',
  '{percent} %': '{percent} %',
  '1 file': '1 个文件',
  '{files} files': '{files} 个文件',
  '1 file and {percent} %': '1 个文件、{percent} %',
  '{files} files and {percent} %': '{files} 个文件、{percent} %',
  'deleteBudget "{budget}" is no budget': 'deleteBudget {budget} 不是限额',
  'platforms of kind {kind} have no call that removes a file': '类型为 {kind} 的平台没有删除文件的接口',

  'it is set aside, since it may be on the platform all the same: look there. It is delivered again when its time of change is another':
    '已搁置，因为平台上可能已经有它：请到平台上查看。修改时间变了，就会再次交付',
  'the ingestion says nothing of it': '交付没有提到它',
  '{id} ended before a worker took it up': '{id} 在工作进程接手之前就结束了',
  'ingestion {id} has a result that this version cannot read': '交付 {id} 的结果，这个版本读不懂',
  'the id {id} belongs to another ingestion: give the sync another name': '编号 {id} 属于另一次交付：请给同步换个名字',
  'what was delivered before is being forgotten: declare the sync once more, then make a run':
    '正在清空以前的台账：请再声明一次同步，然后再运行',
  'what was delivered is being forgotten, since source or target are others; declare the sync once more':
    '换了来源或目标，正在清空台账；请再声明一次同步',
  'what was delivered is being forgotten, since source or target are others; declare the sync once more: ':
    '换了来源或目标，正在清空台账；请再声明一次同步：',
  'another run of {name} is made: {id} (run id {runId})': '{name} 的另一次运行正在进行：{id}（运行编号 {runId}）',
  'the worker that keeps what a sync remembers is of an earlier version: it is waited for until it is upgraded':
    '保管台账的工作进程是旧版本：等它升级',
  '{id}, which an ended run began, is still delivering: what it delivers is remembered before anything is sent':
    '已结束的运行启动的 {id} 还在交付：先把它交付的记入台账，再发送别的',
  'what {id} delivered of {files} is not known: its run was ended, and Temporal keeps it no more. Nothing is sent, since it might be sent twice. Write out what {sync} remembers by `sync export`, complete it by what the platform has, and take it up by `sync import`: then runs go on':
    '{id} 交付了{files}中的哪些，已无从知道：它的运行结束了，Temporal 也不再保留。什么也不发送，以免重复。请用 `sync export` 导出 {sync} 的台账，按平台上已有的补全，再用 `sync import` 导入：之后运行会继续',
  'Temporal has no open memory of the sync {sync}: what it delivered is not known, so nothing is done. While Temporal keeps what was ended, the command line can write that out (`sync export`): then delete the sync, create it again, and have it take that up (`sync import`)':
    'Temporal 里没有同步 {sync} 的台账（或已结束）：它交付过什么无从知道，所以什么也不做。只要 Temporal 还保留着已结束的台账，就可以用命令行导出（`sync export`）：然后删除同步、重新创建，再导入（`sync import`）',
  'a part of what the sync {sync} remembers was ended in Temporal, so nothing is done. While Temporal keeps that, the command line can write all of it out (`sync export`) and have the sync take that up (`sync import`)':
    '同步 {sync} 的台账有一部分在 Temporal 里被结束了，所以什么也不做。只要 Temporal 还保留着它，就可以用命令行全部导出（`sync export`），再让同步导入（`sync import`）',
  'what the sync {sync} remembers was changed by another at the same time': '同步 {sync} 的台账同时被别处改动',
  'what the sync remembers cannot be read by this version': '这个版本读不懂同步的台账',

  '{source}: line {line} {wrong}': '{source}：第 {line} 行{wrong}',
  '{source}: line {line}: {error}': '{source}：第 {line} 行：{error}',
  '{source}: {more} further lines have problems': '{source}：另有 {more} 行有问题',
  'is not UTF-8': '不是 UTF-8',
  'is no JSON': '不是 JSON',
  'is no JSON object': '不是 JSON 对象',
  'has more than {bytes} bytes': '超过 {bytes} 字节',
  'has the path of line {first} again': '的路径与第 {first} 行重复',
  'has no `path`': '没有 `path`',
  'has a `path` that no file can have': '的 `path` 不可能是文件的路径',
  'has a `path` of more than {bytes} bytes': '的 `path` 超过 {bytes} 字节',
  'has a `path` that is not relative': '的 `path` 不是相对路径',
  'has a `path` that leads out of its base': '的 `path` 超出了所在文件夹',
  'has a `path` with an empty name in it': '的 `path` 中有空的名称',
  'has a `path` whose last part has more than {length} characters': '的 `path` 最后一段超过 {length} 个字符',
  'has a `url` that is no text': '的 `url` 不是文本',
  'has a `url` of more than {length} characters': '的 `url` 超过 {length} 个字符',
  'has a `url` that {problem}': '的 `url` 不能用（{problem}）',
  'has a `url` whose host is on this machine or in a private network: sources.allowHosts has no "{host}"':
    '的 `url` 的主机在本机或内网：sources.allowHosts 里没有 {host}',
  'has a `size` that is no number of bytes': '的 `size` 不是字节数',
  'has a `version` that is no text': '的 `version` 不是文本',
  'has an `md5` that is none': '的 `md5` 不是 MD5',
  '{path} changed while it was read': '{path} 在读取时被改动',
  'HTTP {status} in place of a manifest': 'HTTP {status}，不是文件列表',
  'a manifest comes packed ({encoding}), which was not asked for':
    '文件列表是压缩的（{encoding}），而请求时没有要求压缩',
  "{path}: what was kept of it on the worker's disk is gone": '{path}：工作进程磁盘上保存的内容没有了',
  'a listing has keys of another prefix': '列表里有其他前缀的键',
  'its service lists keys in another order than that of their bytes': '服务列出键的顺序不是字节顺序',
  'an answer to HEAD without a length': '对 HEAD 的响应没有长度',
  'a listing that does not end, without its next page': '列表没有完，却没有下一页',
  'HTTP {status}, and no listing': 'HTTP {status}，不是列表',
  'a page of a listing has more than {bytes} bytes': '列表的一页超过 {bytes} 字节',
  'redirects more than {times} times': '重定向超过 {times} 次',
  'redirects without an address that can be read': '要求重定向，但没有可用的地址',

  'no worker answers, so what the run has done is not known': '没有工作进程响应，所以不知道这次运行做了什么',
  'the run ended as {status}': '运行的结束状态是 {status}',
  '{id} is no run of a sync': '{id} 不是同步的运行',
  'it was paused': '同步已暂停',
  'Temporal was away for longer than {span}': 'Temporal 停了超过 {span}',
  'it was paused, or Temporal was away for longer than {span}': '同步已暂停，或 Temporal 停了超过 {span}',
  'another run was being made: {id}': '另一次运行正在进行：{id}',
  'projects of {platform}': '{platform} 的项目',

  '{name} remembers {remembered} files, which would be forgotten': '{name} 的台账里有 {remembered} 个文件，将被清空',
  'a run of {name} was made meanwhile, and what it delivered is remembered: nothing is imported, import once more':
    '其间 {name} 运行了一次，已把它交付的记入台账：没有导入任何内容，请再导入一次',
  'file {position}: {message}': '第 {position} 个文件：{message}',
  'a run of {name} is being made: try again when it has ended, or cancel it in the Temporal UI':
    '{name} 正在运行：请等它结束再试，或在 Temporal 界面里取消它',
  '{name} gets another source or target: what it delivered would be forgotten, and everything delivered there, which only `reset` allows':
    '{name} 换了来源或目标：它的台账将被清空，全部文件会交付到那里，只有 `reset` 允许这样做',
  '{name} is a sync of files: delete it before it becomes a mirror': '{name} 是文件的同步：改成镜像之前请先删除它',
  '{name} is a mirror: delete it before it becomes a sync of files': '{name} 是镜像：改成文件的同步之前请先删除它',
  '{name} belongs to the workers of task queue "{theirs}", which answer for what it remembers, and not to those of "{ours}": export it there, delete it, then declare and import it here':
    '{name} 的台账由队列 {theirs} 的工作进程管理，不是 {ours} 的：请在那边导出、删除，再在这里声明、导入',
  'there is a sync {name} already: choose another name, or delete that one':
    '已有名为 {name} 的同步：请换个名字，或删除那一个',
  'what an earlier sync {name} delivered is still being forgotten: try again in a moment':
    '正在清空以前的同步 {name} 的台账：请稍后再试',
  'the workers are of an earlier version, which cannot forget what a sync delivered: upgrade them':
    '工作进程是旧版本，不能清空台账：请升级',
  'a span of time begins before it ends': '时间段的开始要早于结束',
  'no run of {name} was due between {from} and {to}': '{from} 到 {to} 之间，{name} 没有应有的运行',
  '{name} mirrors projects: that is for syncs of files (modelrail mirror --dry-run says what a run would do)':
    '{name} 镜像的是项目：这只用于文件的同步（modelrail mirror --dry-run 说明运行会做什么）',
  'Temporal takes no such schedule of {name}: {reason}': 'Temporal 不接受 {name} 的时间表：{reason}',
  'this is no plan of a sync: make a plan anew': '这不是同步的计划：请重新做一个计划',
  'the plan is of the sync {other}, not of {name}: make a plan anew':
    '这是同步 {other} 的计划，不是 {name} 的：请重新做一个计划',
  'the plan is of an earlier sync {name}, which was deleted: make a plan anew':
    '这是以前的同步 {name} 的计划，那个同步已删除：请重新做一个计划',
  '{name} was declared otherwise since the plan was made: make a plan anew':
    '做计划之后，{name} 的声明改了：请重新做一个计划',
  '{name} removes nothing on its platform: there is nothing to approve: make a plan anew':
    '{name} 不在平台上删除任何内容：没有可批准的，请重新做一个计划',

  'another run mirrors {platform} to {to}: try again when it has ended':
    '另一次运行正在把 {platform} 镜像到 {to}：请等它结束再试',
  '{refusal}: it may be there, and the next run asks again': '{refusal}：它可能已经有了，下一次运行会再查',
  'the map has no entry for {what}, and what it has for all others is not whole':
    '映射文件里没有{what}，给其余项目的默认值也不完整',
  'projects without an area': '没有区域的项目',
  'area {area}': '区域 {area}',
};
