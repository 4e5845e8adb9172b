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
};
