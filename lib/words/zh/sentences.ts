import { SENTENCES_CLIENT } from './sentences-client.ts';
import { SENTENCES_ERRORS } from './sentences-errors.ts';
import { SENTENCES_GATEWAY } from './sentences-gateway.ts';
import { SENTENCES_KINDS } from './sentences-kinds.ts';
import { SENTENCES_SYNCS } from './sentences-syncs.ts';
import { SENTENCES_TRANSFER } from './sentences-transfer.ts';

/**
 * Chinese of what runs keep in English, and of the parts of such sentences: errors, warnings, notes, reasons, what stays on a platform.
 * The terminal, the report and the page say the same.
 */
export const SENTENCES: Readonly<Record<string, string>> = {
  ...SENTENCES_ERRORS,
  ...SENTENCES_CLIENT,
  ...SENTENCES_KINDS,
  ...SENTENCES_SYNCS,
  ...SENTENCES_TRANSFER,
  ...SENTENCES_GATEWAY,
  '; ': '；',
  '{some}, {others}': '{some}、{others}',
  '{all} and {count} more': '{all}，另有 {count} 个',
  '{all} (of these, {failures})': '{all}（其中 {failures}）',

  'this content was delivered before, by {id}': '相同内容已由 {id} 交付过',
  'this content was delivered before, by {id} into project {project}': '相同内容已由 {id} 交付到项目 {project}',
  'this content failed to convert last time, in {id}: {reason}': '相同内容上次在 {id} 中转换失败：{reason}',
  'no reason is known': '原因未知',
  'no ingestion that is remembered here has delivered into project {project}: check its id':
    '这里的记录中没有向项目 {project} 交付过：请核对它的编号',
  '{id} has made a project of the code {code}, with the id {projectId}':
    '{id} 已用项目代码 {code} 建过项目，编号 {projectId}',
  '{id} has made a project of the code {code}, with the id {projectId}; to deliver into that one: {command}':
    '{id} 已用项目代码 {code} 建过项目，编号 {projectId}；要交付到该项目：{command}',

  'it is still being written: wait until it is whole': '文件还在写入：请等它写完',
  'the content is not what {extension} promises: it looks like {what}':
    '内容与扩展名 {extension} 不符：看起来是 {what}',
  'the content is not what {extension} promises: its first bytes are all zero':
    '内容与扩展名 {extension} 不符：开头的字节全为零',
  'the content is not what {extension} promises: its first bytes are of no format known here':
    '内容与扩展名 {extension} 不符：开头的字节不属于已知格式',
  'a DWG drawing': 'DWG 图纸',
  'a DGN drawing': 'DGN 图纸',
  'a STEP physical file': 'STEP 文件',
  'a STEP physical file of {version}': '{version} 的 STEP 文件',
  'an OLE compound file': 'OLE 复合文件',
  'a Revit model': 'Revit 模型',
  'a model of Revit {version}': 'Revit {version} 模型',
  'a zip archive': 'zip 压缩包',
  'an XML file': 'XML 文件',
  'a Word document': 'Word 文档',
  'an Excel workbook': 'Excel 工作簿',
  'a PowerPoint presentation': 'PowerPoint 演示文稿',
  'it seems to be cut off: {how}': '文件似乎不完整：{how}',
  '{mark} is missing at its end': '结尾缺少 {mark}',
  'the directory of the archive is missing at its end': '结尾缺少压缩包的目录',
  'it has less than its header': '文件头不全',
  'its header is damaged': '文件头损坏',
  'its table of sectors leads beyond its end': '扇区表指向文件末尾之后',
  'its table of sectors is cut off': '扇区表不全',
  'its directory has no root': '目录没有根节点',
  'its last sector is not whole': '最后一个扇区不全',
  '{sources} have the same name and size: of equal content only one is delivered, for all':
    '{sources} 的名称和大小相同：内容相同的只交付一次，全部适用',
  '{sources} and {count} more have the same name and size: of equal content only one is delivered, for all':
    '{sources} 等（另有 {count} 个）的名称和大小相同：内容相同的只交付一次，全部适用',
  'the same name and content as another file of the request: delivered once':
    '名称和内容与请求中另一个文件相同：只交付一次',
  'the file is larger than 2 GiB − 1, and fileSize of the platform is an Int 32: it may refuse the file':
    '文件大于 2 GiB − 1，而平台的 fileSize 是 Int 32：平台可能拒绝该文件',

  'a 2D drawing has no thumbnail': '二维图纸没有缩略图',
  'its upload was repeated, since an answer was lost: the platform may have a further copy of it':
    '因为没有收到响应，重新上传过：平台上可能多一份副本',
  'its conversion was asked for again, since an answer was lost: the platform may have converted it twice':
    '因为没有收到响应，重新请求过转换：平台可能转换了两次',
  'its thumbnail was asked for again, since an answer was lost: the platform may have made two':
    '因为没有收到响应，重新请求过缩略图：平台可能生成了两张',
  'its comment was made again, since an answer was lost: the platform may have a further one, or a further resource':
    '因为没有收到响应，重新发表过评论：平台上可能多一条评论，或多一个资源',
  'it was sent more than once: the platform may have a copy without a resource':
    '文件发送过不止一次：平台上可能有一份没有资源的副本',
  "the worker's clock is {difference}: calls are signed with the platform's time":
    '工作进程的时钟{difference}：签名使用平台的时间',
  "{minutes} min behind the platform's": '比平台慢 {minutes} 分',
  "{minutes} min ahead of the platform's": '比平台快 {minutes} 分',
  '{document}, group {group}, has no {name} of the id {replaced} any more, which it was to replace: it is {id} now':
    '{document} 的分组 {group} 里已没有编号为 {replaced} 的 {name}（本应被替换）：现在的编号是 {id}',
  '{document}, group {group}, has an attachment of this name, of {size}: it would be replaced':
    '{document} 的分组 {group} 里已有同名附件（{size}）：将被替换',
  '{document}, group {group}, has the attachment that it is to replace, of {size}: it would be replaced':
    '{document} 的分组 {group} 里有要替换的附件（{size}）：将被替换',
  'unknown size': '大小未知',

  'file {name}: record {id} ({path})': '文件 {name}：记录 {id}（{path}）',
  'file {name}: some chunks (perhaps)': '文件 {name}：部分分块（可能）',
  'file {name}: {sent} of {chunks} chunks': '文件 {name}：{chunks} 个分块中的 {sent} 个',
  'file {name} (perhaps)': '文件 {name}（可能）',
  '… and {count} more files': '……另有 {count} 个文件',
  '{what} {id}': '{what} {id}',
  '{what} {id} (perhaps)': '{what} {id}（可能）',
  'conversion of {name}, transaction': '{name} 的转换，事务',
  'conversion of': '转换，文件',
  'conversion task': '转换任务',
  'conversion task of group': '转换任务，模型组',
  'model group': '模型组',
  project: '项目',
  'a resource of file': '资源，文件',
  folder: '文件夹',
  'folder {name}': '文件夹 {name}，编号',

  'no worker listens, or all are busy': '没有工作进程，或都在忙',
  'no worker listens on task queue {queue}, or all are busy': '队列 {queue} 上没有工作进程，或都在忙',
  'no worker listens on task queue {queue}, or all are busy: step {step} has not started':
    '队列 {queue} 上没有工作进程，或都在忙：步骤 {step} 还没有开始',
  'no worker of host {host} listens on task queue {queue}, or it is busy':
    '队列 {queue} 上没有主机 {host} 的工作进程，或它在忙',
  'no worker of host {host} listens on task queue {queue}, or it is busy: step {step} has not started':
    '队列 {queue} 上没有主机 {host} 的工作进程，或它在忙：步骤 {step} 还没有开始',
  'the worker that ran {step} was lost or stopped': '执行 {step} 的工作进程失联或停止了',
  'the worker that ran it was lost or stopped': '执行它的工作进程失联或停止了',
  'the worker that runs {step} is silent': '执行 {step} 的工作进程没有响应',
  'workers take the run up but fail at it: see the log of a worker':
    '工作进程接手后没有完成（出错或停住）：请看工作进程的日志',
  'workers take the run up but fail at it (attempt {attempt}): see the log of a worker':
    '工作进程接手后没有完成（出错或停住，第 {attempt} 次尝试）：请看工作进程的日志',
  'the last attempt failed without a message': '上次尝试失败，没有说明',
  'ingestion {ingestion} is sending {shared}': '交付 {ingestion} 正在发送{shared}',
  'the same content': '相同内容',
  'a file of the same name': '同名文件',

  'a dry run delivers nothing': '试运行不交付任何文件',
  'the ingestion goes on: only what is registered so far was asked about': '交付还在进行：只核验了已登记的部分',
  'platforms of kind {kind} have no call that reads what was delivered': '类型为 {kind} 的平台没有读取已交付内容的接口',
  'conversion (Temporal does not keep the run that submitted it any more)': '转换（Temporal 已不再保留提交它的运行）',
  'the platform has no file of MD5 {md5}': '平台没有 MD5 为 {md5} 的文件',
  'the platform has only its chunks, not merged': '平台只有它的分块，没有合并',
  'the platform has only a part of it: {missing} chunks are missing': '平台只有一部分：缺 {missing} 个分块',
  '{what} {found} instead of {expected}': '{what} 是 {found}，应为 {expected}',
  '{what} {found} instead of {expected}, ': '{what} 是 {found}，应为 {expected}；',
  size: '大小',
  id: '编号',
  path: '路径',
  'conversion failed: ': '转换失败：',
  'conversion task {taskId} is not done any more': '转换任务 {taskId} 不再是已完成',
  'the platform knows no conversion task {taskId}': '平台没有转换任务 {taskId}',
  'conversion task {taskId} has no such model': '转换任务 {taskId} 里没有这个模型',
  'the platform has no file {id}': '平台没有文件 {id}',
  'the platform does not know the conversion': '平台没有这次转换',
  'the platform does not know the thumbnail': '平台没有这张缩略图',
  'the platform does not know the resource': '平台没有这个资源',
  'resource {resourceId} does not have the comment {commentId}': '资源 {resourceId} 没有评论 {commentId}',
  'the platform fetched the file from its address': '文件由平台按网址自行读取',
  '{found} bytes instead of {size}': '{found} 字节，应为 {size}',
  '{found} bytes instead of {size}, ': '{found} 字节，应为 {size}；',
  'the name {found} instead of {name}': '名称是 {found}，应为 {name}',
  'its transaction is not known any more': '它的事务已不得而知',
  'transaction {transactionId} is {status} now': '事务 {transactionId} 现在是 {status}',
  'it is not known where it is': '不知道它在哪里',
  'nothing is attached to {document}, group {group} as {id}': '{document} 的分组 {group} 里没有附件 {id}',
  '{name} has another content: {size}': '{name} 的内容不同：{size}',

  'it is empty': '文件是空的',
  'its name is not UTF-8': '文件名不是 UTF-8',
  'it is a link whose target does not exist': '是链接，所指的文件不存在',
  'it is a link out of sources.roots, to {target}': '是链接，指向 sources.roots 之外的 {target}',
  'it is a link to what is hidden, {target}': '是链接，指向隐藏的 {target}',

  'no worker answered: this is the last state that Temporal knows': '没有工作进程响应：这是 Temporal 知道的最后状态',
  'no worker answered, and not all that Temporal knows of it could be read in time: look again for the rest':
    '没有工作进程响应，Temporal 所知的内容也没能及时读完：请稍后再看',
  'Temporal has not answered since {time}; this was the last state': 'Temporal 自 {time} 起没有响应；这是最后的状态',
  'Temporal does not keep run {runId} any more: its steps are not known':
    'Temporal 已不再保留运行 {runId}：它的步骤不得而知',
};

/** The Chinese of a text or part; undefined where there is none. */
export function chineseOf(text: string): string | undefined {
  return Object.hasOwn(SENTENCES, text) ? SENTENCES[text] : undefined;
}
