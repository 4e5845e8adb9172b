import type { Waiting } from '../../contracts/progress.ts';
import { ADVICE } from '../../lib/words/zh/advice.ts';
import { OVER_HTTP } from '../../lib/words/zh/over-http.ts';
import { STAGES, STATUSES } from '../../lib/words/zh/states.ts';
import { TEXTS_ERRORS } from '../../lib/words/zh/texts-errors.ts';
import type { Words } from './en.ts';
import { CHOICES } from './zh-choices.ts';
import { FIELDS } from './zh-fields.ts';
import { STEP_TITLES } from './zh-steps.ts';
import { TOLD } from './zh-told.ts';

function waitedFor({ for: what, host }: Pick<Waiting, 'for' | 'host'>, platform: string | undefined): string {
  switch (what) {
    case 'platform':
      return platform === undefined ? '平台' : `平台 ${platform}`;
    case 'rate':
      return platform === undefined ? '平台放开速率限制' : `平台 ${platform} 放开速率限制`;
    case 'host':
      return host === undefined ? '文件所在主机' : `主机 ${host}`;
    case 'worker':
      return '工作进程';
    case 'ingestion':
      return '另一个交付';
  }
}

/** All that the page says, in Chinese. */
export const zh: Words = {
  statuses: STATUSES,
  stages: STAGES,

  overview: '总览',
  syncs: '同步',
  newIngestion: '新建交付',
  views: '页面',
  skip: '跳到正文',
  language: '语言',
  theme: '颜色',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  api: 'API',

  comma: '，',
  listComma: '、',
  colon: '：',
  brackets: { open: '（', close: '）' },
  units: { d: '天', h: '小时', min: '分', s: '秒' },
  errorTypes: TEXTS_ERRORS,
  stepTitles: STEP_TITLES,

  live: '实时',
  connecting: '正在连接 …',
  lost: '连接中断，正在重试',
  unreachable: '网关没有响应：请检查 modelrail gateway 是否在运行。',
  faulty: (status) => `网关或它前面的代理出错（HTTP ${status}）：请稍后再试。`,
  refusedBare: (status) => `被网关前面的代理拒绝，或这个地址上是别的服务（HTTP ${status}）。`,

  tokenTitle: '需要令牌',
  tokenText: '此网关只接受持有令牌的请求。令牌只保存在本标签页，关闭后即清除，并且只发送给本网关。',
  token: '令牌',
  tokenWrong: '网关不认识这个令牌。',
  signIn: '继续',
  signOut: '清除令牌',

  open: (count) => `${count} 个未结束`,
  wait: (count) => `${count} 个等待中`,
  paused: (count) => `${count} 个已暂停`,
  more: (count) => `另有 ${count} 个未查看`,
  rate: (size) => `${size}/s`,
  ofBytes: (done, total) => `${done} / ${total}`,
  nothingOpen: '没有未结束的交付。',
  startOne: '新建交付',
  looking: '正在查看 …',

  groupWaits: (count, waiting, platform, since) => `${count} 个在等待${waitedFor(waiting, platform)}，自 ${since} 起`,
  groupPaused: (count) => `${count} 个已暂停`,
  groupMoves: (count) => `${count} 个进行中`,
  syncsMade: (count) => `${count} 个同步正在运行`,
  failedLately: (count) => `一天内失败 ${count} 个`,
  shown: (count) => `只显示前 ${count} 个`,
  showOthers: '显示其余的',
  waits: '等待中',

  ingestion: '交付',
  platform: '平台',
  status: '状态',
  stage: '阶段',
  progress: '进度',
  files: '文件',
  bytes: '字节',
  speed: '速率',
  started: '开始时间',
  ended: '结束时间',
  action: '操作',
  cancelling: '正在取消',
  percent: (value) => `${value} %`,
  filesCount: (count) => `${count} 个文件`,

  retry: '重试',
  pause: '暂停',
  resume: '继续',
  cancel: '取消',
  retryOf: (id) => `重试 ${id}`,
  pauseOf: (id) => `暂停 ${id}`,
  resumeOf: (id) => `继续 ${id}`,
  cancelOf: (id) => `取消 ${id}`,
  actOnAll: {
    retry: (count) => `全部重试（${count} 个）`,
    pause: (count) => `全部暂停（${count} 个）`,
    resume: (count) => `全部继续（${count} 个）`,
    cancel: (count) => `全部取消（${count} 个）`,
  },
  keys: '在行内：方向键选择，R 重试，P 暂停或继续，C 取消。',
  askCancel: (id) => `取消 ${id}？`,
  cancelMeans: '不能中断的步骤会先做完；已在平台上的内容会保留。',
  askGroup: (title, what) => `${title}。${what}？`,
  yes: '是',
  no: '否',
  retriedNew: (id) => `${id}：已重新开始`,
  retriedNow: (id, steps) => `${id}：${steps} 个等待中的步骤正在立即重试`,
  pausing: (id) => `${id}：正在暂停`,
  resumed: (id) => `${id}：继续进行`,
  cancelled: (id) => `${id}：正在取消`,
  lookingWhich: (found) => `正在查找：已找到 ${found} 个`,
  acting: (what, done, all) => `${what}：${done} / ${all}`,
  refusedSoFar: (count) => `${count} 个被拒绝`,
  howMuchIsDone: '已处理的数量',
  stop: '停止',
  oneAtATime: '正在处理另一组：请等它结束，或者停止它。',
  noneLeft: '这一组已经没有交付了。',
  manyDone: (done, refused, left) =>
    `已处理 ${done} 个${refused === 0 ? '' : `，${refused} 个被拒绝`}${left === 0 ? '' : `；已停止，其余 ${left} 个未处理`}`,
  refusals: '被拒绝的原因',
  andMore: (count) => `另有 ${count} 个`,
  dismiss: '关闭',

  path: '当前位置',
  waitsFor: (waiting, platform, since) => `正在等待${waitedFor(waiting, platform)}，自 ${since} 起`,
  pausedSince: (since) => `自 ${since} 起暂停`,
  nextAttempt: (at) => `下次尝试：${at}`,
  project: '项目',
  modelGroup: '模型组',
  task: '转换任务',
  startedBy: '提交人',
  labels: '标记',
  ofSync: '所属同步',
  temporal: 'Temporal',
  openUi: '在其界面中打开',
  leftovers: '平台上的遗留数据',
  leftOut: '未包括的文件',
  file: '文件',
  size: '大小',
  instant: '（无需发送）',
  showMore: (count) => `显示更多（还有 ${count} 个）`,

  story: '经过',
  runs: (count) => `${count} 次运行`,
  outcomes: { done: '完成', failed: '失败', timedOut: '超时', cancelled: '已取消', open: '进行中' },
  begun: '开始',
  leftOpen: '已放弃',
  attempts: (count) => `尝试 ${count} 次`,

  evidence: '证据',
  evidenceText: '交付清单会就每个已交付的文件询问平台；证据文档来自运行的历史。',
  reportHtml: '交付清单（HTML）',
  reportCsv: '交付清单（CSV）',
  manifest: '证据文档（JSON）',
  verify: '向平台核验',
  asking: '正在询问 …',
  verified: (state, count) => `${count} 个${state}`,
  verifications: { there: '一致', missing: '缺失', different: '不一致', unverifiable: '无法核验' },

  noSyncs: '没有同步。',
  name: '名称',
  source: '来源',
  schedule: '时间',
  every: (span) => `每 ${span}`,
  lastRun: '最近一次运行',
  nextRun: '下次运行',
  runNow: '立即运行',
  runOf: (name) => `立即运行 ${name}`,
  syncStarted: (name) => `${name}：运行已开始`,
  syncQueued: (name) => `${name}：排在当前运行之后`,
  syncPaused: (name) => `${name}：已暂停，不再运行，直到继续`,
  syncResumed: (name) => `${name}：恢复运行`,
  note: '备注',
  remembered: '台账',
  rememberedFiles: (files, gone, setAside) => `${files} 个文件，其中 ${gone} 个已移除，${setAside} 个被搁置`,
  runCounts: (found, added, changed, unchanged) =>
    `找到 ${found} 个：新增 ${added}，改动 ${changed}，未变 ${unchanged}`,
  removed: '来源中已移除',
  deleted: '平台上已删除',
  setAside: '已搁置',
  stillWritten: '仍在写入',
  missed: '错过的运行',

  told: TOLD,
  advised: ADVICE,
  kept: OVER_HTTP,
  fields: FIELDS,
  choices: CHOICES,
  moreFields: (count) => `另外 ${count} 个字段`,
  onePerLine: '每行一个。',
  pairPerLine: '每行一个，写成 键=值。',
  noPlatform: '没有配置接收文件的平台。',
  startIt: '开始交付',
  stillSending: '有文件仍在发往网关。',
  leaveOutRefused: '有文件网关不接收，请先去掉。',
  noFiles: '还没有文件。',
  dropHere: '把文件或文件夹拖到这里：它们会发往网关，连接中断后自动继续。',
  chooseFiles: '选择文件 …',
  chooseFolder: '选择文件夹 …',
  lookingInto: (found) => `正在查看文件夹：已找到 ${found} 个文件`,
  leftOutOfFolders: (count) => `文件夹中有 ${count} 项未包括`,
  leftOutReasons: {
    extension: '扩展名不在 sources.extensions 中',
    empty: '文件为空',
    hidden: '已隐藏',
    unreadable: '浏览器无法读取',
  },
  orSource: '或者填写网关所在机器上的路径，或网址',
  add: '添加',
  sending: '正在发送',
  sendingOf: (name) => `${name} 已发送的部分`,
  sentWhole: '已发送',
  refused: '已拒绝',
  emptyFile: '文件是空的，不能交付：请去掉，或换成完整的文件。',
  leaveOut: '去掉',
  leaveOutOf: (name) => `去掉 ${name}`,
  goesOn: '会自动继续。',
  unreadable: '浏览器读不到它：文件已改动或已不在。请重新拖入文件。',
  filesSent: (sent, all) => `${all} 个文件中 ${sent} 个已就绪`,
  ofThisFile: '仅用于此文件',
};
