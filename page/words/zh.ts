import type { Waiting } from '../../contracts/progress.ts';
import type { Words } from './en.ts';

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
  statuses: {
    running: '进行中',
    paused: '已暂停',
    completed: '已完成',
    partial: '部分完成',
    failed: '失败',
    cancelled: '已取消',
    pending: '未开始',
    uploading: '上传中',
    uploaded: '已上传',
    converting: '转换中',
    converted: '已转换',
    registered: '已登记',
  },
  stages: {
    fingerprint: '指纹',
    upload: '上传',
    merge: '合并',
    synchronize: '同步记录',
    convert: '转换',
    register: '登记',
    done: '完成',
  },

  overview: '总览',
  syncs: '同步',
  newIngestion: '新建交付',
  views: '页面',
  skip: '跳到正文',
  language: '语言',
  theme: '颜色',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' },
  api: 'API',

  live: '实时',
  connecting: '正在连接 …',
  lost: '连接中断，正在重试',
  unreachable: '网关没有响应。',

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
  retryAll: (count) => (count === 1 ? '重试' : `全部重试（${count} 个）`),
  pauseAll: (count) => (count === 1 ? '暂停' : `全部暂停（${count} 个）`),
  resumeAll: (count) => (count === 1 ? '继续' : `全部继续（${count} 个）`),
  keys: '在行内：方向键选择，R 重试，P 暂停或继续，C 取消。',
  askCancel: (id) => `取消 ${id}？不能中断的步骤会先做完；已在平台上的内容会保留。`,
  askMany: (what) => `${what}？`,
  yes: '是',
  no: '否',
  retriedNew: (id) => `${id}：已重新开始`,
  retriedNow: (id, steps) => `${id}：${steps} 个等待中的步骤正在立即重试`,
  pausing: (id) => `${id}：正在暂停`,
  resumed: (id) => `${id}：继续进行`,
  cancelled: (id) => `${id}：正在取消`,
  manyDone: (done, refused, why) => `已处理 ${done} 个${refused === 0 ? '' : `，${refused} 个被拒绝：${why}`}`,
  dismiss: '关闭',
};
