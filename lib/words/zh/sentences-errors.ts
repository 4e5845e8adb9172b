/** Chinese of the errors that runs keep, by the English that stands in the code. */
export const SENTENCES_ERRORS: Readonly<Record<string, string>> = {
  'the ingestion was cancelled': '交付已取消',
  'not delivered, because another model of the ingestion failed': '未交付：同一批中有其他模型失败',
  'unknown cause': '原因不明',
  'delivered with an error: ': '已交付，但有错误：',
  '{failed} of {total} files failed, first ': '{total} 个文件中有 {failed} 个失败，首先是 ',
  '{name}: ': '{name}：',
  'the run of files {first} to {last} was lost: {words}': '第 {first} 到 {last} 个文件的运行丢失：{words}',
  'the run exceeded the time limit that its starter gave it in Temporal': '运行超过了启动者在 Temporal 中设置的时限',
  'the run was terminated in Temporal': '运行在 Temporal 中被终止',
  'the run was terminated in Temporal: {reason}': '运行在 Temporal 中被终止：{reason}',
  'the run was terminated in Temporal by {who}': '运行在 Temporal 中被 {who} 终止',
  'the run was terminated in Temporal by {who}: {reason}': '运行在 Temporal 中被 {who} 终止：{reason}',
  'the platform is of kind {kind} now, and was {before} when the ingestion was started: start another one':
    '平台现在的类型是 {kind}，启动交付时是 {before}：请另行启动一次交付',
  'the second argument is no result of this request: leave it out, a retry gives the right one':
    '第二个参数不是该请求的结果：请去掉，重试会给出正确的',
  'the input is no part of an ingestion': '输入不是交付的一部分',
  'what was done before is no result of these files': '以前所做的不是这些文件的结果',
  'has half a character (an unpaired surrogate), which cannot be written as UTF-8':
    '里有半个字符（不成对的代理项），无法写成 UTF-8',

  '{path} does not exist': '{path} 不存在',
  '{path} is empty': '{path} 是空的',
  '{path} is not a file': '{path} 不是文件',
  '{path} is not an absolute path': '{path} 不是绝对路径',
  '{path} is outside sources.roots: {roots}': '{path} 不在 sources.roots 之下：{roots}',
  '{path} is never a source: {reason}': '{path} 不能作来源：{reason}',
  'what is hidden (a name with a leading dot) is not': '隐藏的文件（名字以点开头）不读取',
  'it belongs to modelrail itself': '它属于 modelrail 本身',
  '{path} is not an uploaded file': '{path} 不是上传的文件',
  '{path} was sent to the gateway and is not used by any ingestion: start one by the gateway':
    '{path} 已上传到网关，但没有交付使用它：请通过网关启动交付',
  '{path} may not be read by this user': '当前用户无权读取 {path}',
  '{path} cannot be opened: the path is too long': '{path} 无法打开：路径太长',
  '{path} cannot be opened: {reason}': '{path} 无法打开：{reason}',
  '{path} cannot be read: {reason}': '{path} 无法读取：{reason}',
  '{path} was not hashed: {reason}': '{path} 的哈希没有算成：{reason}',
  '{path} became shorter': '{path} 变短了',
  '{path} became shorter while it was read': '{path} 在读取时变短了',
  '{path} became shorter while it was hashed': '{path} 在计算哈希时变短了',
  '{path} became longer while it was hashed': '{path} 在计算哈希时变长了',
  '{path} changed while it was hashed': '{path} 在计算哈希时被改动',
  '{path} changed after it was hashed': '{path} 在计算哈希后被改动',
  '{path} changed after it was hashed (part {part})': '{path} 在计算哈希后被改动（第 {part} 段）',
  '{path} changed after it was hashed (chunk {chunk})': '{path} 在计算哈希后被改动（分块 {chunk}）',
  '{path} changed before all of it was sent': '{path} 在发送完之前被改动',
  '{path} changed after it was looked at: {how}': '{path} 在检查后被改动：{how}',
  '{path} has the MD5 {md5}, and is to have {wanted}': '{path} 的 MD5 是 {md5}，应为 {wanted}',
  'the content has the MD5 {hash}, and is to have {wanted}': '内容的 MD5 是 {hash}，应为 {wanted}',
  'its server no longer tells its version': '服务器不再给出它的版本',
  'it has another ETag': 'ETag 不同了',
  'it has another content': '内容不同了',
  'it became shorter': '变短了',
  'it has an unknown number of bytes': '字节数不明',
  'it has {size} bytes': '现有 {size} 字节',
  '{refusal}: it changed after it was looked at': '{refusal}：检查后被改动',
  '{path} has to wait: other contents take the room of sources.spool ({size})':
    '{path} 须等待：sources.spool 的空间（{size}）被其他内容占用',
  "{path} has to be kept on the worker's disk, and is larger than sources.spool.maxSize ({size})":
    '{path} 须存到工作进程的磁盘上，但大于 sources.spool.maxSize（{size}）',
  '{path} cannot be kept in sources.spool: {reason}': '{path} 无法存入 sources.spool：{reason}',

  '{call}: {words}': '{call}：{words}',
  '{call}: {words} (request id {id})': '{call}：{words}（请求编号 {id}）',
  '{said} (nothing is there at {origin}: check {setting})': '{said}（{origin} 上没有该地址：请检查 {setting}）',
  'redirects, which is not followed (HTTP {status})': '要求重定向，不予跟随（HTTP {status}）',
  'redirects to {target}, which is not followed (HTTP {status})': '要求重定向到 {target}，不予跟随（HTTP {status}）',
  'HTTP {status}, but the answer is empty': 'HTTP {status}，但响应是空的',
  'HTTP {status}, but the answer is not JSON: {excerpt}': 'HTTP {status}，但响应不是 JSON：{excerpt}',
  'the answer has an unexpected shape: {issue}': '响应的结构不符合预期：{issue}',
  '{call}: cannot be sent: {reason}': '{call}：无法发送：{reason}',
  '{call}: no answer within {seconds} s': '{call}：{seconds} 秒内没有响应',
  '{call}: the answer is longer than {bytes} bytes': '{call}：响应超过 {bytes} 字节',
  '{call}: the answer is not HTTP ({reason})': '{call}：响应不是 HTTP（{reason}）',
  '{call}: the connection was cut before the answer was complete ({reason})': '{call}：响应未完，连接中断（{reason}）',
  closed: '连接关闭',
  '{call}: cannot reach {origin}: {reason}': '{call}：连不上 {origin}：{reason}',
  '{call}: cannot reach {origin}: {reason} (name the certificate of its authority, a PEM file, by NODE_EXTRA_CA_CERTS in the environment of the worker)':
    '{call}：连不上 {origin}：{reason}（请在工作进程的环境变量 NODE_EXTRA_CA_CERTS 里写上签发机构证书的 PEM 文件）',
  '{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason}':
    '{call}：通过代理 {proxy}（{setting}）连不上 {origin}：{reason}',
  '{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason} (name the certificate of its authority, a PEM file, by NODE_EXTRA_CA_CERTS in the environment of the worker)':
    '{call}：通过代理 {proxy}（{setting}）连不上 {origin}：{reason}（请在工作进程的环境变量 NODE_EXTRA_CA_CERTS 里写上签发机构证书的 PEM 文件）',
  '{call}: cannot reach {origin} through the proxy {proxy} ({setting}): {reason}: put user and password into its URL ({setting})':
    '{call}：通过代理 {proxy}（{setting}）连不上 {origin}：{reason}：请在代理的网址（{setting}）里写上用户名和密码',
  'it answered 407 (credentials wanted)': '代理响应 407（需要用户名和密码）',
  'connection refused': '连接被拒绝',
  'host name not found': '找不到主机名',
  'host name lookup failed': '主机名解析失败',
  'no route to the host': '没有到该主机的路由',
  'no route to the network': '没有到该网络的路由',
  'connection timed out': '连接超时',
  'connection reset while it was made': '建立连接时被重置',
  'no connection': '没有连接',

  'no token for {username}: {words}': '{username} 拿不到令牌：{words}',
  '{refusal} (with a new token too)': '{refusal}（换了新令牌也一样）',
  'the platform asks for no calls for another {seconds} s (Retry-After)':
    '平台要求再过 {seconds} 秒才能调用（Retry-After）',
  'this worker\'s configuration has no platform "{platform}" that it can use: add it and restart the worker, or start a worker that has it ({reason})':
    '该工作进程的配置里没有可用的平台 {platform}：请加上并重启工作进程，或启动有该平台的工作进程（{reason}）',
  'platform "{platform}" is of kind {kind}, which accepts no files': '平台 {platform} 的类型是 {kind}，不接收文件',

  '{chunks} chunks are too many: set upload.chunkSize so that there are at most {most}':
    '{chunks} 个分块太多：请设置 upload.chunkSize，使分块不超过 {most} 个',
  'the platform waits for chunk {chunk} of {name}, but chunks of {size} bytes make only {count}: an earlier upload of the same content used another chunk size; set upload.chunkSize to that size, or let the platform drop the partial upload':
    '平台在等 {name} 的分块 {chunk}，但按 {size} 字节分块只有 {count} 个：相同内容以前上传时用了别的分块大小；请把 upload.chunkSize 设为那个大小，或请平台丢弃未完成的上传',
  "the platform's record of {name} has MD5 {hash} and {size} bytes instead of {wantedHash} and {wantedSize}":
    '平台上 {name} 的记录是 MD5 {hash}、{size} 字节，应为 {wantedHash}、{wantedSize} 字节',
  'the platform lost chunks of this file {times} times before it was complete':
    '文件未传完，平台 {times} 次丢失了它的分块',
  'the platform has every chunk of {name} but did not complete the file within {limit}':
    '平台已有 {name} 的全部分块，但在 {limit} 内没有合并完成',
  'the platform has every chunk of {name} but did not complete the file within {limit}; it refused the merge: {refusal}':
    '平台已有 {name} 的全部分块，但在 {limit} 内没有合并完成；它拒绝合并：{refusal}',
  'the platform wants byte {position} of {path}, which has {size}':
    '平台要 {path} 的第 {position} 字节，而文件只有 {size} 字节',
  'the platform has all bytes of {path} and does not say that it is complete':
    '平台已有 {path} 的全部字节，却没有说已完成',
  'the platform took {path} before it had all of it ({sent} of {size} bytes were sent)':
    '平台没收完 {path} 就接受了它（{size} 字节中发送了 {sent} 字节）',
  'the name has no extension, and the platform knows the type of a file by it: set `name`':
    '名称没有扩展名，而平台靠扩展名识别文件类型：请设置 `name`',
  'the platform gave no reason': '平台没有给出原因',
  'the platform ended the task without a message about this model': '平台结束了任务，没有提到这个模型',
  'the platform lost the conversion task {times} times (last task {taskId})':
    '平台 {times} 次丢失了转换任务（最后一个任务 {taskId}）',
  'not converted within {span} (task {taskId})': '{span} 内没有转换完（任务 {taskId}）',

  '{size} bytes are more than the 4 GiB that the platform takes': '{size} 字节超过平台的上限 4 GiB',
  'not done within {span} (transaction {transactionId})': '{span} 内没有完成（事务 {transactionId}）',
  'the conversion failed, and the platform says no more (transaction {transactionId})':
    '转换失败，平台没有说明原因（事务 {transactionId}）',
  'the thumbnail failed, and the platform says no more (transaction {transactionId})':
    '缩略图失败，平台没有说明原因（事务 {transactionId}）',
  'the platform gives no address for the result of transaction {transactionId}':
    '平台没有给出事务 {transactionId} 的结果地址',
  'not all that was asked for beside the conversion was done': '转换之外要求的没有全部完成',
  'comment: ': '评论：',
  'thumbnail: ': '缩略图：',
  'save: ': '保存结果：',

  '{document}, group {group}, has an attachment of this name, of {size}':
    '{document} 的分组 {group} 里已有同名附件（{size}）',
  'another file of this ingestion has the name {name} in the same group': '本次交付的同一分组里另有名为 {name} 的文件',
  'of unknown size': '大小未知',
  '{name} is attached to {document}, group {group} already ({id}, {size})':
    '{document} 的分组 {group} 里已有附件 {name}（{id}，{size}）',
  '{name} is attached to {document}, group {group} already ({id}, {size}): that is not {replaced}, which it is to replace':
    '{document} 的分组 {group} 里已有附件 {name}（{id}，{size}）：它不是应被替换的 {replaced}',
  'the service gave {bytes} bytes as {name}, which it has as {size}':
    '服务给出的 {name} 有 {bytes} 字节，而它记录的是 {size}',
  'the service has {sizeText} as {name} ({id}) instead of {size} bytes':
    '服务上 {name}（{id}）是 {sizeText}，应为 {size} 字节',
  '{name} was recorded, and {document}, group {group}, does not list it':
    '{name} 已登记，但 {document} 的分组 {group} 里没有列出它',

  'the platform has no {one} "{wanted}"; it lists none for what was found so far':
    '平台没有 {one} {wanted}；按已找到的条件，它一个也没有列出',
  'the platform has no {one} "{wanted}"; there are: {all}': '平台没有 {one} {wanted}；已有：{all}',
  '"{wanted}" is the name of more than one {one}; give the id of one: {all}':
    '名为 {wanted} 的 {one} 不止一个；请写其中一个的编号：{all}',
  'Temporal does not answer at {address}: start one with `modelrail dev`, or name yours by TEMPORAL_ADDRESS or temporal.address in modelrail.yaml':
    '{address} 处的 Temporal 没有响应：用 `modelrail dev` 启动一个，或用 TEMPORAL_ADDRESS 或 modelrail.yaml 中的 temporal.address 指定您的',
  'Temporal does not answer at {address} through the proxy {proxy}: except it by NO_PROXY if it is to be reached directly, start one with `modelrail dev`, or name yours by TEMPORAL_ADDRESS or temporal.address in modelrail.yaml':
    '通过代理 {proxy} 访问 {address} 处的 Temporal 没有响应：若应直连，请用 NO_PROXY 排除它；也可以用 `modelrail dev` 启动一个，或用 TEMPORAL_ADDRESS 或 modelrail.yaml 中的 temporal.address 指定您的',
  'no worker answers at Temporal at {address}: it has just been started, or no worker of modelrail runs':
    '{address} 处的 Temporal 没有工作进程响应：它刚刚启动，或者没有 modelrail 的工作进程在运行',
  'Temporal lacks search attributes that ingestions need ({words}): add them with `modelrail doctor --fix`':
    'Temporal 缺少交付所需的搜索属性（{words}）：用 `modelrail doctor --fix` 添加',
  'Temporal at {address} has no namespace "{namespace}": name an existing one by TEMPORAL_NAMESPACE or temporal.namespace in modelrail.yaml, or create it: temporal operator namespace create --namespace {namespace}':
    '{address} 处的 Temporal 没有命名空间“{namespace}”：用 TEMPORAL_NAMESPACE 或 modelrail.yaml 中的 temporal.namespace 指定已有的，或者新建：temporal operator namespace create --namespace {namespace}',
};
