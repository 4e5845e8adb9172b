/** Chinese of what is to be done about errors and waits, by the English of `contracts/advice.ts` and of the kinds of platform. */
export const ADVICE: Readonly<Record<string, string>> = {
  'correct the problem in the message and start again: nothing was done': '改正消息里的问题，重新执行：什么也没有做',
  'the platform does not know it: check the ids in the request, and baseUrl of the platform, then start again':
    '平台上没有它：检查请求里的编号和该平台的 baseUrl，再重新提交',
  'put the file back to its path, or start again with the path where it is now':
    '把文件放回原处，或用它现在的路径重新提交',
  'the file was written to while it was read: let the writer finish, then retry': '文件在读取时被写入：等写完，再重试',
  'move the file below a folder of sources.roots, or add its folder there (of an address: its host to sources.allowHosts) and restart the worker; an address that has expired is replaced by `modelrail retry ID --source NAME=URL`':
    '把文件移到 sources.roots 的文件夹之下，或把它的文件夹加进去（网址则把主机加进 sources.allowHosts）并重启工作进程；网址过期了，用 `modelrail retry ID --source NAME=URL` 换一个',
  'this is not the content that is meant: check the file, or correct its md5 in the request, then start again':
    '内容与请求里的 md5 不符：核对文件，或改正请求里的 md5，再重新提交',
  'save in a folder below results.roots, or add this one there, restart the worker, then retry':
    '结果不能保存到这里：用 results.roots 之下的文件夹，或把它加进 results.roots 并重启工作进程，再重试',
  'give the right to the folder to the user of the worker, or save in another one':
    '给运行工作进程的用户这个文件夹的写权限，或保存到另一个文件夹',
  'write the bucket into sources.s3 with its endpoint and keys (of the worker and of the gateway), restart these, then retry':
    '在 sources.s3 里写上这个存储桶（endpoint、密钥；工作进程和网关的配置都要），重启它们，再重试',
  'check the credentials of the platform in the configuration (`modelrail doctor` tries them), restart the worker, then retry':
    '检查配置里该平台的账号和密钥（`modelrail doctor` 会试连），重启工作进程，再重试',
  "check the account's rights on the platform, restart the worker, then retry":
    '检查账号在平台上的权限，重启工作进程，再重试',
  'the platform asks to slow down: retry later, or with a lower --concurrency':
    '平台要求放慢：稍后重试，或把 --concurrency 调小',
  'the message has the reason: correct it on the platform or in the request, then retry':
    '原因见消息：在平台上或请求里改正，再重试',
  'the platform did not answer: once it does (`modelrail doctor`), retry':
    '平台没有响应：等它恢复（`modelrail doctor`），再重试',
  'the answer of the platform does not match its manual: check baseUrl and any proxy in between, then retry':
    '平台的响应与其手册不符：检查 baseUrl 和中间的代理，再重试',
  'the platform could not convert the model: open it in its own program, save it anew, then retry or send the new file':
    '平台不能转换该模型：用原来的软件打开、重新保存，再重试或发送新文件',
  'the platform took longer than the configuration allows: give it more time there, then retry':
    '平台用时超过配置允许的时间：在配置里调大，再重试',
  'it exists already: use its id, or another name, code or id': '已经存在：用已有的编号，或换一个名称、编码或编号',
  'it was cancelled: retry resumes it': '已被取消：重试即可继续',
  'start Temporal (`modelrail dev`), or set its address (TEMPORAL_ADDRESS)':
    '启动 Temporal（`modelrail dev`），或设置它的地址（TEMPORAL_ADDRESS）',
  'unexpected: run it with --verbose, and report the output': '意外错误：加上 --verbose 再执行，并把输出报告给我们',

  'the platform does not know it: check the id of the project (--project-id) and baseUrl of the platform, then start again':
    '平台上没有它：检查项目编号（--project-id）和该平台的 baseUrl，再重新提交',
  'check username, password and tokenUrl of the platform (`modelrail doctor` tries them), restart the worker, then retry':
    '检查该平台的 username、password 和 tokenUrl（`modelrail doctor` 会试连），重启工作进程，再重试',
  "check the account's rights on the platform and bimApiKey, restart the worker, then retry":
    '检查账号在平台上的权限和 bimApiKey，重启工作进程，再重试',
  'the platform took longer than convert.timeout: give it more time in the configuration, then retry':
    '平台用时超过 convert.timeout：在配置里调大，再重试',
  'it exists already: use its id (--project-id), or another code or id':
    '已经存在：用它的编号（--project-id），或换一个编码或编号',
  'check apiKey of the platform (`modelrail doctor` tries it), restart the worker, then retry':
    '检查该平台的 apiKey（`modelrail doctor` 会试连），重启工作进程，再重试',
  'check `permissions` of the platform in the configuration, and the rights of its key, restart the worker, then retry':
    '检查配置里该平台的 `permissions` 和密钥的权限，重启工作进程，再重试',
  'the platform asks to slow down: retry later; others may use the same key (`auth: token` gives each worker a bucket of its own)':
    '平台要求放慢：稍后重试；可能有别人在用同一个密钥（`auth: token` 让每个工作进程有自己的额度）',
  'an attachment of this name is there: give the file another name, or replace what is there by --replace, and start again':
    '已有同名的附件：给文件换个名字，或用 --replace 替换，再重新提交',
  'check `headers` of the platform (`modelrail doctor` tries them), restart the worker, then retry':
    '检查该平台的 `headers`（`modelrail doctor` 会试连），重启工作进程，再重试',
  'the platform does not know it: start again with one of those that the message lists; where it lists none, check baseUrl of the platform':
    '平台上没有它：用消息里列出的之一重新提交；消息里没有列出的，检查该平台的 baseUrl',
  'check apiKey, secretKey, appId and appKey of the platform (`modelrail doctor` tries them), restart the worker, then retry':
    '检查该平台的 apiKey、secretKey、appId 和 appKey（`modelrail doctor` 会试连），重启工作进程，再重试',
  'a folder of this name is there: give its id (--parent-id) in place of --folder, and start again':
    '已有同名的文件夹：用它的 ID（--parent-id）代替 --folder，再重新提交',

  'it is retried automatically; check whether the platform is up (`modelrail doctor`), `modelrail retry {id}` cuts the wait short':
    '会自动重试；检查平台是否正常（`modelrail doctor`），`modelrail retry {id}` 马上再试',
  'it resumes by itself when the platform allows; `modelrail set {id} --concurrency N` makes fewer requests at a time, `modelrail retry {id}` cuts the wait short':
    '平台允许后自动继续；`modelrail set {id} --concurrency N` 减少同时发出的请求，`modelrail retry {id}` 马上再试',
  'check that the files can be read where the worker runs, and that their servers answer; `modelrail retry {id}` cuts the wait short':
    '检查工作进程所在的机器能否读取文件，文件的服务器是否响应；`modelrail retry {id}` 马上再试',
  'start a worker on host {host} (`modelrail worker`), and check that the files can be read there':
    '在主机 {host} 上启动一个工作进程（`modelrail worker`），并检查那里能否读取文件',
  'it resumes by itself when the other ingestion has sent the content, or ends; `modelrail show` with the other id shows its progress':
    '另一次交付发送完该内容或结束后自动继续；用 `modelrail show` 加那次交付的编号查看进度',
  'start a worker (`modelrail worker`), or read the log of the running one':
    '启动一个工作进程（`modelrail worker`），或查看正在运行的工作进程的日志',
  '`modelrail resume {id}` lets it go on': '`modelrail resume {id}` 继续',
  'no worker listens on task queue "{taskQueue}": start one with `modelrail worker` (or `modelrail dev`); the ingestion then goes on':
    '任务队列 {taskQueue} 上没有工作进程：用 `modelrail worker`（或 `modelrail dev`）启动一个，交付就会继续',
  'no worker listens on task queue "{taskQueue}": start one with `modelrail worker` (or `modelrail dev`); the run then goes on':
    '任务队列 {taskQueue} 上没有工作进程：用 `modelrail worker`（或 `modelrail dev`）启动一个，运行就会继续',

  token: '令牌',
  read: '读取',
  query: '查询',
  login: '登录',
  groups: '集团',
  periods: '学段',
  'uncompleted files': '未传完的文件',
  planned: '未执行',
  undone: '已撤销',
  stays: '保留',
  finished: '已传完',
  'bimApiKey is only tried when something is created': 'bimApiKey 在创建时才会用到',
  'whether the key may write is only tried when something is sent': '密钥能否写入，发送时才知道',
  'whether the account may change anything is only tried when something is changed': '账号能否修改，修改时才知道',

  'a moment ago': '刚才',
  'there is no sync {name}': '没有同步 {name}',
  'there is no sync {name}: `modelrail sync list` shows those that there are':
    '没有同步 {name}：`modelrail sync list` 列出有哪些',
  'ingestion {id} ended at {when} ({status}): nothing to {verb}':
    '交付 {id} 已于 {when} 结束（{status}），不能再{verb}',
  'ingestion {id} ended at {when} ({status}): nothing to {verb}; `modelrail retry {id}` does again what is not done':
    '交付 {id} 已于 {when} 结束（{status}），不能再{verb}；要重做：modelrail retry {id}',
  'ingestion {id} completed at {when}: nothing to retry': '交付 {id} 已于 {when} 全部完成，没有可重试的',

  'no worker listens, or all are busy': '没有工作进程，或都在忙',
};
