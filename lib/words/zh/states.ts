import type { FileStatus, IngestStatus, Stage } from '../../../contracts/progress.ts';

/** Chinese of the statuses of ingestions and files: the terminal and the page say the same. */
export const STATUSES: Readonly<Record<IngestStatus | FileStatus, string>> = {
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
};

/** Chinese of the stages. */
export const STAGES: Readonly<Record<Stage, string>> = {
  fingerprint: '指纹',
  upload: '上传',
  merge: '合并',
  synchronize: '同步记录',
  convert: '转换',
  register: '登记',
  done: '完成',
};
