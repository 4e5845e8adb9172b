import type { FileProgress, IngestProgress } from '../../../client/index.ts';
import { isDelivered } from '../../../contracts/kinds.ts';
import { LONGYAN_DISK_BY_POSITION } from '../../conformance/longyan-disk.ts';
import type { DiskState } from '../../platforms/longyan-disk/support.ts';
import type { FurtherKind } from './kind.ts';

/** Teaching resources: no call finds a resource or a folder again, so one that may be there is told and not made again. */
export const longyanDisk: FurtherKind = {
  under: LONGYAN_DISK_BY_POSITION,
  secret: { setting: 'appKey', option: 'appKey', value: 'torture-disk-key-91c4' },
  calls: {
    queryPeriods: { perFile: 0.4 },
    querySubjects: { perFile: 0.4 },
    queryEditions: { perFile: 0.4 },
    queryTextbooks: { perFile: 0.4 },
    queryChapters: { perFile: 0.4 },
    createFolder: { perFile: 0.4, weight: 2 },
    uploadify: { perFile: 0.5, weight: 2 },
    createFid: { perFile: 0.7 },
    fileResume: { perFile: 4, weight: 3 },
    createResource: { perFile: 1, weight: 5 },
  },
  extensions: ['.ifc', '.mp4', '.RVT', '.pptx'],
  explains({ type, message }, { isRetried, fallen, earlier }) {
    switch (type) {
      case 'UnexpectedResponse':
        return !isRetried && /may exist: look|may have been made: look/.test(message);
      case 'AlreadyExists':
        return earlier.some(({ leftovers = [] }) => leftovers.some((line) => /^folder .* \(perhaps\)$/.test(line)));
      case 'Authentication':
        // Keys do not end: another one is not to be had.
        return !isRetried && fallen.has('expired-token');
      default:
        return false;
    }
  },
  async judge(control, told, earlier) {
    const state = await control.state<DiskState>();
    const files = told.flatMap((one) => one.files).filter((file) => isDelivered(file));
    return [...files.flatMap((file) => judgeDelivered(file, state)), ...judgeUntold(state, [...told, ...earlier])];
  },
};

function judgeDelivered({ name, hash, fileId, remote }: FileProgress, state: DiskState): string[] {
  const problems: string[] = [];
  const file = state.files.find(({ fid }) => String(fid) === fileId);
  if (file?.md5 !== hash || !file.isComplete)
    problems.push(`${name} is reported as file ${fileId} of MD5 ${hash}, and the platform has ${JSON.stringify(file)}`);
  const resource = state.resources.find(({ resId }) => resId === remote?.['resId']);
  const isRight = String(resource?.fid) === fileId && resource?.['parentId'] === remote?.['dirId'];
  if (!isRight || resource?.['title'] !== name)
    problems.push(`${name} is reported as ${JSON.stringify(remote)}, and the platform has ${JSON.stringify(resource)}`);
  return problems;
}

/** Files, resources and folders that no report has, and of which none says that they may be there. */
function judgeUntold({ files, resources, folders }: DiskState, reports: readonly IngestProgress[]): string[] {
  const reported = reports.flatMap((one) => one.files);
  const lines = reports.flatMap(({ leftovers = [] }) => leftovers);
  const isTold = (key: string, id: string) => reported.some(({ remote }) => remote?.[key] === id);
  const isLeft = (...words: string[]) => lines.some((line) => words.some((one) => line.includes(one)));
  const isNoted = (name: string) =>
    reported.some((file) => file.name === name && file.notes?.some((note) => note.includes('more than once')));
  return [
    ...resources
      .filter(({ resId, title }) => !isTold('resId', resId) && !isLeft(`a resource of file ${String(title)} (perhaps)`))
      .map(({ resId, title }) => `resource ${resId} of ${String(title)} is on the platform, and no report says so`),
    ...files
      .filter(({ fid }) => !reported.some(({ fileId }) => fileId === String(fid)))
      .filter(({ name }) => !isNoted(name) && !isLeft(`file ${name}: `, `file ${name} (perhaps)`))
      .map(({ fid, name }) => `file ${name} (${fid}) is on the platform, and no report says so`),
    ...folders
      .filter(({ dirId, dirName }) => !isTold('dirId', dirId) && !isLeft(dirId, `folder ${dirName} (perhaps)`))
      .map(({ dirId, dirName }) => `folder ${dirName} (${dirId}) is on the platform, and no report says so`),
  ];
}
