/** Chinese of what the help says of commands, and of what the commands of an ingestion and of the system take. */
export const HELP_COMMANDS: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Global Options:': '全局选项：',
  'Commands:': '命令：',
  'Begin:': '开始：',
  'Try it:': '试用：',
  'Ingestions:': '交付：',
  'Recurring:': '定期同步：',
  'On a platform:': '平台操作：',
  'One part alone:': '单独启动一个部分：',
  'Diagnostics:': '诊断：',
  'Help:': '帮助：',
  'An existing project:': '已有的项目：',
  'Or a new project:': '或新建项目：',
  'The models:': '模型：',
  'The drawings:': '图纸：',
  'The document that files are attached to:': '文件所附的单据：',
  'How files are attached:': '附件的保存方式：',
  'What a resource is for, each by its id or its name:': '资源的用途（每项写 ID 或名称）：',
  'Where resources go on the disk:': '资源在网盘上的位置：',
  'The run:': '运行方式：',
  'The sync:': '同步设置：',

  'Durable ingestion of building and engineering models into the platforms that convert and register them.':
    '把建筑和工程模型可靠地交付到负责转换和登记的平台，中断后自动继续。',
  'configuration file (default: $MODELRAIL_CONFIG, else ./modelrail.yaml)':
    '配置文件（默认：$MODELRAIL_CONFIG，没有则为 ./modelrail.yaml）',
  'one JSON value on stdout, nothing else there': '标准输出只有一个 JSON 值，没有别的内容',
  'results and errors only': '只显示结果和错误',
  'more output, with stack traces of errors': '显示更多信息，出错时附调用栈',
  'no colours': '不用颜色',
  'language of help, messages and reports (default: as LC_ALL, LC_MESSAGES or LANG says)':
    '帮助、提示和交付清单的语言（默认：按 LC_ALL、LC_MESSAGES 或 LANG）',
  'show the version': '显示版本',
  'show help': '显示帮助',

  'ask for a platform and its keys, try them, and write modelrail.yaml and a file of the secrets':
    '询问平台和密钥，当场试连，写 modelrail.yaml 和密钥文件',
  'kind of the platform (default: asked for)': '平台的种类（默认：询问）',
  'its name in the configuration (default: asked for)': '平台在配置里的名字（默认：询问）',
  'folder of your models, made if missing (default: asked for, ./models without a terminal)':
    '存放模型的文件夹，没有就新建（默认：询问；没有终端时为 ./models）',
  'a setting that is no secret; may be repeated (default: asked for)': '一项不保密的设置，可重复（默认：询问）',
  'write without trying the platform': '不试连平台，直接写入',
  'the whole system for one ingestion: simulated platform, nothing left behind':
    '启动整个系统完成一次交付：用模拟平台，结束后什么也不留下',
  'which simulated platform (default: the first)': '用哪个模拟平台（默认：第一个）',
  'keep its folder': '保留它的文件夹',
  'the whole system on this machine: Temporal, its UI, a worker, the HTTP API; Ctrl-C stops it':
    '在本机运行整个系统：Temporal、它的界面、一个工作进程和 HTTP 接口；Ctrl-C 停止',
  "also the platforms' simulators, and a configuration for them": '同时启动各平台的模拟器，并写好它们的配置',
  'port of Temporal (default: 7233, or a free one)': 'Temporal 的端口（默认：7233，被占用则用空闲端口）',
  'port of its UI (default: 8233, or a free one)': 'Temporal 界面的端口（默认：8233，被占用则用空闲端口）',
  'port of the HTTP API (default: gateway.port, or a free one)':
    'HTTP 接口的端口（默认：gateway.port，被占用则用空闲端口）',

  'deliver models to a platform; FILE is a path, a glob or a folder': '把模型交付到平台；FILE 是路径、通配符或文件夹',
  'platform of the configuration that takes the models': '接收模型的平台，写配置里的名字',
  'the only one': '唯一的那个',
  'the whole request from a file; relative paths in it count from its folder':
    '整个请求写在文件里；其中的相对路径从该文件所在的文件夹算起',
  'id of the ingestion; giving one twice attaches to the first (default: a new one)':
    '交付编号；再次使用同一编号，就继续已有的那次交付（默认：新编号）',
  "requests at a time, at most the platform's own setting": '同时发出的请求数，最多为平台自己的设置',
  'that setting': '平台的设置',
  'bandwidth as rclone writes it: 10M, or "08:00,512k 19:00,off"':
    '限速，写法同 rclone：10M，或时间表 "08:00,512k 19:00,off"',
  'keys of your own, such as order=4711, shown in lists, reports, messages and Temporal':
    '自定的标记，如 order=4711，显示在列表、清单、消息和 Temporal 里',
  'check, hash and ask the platform what it has; send and create nothing':
    '只检查、计算哈希、查询平台已有什么；不发送，不创建',
  'return once it is started': '启动后立即返回',
  'in place of --json: each state as it comes, a JSON value a line, the result last':
    '代替 --json：状态一有变化就输出，每行一个 JSON 值，最后一行是结果',
  'ingestions, latest first': '列出各次交付，新的在前',
  'on this platform': '在这个平台上的',
  'in this state': '处于这个状态的',
  'with a file of this MD5 (among its first 50)': '含有此 MD5 的文件的（只看前 50 个文件）',
  'started since a date (2026-11-22T08:00Z) or for a time (2h, 7d)':
    '从某一时刻（2026-11-22T08:00Z）起或最近一段时间（2h、7d）内开始的',
  'that wait for something': '正在等待的',
  'so many lines (default: 50; all with --json)': '最多多少行（默认：50；用 --json 时为全部）',
  'everything open, live, by why it does not move; one key for retry, pause, cancel, details':
    '实时显示所有未结束的交付，按停滞的原因分组；按一个键即可重试、暂停、取消、看详情',
  'one ingestion in full': '一次交付的全部内容',
  'its evidence as JSON: digests, sizes, chunks, ids, attempts and times':
    '以 JSON 给出证据：摘要、大小、分块、编号、尝试次数和时间',
  'ask the platform again about everything it delivered': '到平台逐一核对已交付的内容',
  'the paper of a delivery, to hand over; with --check: whether the files of a folder are those on it':
    '生成可以上交的交付清单；用 --check 核对文件夹里的文件是否就是清单上的',
  'what it is written as (default: html)': '清单的格式（默认：html）',
  'write it to a file (default: stdout)': '写到文件（默认：标准输出）',
  'compare a folder with this report (default: the folder that it lies in)':
    '用这份清单核对一个文件夹（默认：清单所在的文件夹）',
  'one ingestion live; Ctrl-C stops following, not the ingestion': '实时跟踪一次交付；Ctrl-C 只停止跟踪，交付继续',
  'change its limits while it sends, within 5 seconds': '在发送过程中改变限制，5 秒内生效',
  'bytes per second: 10M, off, or a timetable "08:00,512k 19:00,off"':
    '每秒字节数：10M、off（不限），或时间表 "08:00,512k 19:00,off"',
  'requests at a time': '同时发出的请求数',
  'stop its hashing and sending until it is resumed; without an id: all that the filters name':
    '暂停哈希和发送，直到恢复；不写编号：对筛选出的全部执行',
  'with filters: do not ask': '使用筛选条件时：不询问',
  'resume after a pause; without an id: all that the filters name': '暂停之后继续；不写编号：对筛选出的全部执行',
  'end it; a running registration is finished first; without an id: all that the filters name':
    '取消，正在进行的登记会先做完；不写编号：对筛选出的全部执行',
  'ended ingestion: repeat what failed; open ingestion: start the next attempts now; without an id: all that the filters name, that wait, or ended partial or failed':
    '已结束的交付：重做失败的部分；未结束的交付：马上再试；不写编号：对筛选出的、正在等待或部分完成或失败的全部执行',
  'read the file of this name at another address, whose content must be the same; may be repeated':
    '改从另一个地址读取这个名字的文件，内容必须相同；可重复',

  "one call of a platform's API by the last two parts of its path; without an operation: all that there are":
    '调用一次平台接口，以接口路径的最后两段为名；省略操作名则列出全部接口',
  'what it is given: JSON, or @FILE; secrets as "${NAME}" or "${file:PATH}"':
    '接口的输入：JSON 或 @FILE；密钥写成 "${NAME}" 或 "${file:PATH}"',
  'show what it takes, and call nothing': '只显示它接收哪些字段，不调用',
  'do not ask before a call that changes something': '调用会改变数据的接口之前不询问',
  'run a worker until stopped': '启动一个工作进程，直到被停止',
  'how to log': '日志的格式',
  'pretty on a terminal': '终端上为 pretty',
  'log to files of this name too, as JSON lines: 10 MiB each, the newest five (default: none)':
    '日志同时写到这个名字的文件，每行一个 JSON：每个 10 MiB，保留最新的五个（默认：不写）',
  'serve the HTTP API until stopped': '启动 HTTP 接口，直到被停止',
  'address to listen on (default: gateway.host)': '监听的地址（默认：gateway.host）',
  'port to listen on, 0 for a free one (default: gateway.port)': '监听的端口，0 为任一空闲端口（默认：gateway.port）',
  'the messages to the targets of `notify`': '发给 `notify` 各目标的消息',
  'send a message by each target of the configuration, or by one': '向配置里的每个目标（或其中一个）发一条消息',
  'check versions, configuration, Temporal, workers and platforms; say what to do':
    '检查版本、配置、Temporal、工作进程和平台，并说明该怎么办',
  'fix what can be fixed from here': '修复可以在这里修复的问题',
  'show the help of a command, as --help does': '显示一个命令的帮助，与 --help 相同',
  'show the version, as --version does': '显示版本，与 --version 相同',
  'print what makes a shell complete commands, options, platforms, ids and syncs':
    '输出补全脚本，让命令行补全命令、选项、平台、编号和同步',
  'the shell': '使用的 shell',
};
