import type { JobSource, TargetFormat } from '../../contracts/fractal3d/activities.ts';
import type { Http } from '../../lib/http/http.ts';
import { querySecrets } from '../../lib/http/words.ts';
import type { Caller, CallOptions } from './call.ts';
import { endpoints } from './endpoints.ts';

/** What both kinds of job are asked for with. */
type JobInput = {
  source: JobSource;
  /** The file's name. */
  name: string;
  /** Where the platform is to call when it is done; default: nowhere. */
  webhookUrl?: string | undefined;
} & Pick<CallOptions, 'signal' | 'cut' | 'share' | 'onUnderWay'>;

/** How a job stands. */
export interface JobState {
  status: 'Pending' | 'Succeeded' | 'Failed';
  /** Where its result can be fetched for a while; of one that succeeded. */
  url?: string;
}

/** A question about a job. */
export interface JobQuestion extends Pick<CallOptions, 'signal' | 'share'> {
  transactionId: string;
}

/** The calls about conversions and thumbnails (图纸格式转换, 生成缩略图). */
export interface JobCalls {
  /** Asks for a conversion; answers its transaction. */
  convert(input: JobInput & { target: TargetFormat }): Promise<string>;
  /** How a conversion stands. */
  conversion(question: JobQuestion): Promise<JobState>;
  /** Asks for a thumbnail of a 3D drawing, so many pixels wide and high; answers its transaction. */
  makeThumbnail(input: JobInput & { width: number; height: number }): Promise<string>;
  /** How a thumbnail stands. */
  thumbnail(question: JobQuestion): Promise<JobState>;
}

/** Makes the {@link JobCalls}. */
export function createJobCalls(caller: Caller, http: Pick<Http, 'words'>): JobCalls {
  function bodyOf({ source, name, webhookUrl }: JobInput) {
    const where = 'url' in source ? { url: source.url } : { file_id: source.fileId };
    return { ...where, file_name: name, ...(webhookUrl === undefined ? {} : { webhook_url: webhookUrl }) };
  }

  const question = ({ transactionId }: JobQuestion) => ({
    query: { transaction_id: transactionId },
    body: undefined,
  });
  const looking = ({ signal, share }: JobQuestion): CallOptions => ({ signal, share, callClass: 'look' });

  const ordering = ({ signal, cut, share, onUnderWay, ...input }: JobInput): CallOptions => ({
    signal,
    cut,
    share,
    onUnderWay,
    secrets: secretsOf(input),
  });

  function stateOf({ status, url }: { status: JobState['status']; url?: string | null | undefined }): JobState {
    return { status, ...(url ? { url } : {}) };
  }

  return {
    async convert(input) {
      const { target } = input;
      const body = { ...bodyOf(input), target_format: target };
      const answer = await caller.call(endpoints.convert, { query: undefined, body }, ordering(input));
      return http.words(answer.transaction_id);
    },
    conversion: async (asked) => stateOf(await caller.call(endpoints.convertResult, question(asked), looking(asked))),
    async makeThumbnail(input) {
      const { width, height } = input;
      const body = { ...bodyOf(input), width, height };
      const answer = await caller.call(endpoints.thumbnail, { query: undefined, body }, ordering(input));
      return http.words(answer.transaction_id);
    },
    thumbnail: async (asked) => stateOf(await caller.call(endpoints.thumbnailResult, question(asked), looking(asked))),
  };
}

/** What lets others read the source, or call for the platform. */
function secretsOf({ source, webhookUrl }: Pick<JobInput, 'source' | 'webhookUrl'>): string[] {
  const token = webhookUrl?.split('/').at(-1);
  return [...('url' in source ? querySecrets(source.url) : []), ...(token === undefined ? [] : [token])];
}
