import type { FileProgress, IngestProgress } from '../../../client/index.ts';
import { isDelivered } from '../../../contracts/kinds.ts';
import { FRACTAL_3D_UNDER_TEST, type Fractal3dState } from '../../conformance/fractal3d.ts';
import type { FurtherKind } from './kind.ts';

/** Drawings: what was made twice is told by notes, since no call finds it. */
export const fractal3d: FurtherKind = {
  under: FRACTAL_3D_UNDER_TEST,
  secret: { setting: 'apiKey', option: 'apiKey', value: 'torture-drawings-key-5d27' },
  calls: {
    createToken: { perFile: 0.5, isToken: true },
    uploadFile: { perFile: 1 },
    convert: { perFile: 1 },
    convertResult: { perFile: 3 },
    thumbnail: { perFile: 1 },
    thumbnailResult: { perFile: 3 },
    createResource: { perFile: 1 },
    createComment: { perFile: 1 },
    'signed-results': { perFile: 1 },
  },
  extensions: ['.ifc', '.step', '.RVT', '.sldprt'],
  switches: {
    draw: (random, names) => ({
      path: 'jobs',
      body: {
        name: random.pick(names),
        kind: random.pick(['convert', 'thumbnail']),
        outcome: 'Failed',
        times: random.int(1, 2),
      },
    }),
    isSpoilt: ({ body }, name) => body['name'] === name,
  },
  async judge(control, told, earlier) {
    const state = await control.state<Fractal3dState>();
    const files = told.flatMap((one) => one.files);
    return [
      ...files.filter((file) => isDelivered(file)).flatMap((file) => judgeDelivered(file, state)),
      ...judgeUntold(state, told, earlier),
    ];
  },
};

function judgeDelivered({ name, hash, fileId, remote, saved, error }: FileProgress, state: Fractal3dState): string[] {
  const problems: string[] = [];
  const file = state.files.find(({ id }) => id === fileId);
  if (file === undefined || file.md5 !== hash || file.name !== name)
    problems.push(`${name} is reported as file ${fileId} of MD5 ${hash}, and the platform has ${JSON.stringify(file)}`);
  const jobOf = (key: string) => state.jobs.find(({ id }) => id === remote?.[key]);
  const conversion = jobOf('transactionId');
  if (conversion?.status !== 'Succeeded' || conversion.fileId !== fileId)
    problems.push(`${name} is reported converted by ${remote?.['transactionId']}: ${JSON.stringify(conversion)}`);
  // One error may stand for several things that were asked for and are not there.
  if (error !== undefined) return problems;
  if (jobOf('thumbnailTransactionId')?.status !== 'Succeeded') problems.push(`${name} has no thumbnail, and no error`);
  const comment = state.comments.find(({ comment_id }) => comment_id === remote?.['commentId']);
  if (comment === undefined || comment.resource_id !== remote?.['resourceId'])
    problems.push(`${name} has no comment, and no error`);
  if (saved === undefined) problems.push(`${name} is not saved, and has no error`);
  return problems;
}

/** Files and conversions that no report needs, and of which none says that they may be there. */
function judgeUntold(
  { files, jobs }: Fractal3dState,
  told: readonly IngestProgress[],
  earlier: readonly IngestProgress[],
): string[] {
  const reports = [...told, ...earlier];
  const reported = reports.flatMap((one) => one.files);
  const lines = reports.flatMap((one) => one.leftovers ?? []);
  const isNoted = (name: string, words: string) =>
    reported.some((file) => file.name === name && file.notes?.some((note) => note.includes(words)) === true);
  const isLeft = (id: string, line: string) => lines.some((one) => one.includes(id) || one === line);
  return [
    ...files
      .filter(({ id }) => !reported.some(({ fileId }) => fileId === id))
      .filter(({ id, name }) => !isNoted(name, 'a further copy') && !isLeft(id, `file ${name} (perhaps)`))
      .map(({ id, name }) => `file ${name} (${id}) is on the platform, and no report says so`),
    ...jobs
      .filter(({ id, kind }) => kind === 'convert' && !reported.some(({ remote }) => remote?.['transactionId'] === id))
      .filter(({ id, name }) => !isNoted(name, 'converted it twice') && !isLeft(id, `conversion of ${name} (perhaps)`))
      .map(({ id, name }) => `conversion ${id} of ${name} is on the platform, and no report says so`),
  ];
}
