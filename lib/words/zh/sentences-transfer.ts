/** Chinese of the errors of transfers and of what answers a worker, by the English that stands in the code. */
export const SENTENCES_TRANSFER: Readonly<Record<string, string>> = {
  'the platform had chunk {chunk} and lists it as missing': '平台曾有分块 {chunk}，现在又列为缺失',
  'the platform accepted chunk {chunk} once and still lists it as missing': '平台已收下分块 {chunk}，仍列为缺失',
  'the platform accepted chunk {chunk} twice and still lists it as missing': '平台已 2 次收下分块 {chunk}，仍列为缺失',
  'the platform accepted chunk {chunk} three times and still lists it as missing':
    '平台已 3 次收下分块 {chunk}，仍列为缺失',
  'the platform accepted chunk {chunk} four times and still lists it as missing':
    '平台已 4 次收下分块 {chunk}，仍列为缺失',
  'the platform accepted chunk {chunk} {times} times and still lists it as missing':
    '平台已 {times} 次收下分块 {chunk}，仍列为缺失',
  '{lost}, and {others} more': '{lost}，另有 {others} 个分块也缺失',
  '{lost}: a full disk, a cache before its status call, or servers that do not share their chunks can do that':
    '{lost}：可能是磁盘已满、状态接口前有缓存，或者几台服务器不共享分块',
  '{lost}, and {others} more: a full disk, a cache before its status call, or servers that do not share their chunks can do that':
    '{lost}，另有 {others} 个分块也缺失：可能是磁盘已满、状态接口前有缓存，或者几台服务器不共享分块',
  'the platform had more of {path} than the {position} bytes that it has now':
    '平台曾有 {path} 的更多内容，现在只有 {position} 字节',
  'the platform had more of {path} than the {position} bytes that it has now: {reason}':
    '平台曾有 {path} 的更多内容，现在只有 {position} 字节：{reason}',
  'the platform answered about {answeredSize} bytes of MD5 {answeredMd5} instead of {size} of {md5} ({name})':
    '平台回答的是 {answeredSize} 字节、MD5 {answeredMd5}，应为 {size} 字节、{md5}（{name}）',

  '{path} {problem}': '{path} {problem}',
  'expected the URL of an HTTP proxy, such as http://proxy.example.com:3128':
    '须为 HTTP 代理的网址，如 http://proxy.example.com:3128',
  'is no source: there are absolute paths of a disk, addresses of http and https, s3://BUCKET/KEY and iuap://PLATFORM/FILEPATH':
    '不能作来源：来源是磁盘上的绝对路径、http 和 https 网址、s3://BUCKET/KEY 和 iuap://PLATFORM/FILEPATH',
  'has a blank, a control character or a backslash: percent-encode it': '里有空格、控制字符或反斜线：请用百分号编码',
  'has a user in it: an address with user info is no source': '里有用户名：带用户信息的网址不能作来源',
  'is not a URL': '不是网址',
  'is no iuap://PLATFORM/FILEPATH[/GROUPNAME], each part percent-encoded':
    '不是 iuap://PLATFORM/FILEPATH[/GROUPNAME]，各部分要用百分号编码',
  '{path} is on this machine or in a private network: sources.allowHosts has no "{host}"':
    '{path} 在本机或内网：sources.allowHosts 里没有“{host}”',
  '{path} is on this machine or in a private network ({where}): sources.allowHosts has no "{host}"':
    '{path} 在本机或内网（{where}）：sources.allowHosts 里没有“{host}”',
  '{name} resolves to {address}': '{name} 解析为 {address}',
  '{host} is at {address}': '{host} 的地址是 {address}',
  '{host} is at no address': '{host} 没有地址',
  '{path} is in a bucket that is not in sources.s3: {bucket} (it has none)':
    '{path} 所在的存储桶不在 sources.s3 中：{bucket}（那里一个也没有）',
  '{path} is in a bucket that is not in sources.s3: {bucket} (it has {known})':
    '{path} 所在的存储桶不在 sources.s3 中：{bucket}（那里有 {known}）',
  'platform "{platform}" is of kind {kind}, which gives no files': '平台 {platform} 的类型是 {kind}，不提供文件',
  '{path} redirects to an address that {problem}': '{path} 重定向到的网址有误：{problem}',
  '{path} redirects to {scheme}:, which is not followed': '{path} 重定向到 {scheme}:，不予跟随',
  'an empty answer': '响应是空的',
  'HTTP 416 to a request for its first bytes': '请求开头的字节，响应却是 HTTP 416',
  'its first bytes were asked for, and begin at {from}': '请求的是开头的字节，给出的却从 {from} 开始',
  'HTTP {status} to a request for all of it': '请求全部内容，响应却是 HTTP {status}',
  'an answer has more bytes than its range': '响应的字节多于所请求的范围',
  'an answer ended {bytes} bytes early': '响应提前结束，少了 {bytes} 字节',
  'HTTP {status} in place of a range': '响应是 HTTP {status}，不是所请求的范围',
  'a range came without its ETag': '范围响应没有 ETag',
  'bytes {from} to {to} were asked for, and {cameFrom} to {cameTo} came':
    '请求的是第 {from} 到 {to} 字节，收到的却是第 {cameFrom} 到 {cameTo} 字节',
  'HTTP 206 whose Content-Range is missing': 'HTTP 206 没有 Content-Range',
  'HTTP 206 whose Content-Range is no range of bytes': 'HTTP 206 的 Content-Range 不是字节范围',
  'it comes packed ({encoding}), which was not asked for': '内容是压缩的（{encoding}），而请求没有要求压缩',
  'nothing of this name is attached': '没有这个名字的附件',
  '{bytes} bytes came of {size}': '收到 {bytes} 字节，应为 {size}',

  'the answer cannot be unpacked ({encoding}: {reason})': '响应无法解压（{encoding}：{reason}）',
  'the answer cannot be unpacked ({reason})': '响应无法解压（{reason}）',
  'the answer is compressed as "{encoding}", which is not read (gzip, deflate, br are)':
    '响应按“{encoding}”压缩，不能读取（可读 gzip、deflate、br）',
  'the connection to the room ended: {reason}': '与房间的连接中断：{reason}',
  'no connection: {reason}': '没有连接：{reason}',
  'no connection: the connection was ended': '没有连接：连接被对方结束',

  '{path} is not what was written there': '{path} 不是写入的内容',
  '{folder} is outside of results.roots: {roots}': '{folder} 不在 results.roots 之下：{roots}',
  '{folder} may not be written to by this user: give the right to it, or save in another folder, then retry':
    '当前用户无权写入 {folder}：请授予权限或存到另一个文件夹，然后重试',
  '{folder} cannot be a folder, because something else lies on its way: move that away, then retry ({message})':
    '{folder} 不能成为文件夹，路径上已有别的东西：请移走后重试（{message}）',
  '{folder} cannot be made: {message}: save in another folder': '{folder} 无法创建：{message}：请存到另一个文件夹',
  'the disk of {folder} is full: make room': '{folder} 所在的磁盘已满：请腾出空间',
  '{folder} cannot be written to: {message}': '{folder} 无法写入：{message}',
  'another content lies as {name} in {folder}: move it away, then retry':
    '{folder} 里名为 {name} 的是别的内容：请移走后重试',
  'another content lies as {name} and {other} in {folder}: move it away, then retry':
    '{folder} 里名为 {name} 和 {other} 的都是别的内容：请移走后重试',
  'the platform gives an address for the result that is none of http or https': '平台给出的结果地址不是 http 或 https',
  '{address} gave {bytes} of {declared} bytes': '{address} 给出 {declared} 字节中的 {bytes} 字节',
};
