import { errorOf } from '../../contracts/errors.ts';
import type { AttachedFileRequest, AttachmentWish } from '../../contracts/iuap-files/request.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { failFile } from '../ingest/ingest-state.ts';
import type { IuapFilesRun } from './iuap-files-run.ts';

/** How a file is to be attached: its own values, else those of the request. */
export function wishOf({ state: { request }, plan }: IuapFilesRun, { index, file }: RunFile): AttachmentWish {
  const own = (request.files[index] ?? {}) as AttachedFileRequest; // as: the schema of requests lets files have these keys
  const { filepath = '', groupname = '', permission, replace, encrypt, url, direct } = { ...request, ...own };
  const { replaces } = own;
  const isLarge = plan.directFromBytes !== undefined && file.size > plan.directFromBytes;
  return {
    filepath,
    groupname,
    ...(permission === undefined ? {} : { permission }),
    ...(replace === true ? { replace } : {}),
    ...(encrypt === true ? { encrypt } : {}),
    ...(url === true ? { url } : {}),
    // The store does not encrypt.
    ...(direct === true || (isLarge && encrypt !== true) ? { direct: true } : {}),
    ...(replaces === undefined ? {} : { replaces }),
  };
}

/** Fails files of a name that another one of the request has in the same group: one would take the place of the other. */
export function withoutDoubles<Entry extends RunFile>(run: IuapFilesRun, groups: readonly Entry[][]): Entry[][] {
  const first = new Map<string, number>();
  for (const [index, file] of run.state.files.entries()) {
    const key = keyOf(run, { index, file });
    if (!first.has(key)) first.set(key, index);
  }
  const kept = groups.map((group) =>
    group.filter((entry) => {
      const other = first.get(keyOf(run, entry));
      if (other === undefined || other === entry.index) return true;
      const doubled = sentenceOf('another file of this ingestion has the name {name} in the same group', {
        name: entry.file.name,
      });
      failFile(entry.file, errorOf('InvalidRequest', doubled));
      return false;
    }),
  );
  run.changed();
  return kept.filter((group) => group.length > 0);
}

function keyOf(run: IuapFilesRun, entry: RunFile): string {
  const { filepath, groupname } = wishOf(run, entry);
  return JSON.stringify([filepath, groupname, entry.file.name]);
}
