import type { DeliveryReport, ReportedFile, ReportedIngestion } from '../../contracts/report.ts';
import { md5 } from '../support/model-files.ts';

/** A delivered file, the `n`-th, as a report has it. */
export function sampleFile(n: number, more: Partial<ReportedFile> = {}): ReportedFile {
  const digest = md5(Buffer.from(String(n)));
  return {
    name: `${n}号楼-结构.ifc`,
    source: `/data/models/${n}号楼-结构.ifc`,
    size: 8_105_281 + n * 104_729,
    md5: digest,
    status: 'registered',
    isDelivered: true,
    deliveredAt: '2026-11-23T00:25:00.852Z',
    ids: {
      fileId: `795bdec5-9b0e-4d0e-9b0e-${digest.slice(0, 12)}`,
      path: `6f434424-34bc-4c6e-8c5e-5b1f5f1c2d3e/${digest}.ifc`,
      createdUserId: '6f434424-34bc-4c6e-8c5e-5b1f5f1c2d3e',
      modelGroupId: 'bf5dccb7-4b3f-4c6e-8c5e-5b1f5f1c2d3e',
      taskId: '23461e32-b76b-4c6e-8c5e-5b1f5f1c2d3e',
      projectId: '48301428-34bc-4c6e-8c5e-5b1f5f1c2d3e',
    },
    attempts: 1,
    verified: 'there',
    ...more,
  };
}

/** An ingestion of these files, as a report has it. */
export function sampleIngestion(files: ReportedFile[], more: Partial<ReportedIngestion> = {}): ReportedIngestion {
  const delivered = files.filter(({ isDelivered }) => isDelivered);
  const sizeOf = (some: readonly ReportedFile[]) => some.reduce((sum, { size = 0 }) => sum + size, 0);
  const count = (state: ReportedFile['verified']) => delivered.filter(({ verified }) => verified === state).length;
  return {
    id: '20261123-002455-x7k2qa',
    runId: '01a205ca-a29f-7000-8000-000000000000',
    platform: 'cq',
    kind: 'chongqing-bim',
    status: delivered.length === files.length ? 'completed' : 'partial',
    startedBy: 'zhang@model-pc-7',
    startedAt: '2026-11-23T00:24:55.711Z',
    closedAt: '2026-11-23T00:25:00.867Z',
    projectId: '48301428-34bc-4c6e-8c5e-5b1f5f1c2d3e',
    projectName: '两江新区人民医院',
    tasks: [{ modelGroupId: 'bf5dccb7-4b3f-4c6e-8c5e-5b1f5f1c2d3e', taskId: '23461e32-b76b-4c6e-8c5e-5b1f5f1c2d3e' }],
    target: [
      { label: 'Project', value: '两江新区人民医院' },
      { label: 'Group', value: '结构专业模型' },
    ],
    totals: {
      files: files.length,
      delivered: delivered.length,
      failed: files.filter(({ status }) => status === 'failed').length,
      bytes: sizeOf(files),
      bytesDelivered: sizeOf(delivered),
    },
    files,
    verification: {
      verifiedAt: '2026-11-30T06:30:00.000Z',
      counts: {
        there: count('there'),
        missing: count('missing'),
        different: count('different'),
        unverifiable: count('unverifiable'),
        notDelivered: files.length - delivered.length,
      },
      notAsked: ['project, model group and model records (the platform has no call that reads them)'],
    },
    ...more,
  };
}

/** A report of these ingestions. */
export function sampleReport(...ingestions: ReportedIngestion[]): DeliveryReport {
  return { report: 1, madeAt: '2026-11-30T06:30:05.000Z', ingestions };
}
