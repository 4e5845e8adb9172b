import type { FileProgress, IngestProgress } from '../../../client/index.ts';
import { isDelivered } from '../../../contracts/kinds.ts';
import { IUAP_FILES_BY_UPLOAD } from '../../conformance/iuap-files.ts';
import type { FilesState } from '../../platforms/iuap-files/support.ts';
import type { FurtherKind } from './kind.ts';

/** Attachments: of a name there is one, so what an attempt before has attached is to be recognised. */
export const iuapFiles: FurtherKind = {
  // Large files go directly, small ones by one call.
  under: { ...IUAP_FILES_BY_UPLOAD, settings: { directFrom: '64KiB' } },
  secret: { setting: 'x-files-token', within: 'headers', option: 'token', value: 'torture-files-token-5b7d' },
  calls: {
    query: { perFile: 1, weight: 2 },
    upload: { perFile: 0.5, weight: 4 },
    osssign: { perFile: 0.7, weight: 4 },
    rewrite: { perFile: 0.7, weight: 4 },
    download: { perFile: 0.2, weight: 2 },
  },
  extensions: ['.ifc', '.step', '.RVT', '.dwg'],
  explains({ type, message }, { isRetried, fallen, earlier }) {
    switch (type) {
      case 'AlreadyExists':
        // What an attempt attached before the file became another one stays there.
        return earlier.some(({ files }) => files.some((file) => !isDelivered(file) && message.includes(file.name)));
      case 'Authentication':
        // Headers do not end: other ones are not to be had.
        return !isRetried && fallen.has('expired-token');
      default:
        return false;
    }
  },
  async judge(control, told, earlier) {
    const state = await control.state<FilesState>();
    const files = told.flatMap((one) => one.files).filter((file) => isDelivered(file));
    return [...files.flatMap((file) => judgeDelivered(file, state)), ...judgeUntold(state, [...told, ...earlier])];
  },
};

function judgeDelivered({ name, hash, fileId }: FileProgress, { attachments }: FilesState): string[] {
  const one = attachments.find(({ id }) => id === fileId);
  if (one?.md5 === hash && one?.filename === name) return [];
  const words = one === undefined ? 'nothing' : `${one.filename} of MD5 ${one.md5}`;
  return [`${name} is reported as attachment ${fileId} of MD5 ${hash}, and the platform has ${words}`];
}

/** Attachments that no report has, and of which none says that they may be there. */
function judgeUntold({ attachments, objects }: FilesState, reports: readonly IngestProgress[]): string[] {
  const ids = new Set(reports.flatMap(({ files }) => files.map(({ fileId }) => fileId)));
  const lines = reports.flatMap(({ leftovers = [] }) => leftovers);
  const isLeft = (name: string) =>
    lines.some((line) => line.startsWith(`file ${name}: `) || line === `file ${name} (perhaps)`);
  const recorded = new Set(attachments.map(({ pkfile }) => pkfile));
  return [
    ...attachments
      .filter(({ id, filename }) => !ids.has(id) && !isLeft(filename))
      .map(({ id, filename }) => `attachment ${filename} (${id}) is on the platform, and no report says so`),
    ...objects
      .filter(({ pkfile, filename }) => !recorded.has(pkfile) && !isLeft(filename))
      .map(({ filename }) => `${filename} is in the store, and no report says so`),
  ];
}
