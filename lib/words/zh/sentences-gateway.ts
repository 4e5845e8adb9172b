/** Chinese of what the gateway answers over HTTP beside errors of others, by the English that stands in the code. */
export const SENTENCES_GATEWAY: Readonly<Record<string, string>> = {
  'there is nothing at this address': '这个地址上没有内容',
  '{method} is not allowed here, only {methods}': '这里不能用 {method}，只能用 {methods}',
  '{place}: {problem}': '{place}：{problem}',
  'path {name}': '地址中的 {name}',
  'header {name}': '请求头 {name}',
  body: '请求正文',
  query: '查询',
  'query {name}': '查询参数 {name}',
  'Invalid option: expected one of {values}': '须为 {values} 之一',
  'Invalid string: must match pattern {pattern}': '须符合 {pattern}',
  'Unrecognized key: {keys}': '没有参数 {keys}',
  'Unrecognized keys: {keys}': '没有参数 {keys}',
  'Too big: expected string to have <={most} characters': '最多 {most} 个字符',
  'Invalid input': '不能这样写',
  'an id is 1 to 200 of A-Z a-z 0-9 . _ -': '编号须为 1 到 200 个 A-Z a-z 0-9 . _ -',
  'a name is 1 to 100 of A-Z a-z 0-9 . _ -': '名字须为 1 到 100 个 A-Z a-z 0-9 . _ -',
  'an Idempotency-Key is 1 to 255 printable ASCII characters without blanks':
    'Idempotency-Key 须为 1 到 255 个可见的 ASCII 字符，不含空格',

  'must be a moment such as 2026-11-22T08:00:00Z': '须为时刻，如 2026-11-22T08:00:00Z',
  'has nothing to set: give bwlimit, concurrency or both': '没有要改的内容：请写 bwlimit、concurrency 或两者',
  'the body is larger than gateway.maxBodySize: split the files over several ingestions':
    '请求大于 gateway.maxBodySize：请把文件分成几次交付',
  'send the body as application/json': '请求正文须以 application/json 发送',
  'the body is not valid JSON': '请求正文不是有效的 JSON',
  'the address has invalid percent-encoding': '地址里的百分号编码无效',
  'the address is too long: an id has 200 characters at most': '地址太长：编号最多 200 个字符',
  'the body is not as long as Content-Length says': '请求正文的长度与 Content-Length 不符',
  'the body has {what}, which no request has': '请求正文里有{what}，任何请求都不会有',
  'a key of {count} characters': ' {count} 个字符的键',
  'an object of more than {most} keys': '超过 {most} 个键的对象',
  'a list of more than {most} values': '超过 {most} 个值的列表',
  'more than {most} values': '超过 {most} 个值',
  'more than {most} lists and objects': '超过 {most} 个列表和对象',
  'more than {most} levels': '超过 {most} 层的嵌套',
  'the headers are too long': '请求头太长',
  'the head of the request took too long': '请求头发送得太慢',
  'this is no HTTP request': '这不是 HTTP 请求',
  'the gateway failed: its log says why': '网关出错：原因见它的日志',
  'the gateway stops: ask again': '网关正在停止：请再试',
  'Temporal takes too long to answer': 'Temporal 太久没有响应',
  'Temporal takes too long to answer with the first state': 'Temporal 太久没有给出最初的状态',
  'nothing waits for this call, or not any more': '没有任务在等这个调用，或已不再等',

  'send `Authorization: Bearer TOKEN` with one of the gateway’s tokens':
    '请发送 `Authorization: Bearer TOKEN`，用网关的一个令牌',
  'this bearer token is none of the gateway’s': '网关没有这个令牌',
  'a gateway without tokens answers only to localhost: set gateway.tokens to reach it by another name':
    '没有令牌的网关只响应 localhost：要用其他名称访问，请设置 gateway.tokens',
  '{page} may not call a gateway without tokens: list its origin in gateway.corsOrigins, or set gateway.tokens':
    '{page}不能调用没有令牌的网关：请把它的来源写进 gateway.corsOrigins，或设置 gateway.tokens',
  'a page of {origin}': ' {origin} 的页面',
  'a page of another origin': '其他来源的页面',
  'more than {max} requests in a minute: go on in {seconds} s, or raise gateway.requestsPerMinute':
    '一分钟内的请求超过 {max} 个：请在 {seconds} 秒后继续，或调高 gateway.requestsPerMinute',
  'there are {count} streams already: close some, or look by GET': '已有 {count} 个事件流：请关闭一些，或用 GET 查看',
  'you have {count} streams already: close some, or look by GET': '您已有 {count} 个事件流：请关闭一些，或用 GET 查看',
  'no page of this manifest has this token: begin again without one': '这份证据文档没有这一页：请不带令牌从头开始',
  'no page of files has this token: begin again without one': '文件没有这一页：请不带令牌从头开始',

  '{path} is no folder': '{path} 不是文件夹',
  '{path} no longer exists: send the file again': '{path} 已不存在：请重新发送文件',
  'of {path} {count} of {all} bytes have arrived: send the rest':
    '{path} 的 {all} 字节中到了 {count} 字节：请发送其余部分',
  'an unknown number of': '总数未知',
  'the header {header} is needed': '须有请求头 {header}',
  'the body must be sent as Content-Type: {type}': '请求正文须以 Content-Type: {type} 发送',
  'there is no file {id}: it was delivered, removed, or has expired': '没有文件 {id}：它已交付、已删除，或已过期',
  'there is no upload {id}: it was delivered, removed or expired': '没有上传 {id}：它已交付、已删除，或已过期',
  'upload {id} has expired: send the file again': '上传 {id} 已过期：请重新发送文件',
  'there is no such file, or no longer: send it again': '没有这个文件，或已不在：请重新发送',
  '{holder} takes the files of this spool: ask that one, or again when it has ended':
    '{holder} 在接收这个目录的文件：请找它，或等它结束后再试',
  'another gateway': '另一个网关',
  '{count} files of yours are in the spool: let ingestions deliver them, or delete some':
    '您已有 {count} 个文件存在网关上：请等它们交付，或删除一些',
  '{count} uploads of yours are unfinished: finish or delete some': '您有 {count} 个上传没有完成：请完成或删除一些',
  'your share of the spool is full ({size}): it empties as ingestions deliver your files':
    '您在网关上的空间（{size}）已满：您的文件交付后会腾出空间',
  'the spool is full ({size}): it empties as ingestions deliver its files, so try again later':
    '网关存放文件的空间（{size}）已满：文件交付后会腾出空间，请稍后再试',
  'the disk of the spool is full: try again later': '网关存放文件的磁盘已满：请稍后再试',
  'the file is in use by ingestion {ids}: cancel it first, or let it end':
    '文件正由交付 {ids} 使用：请先取消它，或等它结束',
  'the file was delivered just now: send it again': '文件刚刚交付：请重新发送',
  'the file could not be kept': '文件没能存下',
  'a file may have {bytes} bytes at most': '文件最大 {bytes} 字节',
  'a file without a byte is no model': '空文件不是模型',
  'a file without a byte is no model: send the length that it has, or Upload-Defer-Length: 1':
    '空文件不是模型：请发送它的实际长度，或 Upload-Defer-Length: 1',
  'one request takes a file of {bytes} bytes at most: send a larger one by the tus protocol, which goes on after a cut (header Tus-Resumable: 1.0.0; OPTIONS says how large it may be)':
    '一个请求最多接收 {bytes} 字节的文件：更大的请用 tus 协议发送，中断后可以继续（请求头 Tus-Resumable: 1.0.0；OPTIONS 给出上限）',
  'the connection was cut': '连接中断',
  'the upload is complete': '上传已经完成',
  'another request is writing to this upload: ask for its offset and go on from there':
    '另一个请求正在写这个上传：请查询它的位置，从那里继续',
  'Upload-Offset is not where the upload is: ask for its offset (HEAD) and go on from there':
    'Upload-Offset 与上传的位置不符：请查询位置（HEAD），从那里继续',
  'the body goes beyond the Upload-Length that was declared': '请求正文超出了声明的 Upload-Length',
  'one of Upload-Length and Upload-Defer-Length is needed, once for an upload':
    '每个上传须有一次 Upload-Length 或 Upload-Defer-Length',
  'files cannot be put together from parts: send each as one upload (parallelUploads: 1)':
    '文件不能由几部分拼成：请每个文件作一次上传（parallelUploads: 1）',
  'Upload-Metadata has no filename: send "filename BASE64", the name of the file as base64':
    'Upload-Metadata 里没有 filename：请发送 "filename BASE64"，即文件名的 base64',
  'another file was sent with this Idempotency-Key: use another key':
    '用这个 Idempotency-Key 发送过另一个文件：请换一个',
  'an upload has begun with this Idempotency-Key: send the rest by the tus protocol, or use another key':
    '用这个 Idempotency-Key 的上传已经开始：请用 tus 协议发送其余部分，或换一个',
  'another request with this Idempotency-Key is under way: ask again when it has ended':
    '用这个 Idempotency-Key 的另一个请求还在进行：请等它结束后再试',
  'send the file itself as Content-Type: application/octet-stream, or in a form of multipart/form-data':
    '请以 Content-Type: application/octet-stream 直接发送文件，或用 multipart/form-data 表单',
  'the name of the file is missing: give it as ?name=house.ifc': '没有文件名：请写成 ?name=house.ifc',
  'the file of the form has no name: give it a filename': '表单里的文件没有名称：请写 filename',
  'the form has more than one file: send each by itself': '表单里不止一个文件：请分别发送',
  'the form has no file: it needs a part with a filename': '表单里没有文件：须有带 filename 的部分',
  'the form cannot be read: {reason}': '表单无法读取：{reason}',

  'gateway.host is {host}, which others reach: set gateway.tokens, or listen on 127.0.0.1':
    'gateway.host 是 {host}，别的机器也能访问：请设置 gateway.tokens，或改为监听 127.0.0.1',
  'no worker listens on task queue "{queue}": {again} once one does':
    '任务队列 {queue} 上没有工作进程：有了之后请{again}',
  'no worker answered for ingestion {id}: retry again once one listens': '没有工作进程响应交付 {id}：有了之后请再重试',
  'Temporal does not answer at {address}: ask again later': '{address} 处的 Temporal 没有响应：请稍后再试',
  'Temporal does not answer at {address} through the proxy {proxy}: ask again later':
    '通过代理 {proxy} 访问 {address} 处的 Temporal 没有响应：请稍后再试',
  'Temporal lacks search attributes that ingestions need ({words}): those who run it have to register them':
    'Temporal 缺少交付所需的搜索属性（{words}）：须由管理 Temporal 的人注册',
  '{name} mirrors projects: that is for syncs of files': '{name} 镜像项目：这里只能用文件的同步',
  'ingestion {id} belongs to the sync {sync}, whose next run tries what failed: `POST /v1/syncs/{sync}/trigger` makes one now':
    '交付 {id} 属于同步 {sync}，失败的由它的下次运行再试：`POST /v1/syncs/{sync}/trigger` 立即运行一次',
};
