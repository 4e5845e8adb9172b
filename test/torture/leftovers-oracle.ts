import type { IngestProgress } from '../../client/index.ts';
import { type AskedFile, type AskedIngestion, type Evidence, isSame } from './judged.ts';
import type { PlatformState } from './platform-state.ts';

/**
 * Lines of a report about what stays on the platform that are not true: each has to name something that is there, and that
 * is in no use. What is said with "(perhaps)" may be there or not.
 */
export function judgeLeftovers(asked: AskedIngestion, told: IngestProgress, evidence: Evidence): string[] {
  const lines = told.leftovers ?? [];
  // The record of a content that the file had in an earlier run is all that a completed one may leave.
  const unexpected = told.status === 'completed' ? lines.filter((line) => !RECORD_LINE.test(line)) : [];
  if (unexpected.length > 0) return [`is completed and leaves behind: ${unexpected.join('; ')}`];
  const repeated = lines.filter((line, position) => lines.indexOf(line) !== position);
  return [
    ...repeated.map((line) => `names a leftover twice: ${line}`),
    ...lines.flatMap((line) =>
      judgeLine(line, { asked, told, evidence }).map((problem) => `leftover "${line}" ${problem}`),
    ),
  ];
}

const RECORD_LINE = /^file (?<name>.*): record (?<id>\S+) \((?<path>.*)\)$/su;

function judgeLine(
  line: string,
  { asked, told, evidence }: { asked: AskedIngestion; told: IngestProgress; evidence: Evidence },
): string[] {
  const { state, hasLosses } = evidence;
  if (/^file .*: some chunks \(perhaps\)$/su.test(line)) return [];
  const chunks = /^file (?<name>.*): (?<there>\d+) of (?<all>\d+) chunks$/su.exec(line)?.groups;
  if (chunks !== undefined) {
    const file = asked.files.find(({ name }) => name === chunks['name']);
    if (file === undefined) return ['names a file that was not asked for'];
    if (Number(chunks['there']) > Number(chunks['all'])) return ['names more chunks than there are'];
    return hasLosses ? [] : judgeChunks(file, state, Number(chunks['there']));
  }
  const record = RECORD_LINE.exec(line)?.groups;
  if (record !== undefined) {
    const holders = told.files.filter(({ fileId }) => fileId === record['id']);
    if (holders.some(({ status }) => status === 'registered')) return [IN_USE];
    // Of a retried ingestion another file may have sent it in an earlier run.
    const isFound = holders.length > 0 && holders.every(({ upload }) => upload.sent === 0);
    if (isFound && !asked.isRetried) return ['is a content that was there before'];
    const isThere = state.files.some(({ id, path }) => id === record['id'] && path === record['path']);
    return isThere ? [] : ['is a file that the platform does not have'];
  }
  // Nothing tells whether it is there: no answer had its id.
  if (/^conversion task of group \S+ \(perhaps\)$/u.test(line)) return [];
  const [, what, id = '', perhaps] = /^(model group|project|conversion task) (\S+)( \(perhaps\))?$/u.exec(line) ?? [];
  switch (what) {
    case 'conversion task':
      return state.tasks.some(({ taskId }) => taskId === id) ? [] : ['is a task that the platform does not have'];
    case 'model group':
      return [
        ...(perhaps === undefined && !state.groups.some((group) => isSame(group.id, id)) ? [NOT_THERE] : []),
        ...(state.models.some((model) => isSame(model.modelGroupId, id)) ? [IN_USE] : []),
      ];
    case 'project':
      return [
        ...(perhaps === undefined && !state.projects.some((project) => isSame(project.id, id)) ? [NOT_THERE] : []),
        ...(state.models.some((model) => isSame(model.projectId, id)) ? [IN_USE] : []),
      ];
    default:
      return ['is of a kind that is not known'];
  }
}

const NOT_THERE = 'is not there';
const IN_USE = 'holds models';

/** Of any content that the file has had: a run that does not find its source knows no hash. */
function judgeChunks({ versions }: AskedFile, { files, uploads }: PlatformState, said: number): string[] {
  const hashes = versions.map(({ md5 }) => md5);
  // Another ingestion of the same content may have completed it since.
  if (files.some(({ hash }) => hashes.includes(hash))) return [];
  const there = uploads.filter(({ hash }) => hashes.includes(hash)).map(({ received }) => received.length);
  return Math.max(0, ...there) < said ? [`and the platform has ${Math.max(0, ...there)}`] : [];
}
